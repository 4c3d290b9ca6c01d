import Testing

@testable import Stocktake

struct GS1ContentTests {
    @Test func `reads GTIN, lot, serial and expiry of a carton`() throws {
        let content = try content("(01)09520000000011(17)260500(10)L7(21)A1-0007")
        #expect(content.gtin?.shortest == "9520000000011")
        #expect(content.lot == "L7")
        #expect(content.serial == "A1-0007")
        #expect(content.expiry == "2026-05-31")
        #expect(content.locationCode == nil)
        #expect(content.count == nil)
    }

    @Test func `reads content and count of a pallet`() throws {
        let content = try content("(00)195200000000000001(02)09520000000011(37)0048")
        #expect(content.sscc == "195200000000000001")
        #expect(content.gtin == nil)
        #expect(content.contentGTIN?.shortest == "9520000000011")
        #expect(content.count == 48)
    }

    @Test func `reads the variable count of an item`() throws {
        #expect(try content("(01)19520000000018(30)12").count == 12)
    }

    @Test func `a piece of an item is not the item`() throws {
        #expect(try content("(8006)095200000000110102").gtin == nil)
    }

    @Test func `a sign has its extension as location, or else its GLN`() throws {
        let bay = try LabelContent("(414)9520000000004(254)A-01", referenceYear: 2026)
        #expect(bay.location == "A-01")
        let site = try LabelContent("(414)9520000000004", referenceYear: 2026)
        #expect(site.location == "9520000000004")
        #expect(try LabelContent("(254)A-01", referenceYear: 2026).location == nil)
        #expect(bay.label(code: "", outline: []) == nil)
    }

    @Test func `goods are a label, a pallet's content is not`() throws {
        let carton = try LabelContent("(01)09520000000011(21)7", referenceYear: 2026)
        let label = try #require(carton.label(code: "text", outline: []))
        #expect(label.gtin.shortest == "9520000000011")
        #expect(label.serial == "7")
        #expect(label.code == "text")
        let plain = try LabelContent("9520000000011", referenceYear: 2026)
        #expect(plain.label(code: "", outline: [])?.serial == nil)
        #expect(plain.label(code: "", outline: [])?.gtin == label.gtin)
        let pallet = try LabelContent("(02)09520000000011(37)48", referenceYear: 2026)
        #expect(pallet.label(code: "", outline: []) == nil)
    }

    @Test(
        arguments: [
            ("260531", 2026, "2026-05-31"), ("260500", 2026, "2026-05-31"),
            ("240200", 2026, "2024-02-29"), ("230200", 2026, "2023-02-28"),
            ("760101", 2026, "2076-01-01"), ("770101", 2026, "1977-01-01"),
            ("000229", 2000, "2000-02-29"), ("490101", 2099, "2149-01-01"),
            ("500101", 2099, "2050-01-01"), ("991231", 2049, "2099-12-31"),
            ("991231", 2048, "1999-12-31"),
        ]
    )
    func `interprets two-digit years by the reference year`(
        text: String,
        year: Int,
        iso: String
    ) {
        #expect(GS1Date(text, referenceYear: year)?.iso == iso)
    }

    @Test(arguments: ["260001", "261301", "260431", "230229", "26", "2605311", "26053x", ""])
    func `refuses an invalid calendar date`(text: String) {
        #expect(GS1Date(text, referenceYear: 2026) == nil)
    }

    @Test(
        arguments: [
            ("(8001)00010000100010", GS1Error.Code.value), ("(8003)19520000000004", .value),
            ("(8010)A(8011)01", .value), ("(4321)2", .value), ("(4330)000100x", .value),
            ("(7252)3", .value), ("(8014)1234567890", .value), ("(7250)20260230", .date),
            ("(8008)26010124", .date), ("(8008)26010123595", .length), ("(8010)a", .characters),
            ("(8030)a+b", .characters), ("(3910)97", .length), ("(253)952000000000", .length),
        ]
    )
    func `checks the parts of rarer identifiers`(text: String, code: GS1Error.Code) {
        let error = #expect(throws: GS1Error.self) { try content(text) }
        #expect(error?.code == code)
    }

    @Test(
        arguments: [
            "(8008)26010123", "(8008)260101235959", "(253)9520000000004", "(253)9520000000004X7",
            "(3910)9781", "(8003)09520000000004A", "(7250)20260228", "(4330)000100-", "(91)x",
        ]
    )
    func `accepts optional and variable parts`(text: String) throws {
        #expect(try content(text).elements.count == 1)
    }
}

private struct NotGS1: Error {}

private func content(_ text: String) throws -> GS1Content {
    guard case .gs1(let content) = try LabelContent(text, referenceYear: 2026) else {
        throw NotGS1()
    }
    return content
}
