import Testing

@testable import Stocktake

@Suite("Asking about an open list") struct AskOpenListTests {
    @Test func `photos asked about apart agree on a name, and nothing is asked again`() async throws
    {
        let scene = try AskScene(photos: 2, model: "photos_per_request: 1", items: "any")
        let first = try await scene.ask { request in
            let name = request.photos == ["1"] ? "Eggs" : "egg"
            return .answer(request.right().replacing(#""ice""#, with: "\"\(name)\""))
        }
        #expect(first.answers == ["1: bread 1, egg 1", "2: bread 1, egg 2"])
        #expect(first.findings == [])
        let instructions = first.sent.first?.instructions ?? ""
        #expect(instructions.contains("List each kind of goods in the photos as one item."))
        try scene.folder.write("sku,name,aliases\nEGG-6,Egg,bread\n", to: "items.csv")
        try scene.pipeline(
            model: "photos_per_request: 1",
            items: "any, catalogue: items.csv"
        )
        let second = try await scene.ask { _ in .status(500) }
        #expect(second.sent.isEmpty && second.answers == first.answers, "a catalogue costs nothing")
    }

    @Test func `a name that is none is corrected once`() async throws {
        let scene = try AskScene(photos: 1, items: "any")
        let run = try await scene.ask { request in
            let text = request.right()
            return .answer(request.isRepair ? text : text.replacing(#""ice""#, with: #"" ""#))
        }
        #expect(run.questions == ["1", "repair 1"] && run.answers == ["1: bread 1, ice 1"])
        #expect(
            run.sent.last?.repairWords.contains(
                "/items/0/item: must name the goods, in at most 100 characters"
            ) == true
        )
    }
}
