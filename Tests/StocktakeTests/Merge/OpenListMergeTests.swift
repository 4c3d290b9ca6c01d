import Testing

@testable import Stocktake

private typealias A = AnswerScene

@Suite("Merging an open list") struct OpenListMergeTests {
    private static let catalogue: Catalogue = {
        var eggs = ReplySchemaTests.item("EGG-6", name: "Egg")
        eggs.aliases = ["hen's egg"]
        return Catalogue(items: [eggs])
    }()

    private func merge(
        votes: Int = 1,
        catalogue: Catalogue = Catalogue(items: []),
        method: String = "model"
    ) -> AnswerMerge {
        A.merge(votes: votes, catalogue: catalogue, isOpen: true, method: method)
    }

    private func notes(_ merged: MergedAnswers) -> [String] {
        merged.merged.findings.map { "\($0.severity.rawValue) \($0.code.rawValue): \($0.message)" }
    }

    @Test func `without a catalogue every name is a line for review`() {
        let answer = A.answer(["egg": [2, 1], "milk": [1], "unknown": [1]], empty: ["bread": 0])
        let merged = merge().merge([A.question(["p1", "p2"], answer)])
        #expect(
            merged.shown == [
                "A-01 bread 0 0…0 empty_seen;open_name", "A-01 egg 3 3…3 open_name",
                "A-01 milk 1 1…1 open_name", "A-01 unknown 1 1…1 unknown_item",
            ]
        )
        #expect(merged.merged.tallies.allSatisfy { $0.name.isEmpty })
        #expect(
            notes(merged) == [
                "note open_name: 3 names, such as 'bread', are in no catalogue; write one with "
                    + "'stocktake init --from RUN' and name it in count.catalogue",
                "warning unknown_item: 1 piece at A-01 could not be named by the model; look at "
                    + "the photo or exclude the goods",
            ]
        )
    }

    @Test func `names that a catalogue has become its item before votes are merged`() throws {
        let votes = A.votes([
            A.answer(["egg": [2], "milk": [1]]), A.answer(["hen's egg": [2], "milk": [1]]),
            A.answer(["egg": [1], "hen's egg": [1]]),
        ])
        let merged = merge(votes: 3, catalogue: Self.catalogue).merge(votes)
        #expect(
            merged.shown == ["A-01 EGG-6 2 2…2 3/3", "A-01 milk 1 0…1 2/3 open_name"],
            "a vote that does not name the milk says 0"
        )
        let eggs = try #require(merged.merged.tallies.first)
        #expect(eggs.name == "Egg" && eggs.unit == "carton")
        #expect(
            notes(merged) == [
                "note open_name: the name 'milk' is in no catalogue; add it to count.catalogue, as "
                    + "items or as aliases of items"
            ]
        )
    }

    @Test func `empty places are renamed too, and one without a name is of no item`() {
        let named = A.answer([:], empty: ["hen's egg": 0])
        #expect(
            merge(catalogue: Self.catalogue).merge([A.question(["p1"], named)]).shown
                == ["A-01 EGG-6 0 0…0 empty_seen"]
        )
        let nameless = A.answer(["milk": [1]], empty: ["unknown": 0])
        #expect(
            merge(catalogue: Self.catalogue).merge([A.question(["p1"], nameless)]).shown
                == ["A-01 milk 1 1…1 open_name"],
            "the only item of the catalogue is not the only one that may be there"
        )
    }

    @Test func `the names of a rehearsal are no advice`() {
        let merged = merge(method: "rehearsal")
            .merge([A.question(["p1"], A.answer(["rehearsal text": [1]]))])
        #expect(merged.shown == ["A-01 rehearsal text 1 1…1 open_name"] && notes(merged) == [])
    }

    @Test func `a closed list knows no names but its SKUs`() {
        let merged = A.merge(catalogue: Self.catalogue)
            .merge([A.question(["p1"], A.answer(["egg": [1], "EGG-6": [1]]))])
        #expect(merged.shown == ["A-01 egg 1 1…1 unknown_item", "A-01 EGG-6 1 1…1"])
    }
}
