import Foundation
import Testing

@testable import Stocktake

@Suite("Reading the rules of order") struct OrderReadingTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
        try scene.photo("1.jpg", [.carton])
    }

    /// The rules and findings of a pipeline with these tables.
    private func read(
        _ order: String,
        items: String,
        _ tables: [String: String] = [:],
        more: String = ""
    ) throws -> (rules: OrderRules?, findings: [String]) {
        try scene.folder.write(items, to: "items.csv")
        for (name, text) in tables { try scene.folder.write(text, to: name) }
        let path = try scene.pipeline("order: \(order)\n\(more)")
        do {
            let plan = try Planning(output: nil) { [] }.plan(path)
            return (plan.order, plan.findings.map(words))
        } catch let error as PlanError {
            return (nil, error.findings.map(words))
        }
    }

    private func words(_ finding: Finding) -> String {
        let place = finding.position.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
        return scene.shown("\(place)\(finding.severity.rawValue): \(finding.message)")
    }

    @Test func `every column is taken from the catalogue`() throws {
        let (rules, findings) = try read(
            "{}",
            items: """
                sku;name;gtin;unit;locations;reorder_point;reorder_to;on_order;committed;\
                order_pack;min_order;supplier;supplier_sku;unit_cost;currency;lead_days;pack_size
                ICE;Ice;9520000000011;carton;A-01;4,5;1.000;2;1;8;16;Frost ;="007";7,20;EUR;14;4

                """
        )
        #expect(findings == [])
        #expect(
            rules
                == OrderRules(
                    items: [
                        OrderRules.Item(
                            sku: "ICE",
                            name: "Ice",
                            unit: "carton",
                            locations: ["A-01"],
                            when: 4.5,
                            upTo: 1000,
                            onOrder: 2,
                            committed: 1,
                            pack: 8,
                            minOrder: 16,
                            supplier: "Frost",
                            supplierSKU: "007",
                            unitCost: Decimal(string: "7.20"),
                            currency: "EUR",
                            leadDays: 14
                        )
                    ],
                    notes: []
                )
        )
    }

    @Test func `what no table says is assumed, and said`() throws {
        let (rules, findings) = try read(
            "{when: Low, up_to: ' full '}",
            items: "sku,gtin,Low,Full,unit_cost\nICE,9520000000011,4,10,€ 7.20\n"
        )
        #expect(findings == [])
        let item = try #require(rules?.items.first)
        #expect(item.onOrder == nil && item.committed == nil && item.leadDays == nil)
        #expect(item.pack == 1 && item.minOrder == 0 && item.supplier == "")
        #expect(item.currency == "€")
        #expect(
            rules?.notes == [
                "no column on_order: nothing is taken to be on order",
                "no column committed: nothing is taken to be promised to others",
                "no column order_pack or pack: any whole number of units can be ordered",
                "no column min_order or moq: no order is too small",
                "no column supplier or vendor: one order, without a supplier",
                "no column lead_days or lead_time_days: the orders have no date of need",
            ]
        )
    }

    @Test func `a column is taken from the first table that has it`() throws {
        let (rules, findings) = try read(
            "{from: stock.csv, currency: USD}",
            items: "sku,name,gtin,reorder_point,reorder_to,moq\nICE,Ice,9520000000011,1,12,3\n",
            [
                "stock.csv": "sku,reorder_point,pack\nICE,5,6\n",
                "books.csv": """
                sku,location,expected_quantity,vendor,moq,on_order
                ICE,A,1,Frost,9,2
                ICE,B,1,Frost,9,
                ICE,C,1,,9,2

                """,
            ],
            more: "compare: books.csv"
        )
        #expect(findings == [])
        let item = try #require(rules?.items.first)
        #expect(item.when == 5 && item.upTo == 12 && item.onOrder == 2)
        #expect(item.pack == 6 && item.minOrder == 3)
        #expect(item.supplier == "Frost" && item.currency == "USD" && item.name == "Ice")
    }

    @Test func `an item of several lines must have one value`() throws {
        let (rules, findings) = try read(
            "{}",
            items:
                "sku,gtin,reorder_point,reorder_to\nICE,9520000000011,1,2\nWAT,9520000000028,1,2\n",
            [
                "books.csv": """
                sku,location,expected_quantity,on_order
                ICE,A,1,2
                ICE,B,1,3
                WAT,A,1,2.0
                WAT,B,1,2

                """
            ],
            more: "compare: books.csv"
        )
        #expect(
            findings == [
                "books.csv:3:9: warning: on_order is 3, but 2 on line 2; write one value per item "
                    + "(ICE is not ordered)"
            ]
        )
        #expect(rules?.items.map(\.onOrder) == [2])
        #expect(
            rules?.notes.last
                == "1 item not ordered because a line about it can't be used: ICE"
        )
    }

    @Test func `each problem of the tables is named, and stops no night`() throws {
        let (rules, findings) = try read(
            "stock.csv",
            items: """
                sku,gtin,unit_cost
                ICE,9520000000011,1
                WAT,9520000000028,1
                COF,9520000000035,1
                SOAP,9520000000042,1
                PAS,9520000000059,1
                BAT,9520000000066,1
                PAP,9520000000073,1
                TOM,9520000000080,1
                EMPTY,,1
                BROKEN,,1
                COST,,1

                """,
            [
                "stock.csv": """
                sku,reorder_point,reorder_to,on_order,order_pack,lead_days,unit_cost
                ICE,many,10,0,1,1,1
                WAT,4,,0,1,1,1
                COF,,10,0,1,1,1
                SOAP,4,2,0,1,1,1
                PAS,-4,2,0,1,1,1
                BAT,4,10,-1,1,1,1
                PAP,4,10,,0,1,1
                TOM,4,10,0,-8,1,1
                EMPTY,,,,,,
                ,4,10,0,1,1,1
                SALT,4,10,0,1,1,1
                BROKEN,4,10,0,1,1,1,1
                COST,4,10,,1,soon,free

                """
            ]
        )
        let item = try #require(rules?.items.first)
        #expect(rules?.items.count == 1)
        #expect(item.sku == "COST" && item.unitCost == nil && item.leadDays == nil)
        let notes = try #require(rules).notes.map { "note of the order: \($0)" }
        try expectGolden(
            (findings + notes).joined(separator: "\n") + "\n",
            "Plan/order-problems.txt"
        )
    }

    struct Mistake: CustomTestStringConvertible {
        let name: String
        let order: String
        var items = "sku,gtin,reorder_pt,reorder_to\nICE,9520000000011,4,10\n"
        let messages: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Mistake(
            name: "no column by default",
            order: "{}",
            messages: [
                "test.yaml:5:1: error: order needs a column 'reorder_point', but no table has it "
                    + "(items.csv); did you mean 'reorder_pt'?"
            ]
        ),
        Mistake(
            name: "no column of that name",
            order: "{when: reorder_pt, up_to: most, currency: euros, pack: crate}",
            messages: [
                "test.yaml:5:34: error: order.up_to: no table has a column 'most' (items.csv); "
                    + "name one of theirs",
                "test.yaml:5:63: error: order.pack: no table has a column 'crate' (items.csv); "
                    + "name one of theirs",
                "test.yaml:5:50: error: order.currency: no table has a column 'euros' "
                    + "(items.csv); name one of theirs",
            ]
        ),
        Mistake(
            name: "a table that isn't there",
            order: "none.csv",
            messages: [
                "test.yaml:5:8: error: the order table 'none.csv' can't be read: no such file or "
                    + "folder"
            ]
        ),
        Mistake(
            name: "a table without SKUs",
            order: "test.yaml",
            messages: [
                "test.yaml:1:1: error: the order table has no column 'sku'; its header is "
                    + "sku,reorder_point,reorder_to"
            ]
        ),
        Mistake(
            name: "not a section",
            order: "[a]",
            messages: ["test.yaml:5:8: error: order must be text, not a list"]
        ),
        Mistake(
            name: "a key that isn't one",
            order: "{wehn: a}",
            messages: ["test.yaml:5:9: error: unknown key 'wehn' in order; did you mean 'when'?"]
        ),
    ])
    func `a mistake in the section is an error before anything is spent`(_ row: Mistake) throws {
        let (rules, findings) = try read(row.order, items: row.items)
        #expect(rules == nil)
        #expect(findings == row.messages)
    }

    @Test func `without the section nothing is ordered`() throws {
        let plan = try scene.plan()
        #expect(plan.order == nil)
    }

    @Test func `a list of names needs a table of its own`() throws {
        let text = "name: a\nphotos: photos\ncount: [ice]\nmodel: gpt-5.2\norder: "
        try scene.folder.write("sku,reorder_point,reorder_to,unit\nice,1,2,bag\n", to: "o.csv")
        let good = try scene.folder.write(text + "o.csv\n", to: "good.yaml")
        let rules = try Planning(output: nil) { [] }.plan(good).order
        #expect(rules?.items.map(\.unit) == ["bag"])
        let bad = try scene.folder.write(text + "{}\n", to: "bad.yaml")
        let error = try #require(
            #expect(throws: PlanError.self) { try Planning(output: nil) { [] }.plan(bad) }
        )
        #expect(
            error.findings.map(words) == [
                "bad.yaml:5:1: error: order needs a table with the items' reorder points; name a "
                    + "CSV with sku,reorder_point,reorder_to in order.from"
            ]
        )
    }
}
