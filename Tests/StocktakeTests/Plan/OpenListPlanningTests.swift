import Testing

@testable import Stocktake

@Suite("Planning an open list") struct OpenListPlanningTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
        try scene.photo("1.jpg", [.carton])
    }

    private func plan(_ count: String, _ more: String = "model: gpt-5.2") throws -> Plan {
        let path = try scene.folder.write(
            "name: a\nphotos: photos\ncount: \(count)\n\(more)\n",
            to: "open.yaml"
        )
        return try Planning(output: nil) { [] }.plan(path)
    }

    /// `line:column message`, without this folder's path.
    private func errors(_ count: String, _ more: String = "model: gpt-5.2") throws -> [String] {
        let error = try #require(#expect(throws: PlanError.self) { try plan(count, more) })
        #expect(error.exitStatus == .invalidData)
        return error.findings.map { finding in
            let place = finding.position
            return "\(scene.shown(place?.file ?? "")):\(place?.line ?? 0):\(place?.column ?? 0) "
                + finding.message
        }
    }

    @Test func `it needs no catalogue`() throws {
        let plan = try plan("any")
        #expect(plan.findings == [] && plan.count.isOpen && plan.count.catalogue.items.isEmpty)
        #expect(
            plan.replySchema.contains(
                ##""$defs":{"photo":{"type":"string","enum":["p1"]},"##
                    + #""item":{"type":"string"}}"#
            )
        )
    }

    @Test func `its catalogue is not in the question`() throws {
        let open = try plan("any")
        try scene.folder.write(
            "sku,aliases,locations\nEGG-6,egg; hen's egg,A-01\n",
            to: "items.csv"
        )
        let named = try plan("{items: any, catalogue: items.csv}")
        #expect(named.count.catalogue.items.map(\.aliases) == [["egg", " hen's egg"]])
        #expect(QuestionText(named) == QuestionText(open))
        #expect(try !plan("items.csv").count.isOpen)
    }

    @Test func `what doesn't go together is an error that says what to do`() throws {
        #expect(
            try errors("any", "") == [
                "open.yaml:3:8 count.items 'any' needs a model, as labels are matched by their "
                    + "GTINs; add the key 'model', or name a catalogue with sku,name,gtin"
            ]
        )
        #expect(
            try errors("{by: labels, items: any}") == [
                "open.yaml:3:28 count.items 'any' needs a model, as labels are matched by their "
                    + "GTINs; set count.by to model, or name a catalogue with sku,name,gtin"
            ]
        )
        #expect(
            try errors("{items: [egg], catalogue: items.csv}") == [
                "open.yaml:3:34 count.catalogue only goes with items: any; to count what is in "
                    + "'items.csv', name it in count.items"
            ]
        )
    }

    @Test func `one name of two items is an error with its line`() throws {
        try scene.folder.write(
            "sku,name,aliases\nE1,Eggs,Huevo; ei\nE2,Brown egg,EGG\nU,Unknown,\nM,milk,Milk;M\n",
            to: "items.csv"
        )
        #expect(
            try errors("{items: any, catalogue: items.csv}") == [
                "items.csv:3:1 the name 'EGG' is also one of the item on line 2, once case and "
                    + "plural are put aside; give each item names of its own",
                "items.csv:4:1 the name 'Unknown' is reserved for goods that the model can't "
                    + "name; use another",
            ]
        )
        let closed = try plan("items.csv")
        #expect(closed.findings == [], "a closed list counts by SKU")
    }

    @Test func `names of the books and of tolerances may be names of goods`() throws {
        try scene.folder.write(
            "sku,location,expected_quantity\negg,photos,6\nEGGS,photos,1\n",
            to: "books.csv"
        )
        let plan = try plan(
            "any",
            """
            model: gpt-5.2
            compare:
              expected: books.csv
              tolerance: {items: {egg: {quantity: 1}, Egg: {quantity: 1}}}
            """
        )
        #expect(
            plan.findings.map(\.message) == [
                "SKU EGGS is not in the catalogue, so it can't be counted",
                "the catalogue has no SKU 'Egg', so its tolerance is not used; correct or remove it",
            ]
        )
    }

    @Test func `its answer may be longer than that to a list`() throws {
        let open = AnswerLength(items: nil, hasZones: false)
        let closed = AnswerLength(items: 5, hasZones: false)
        #expect(open.tokens(photos: 2).expected > closed.tokens(photos: 2).expected)
        #expect(
            open.words.last?.contains("2 / 12 / 40; items per reply: at most 2 / 8 / 40") == true
        )
    }
}
