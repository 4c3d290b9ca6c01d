import Foundation
import Testing

@testable import Stocktake

@Suite("Reading the catalogue") struct CatalogueTests {
    private func read(_ text: String) -> (Catalogue, [Finding]) {
        Catalogue.read(CSVTable(file: "catalogue.csv", bytes: Array(text.utf8)))
    }

    @Test func `every column is taken`() throws {
        let (catalogue, findings) = read(
            """
            sku,name,gtin,unit,pack_size,unit_cost,locations
            ICE,"Party ""Ice\"\"\",9520000000011,carton,4,7.20,A-01;A-02

            """
        )
        #expect(findings == [])
        let item = try #require(catalogue.item(sku: "ICE"))
        #expect(item.name == "Party \"Ice\"")
        #expect(item.gtin == GTIN("9520000000011"))
        #expect(item.unit == "carton")
        #expect(item.packSize == 4)
        #expect(item.unitCost == Decimal(string: "7.20"))
        #expect(item.locations == ["A-01", "A-02"])
    }

    @Test(arguments: [
        "sku,gtin\nICE,9520000000011\n",
        "\u{FEFF}sku,gtin\r\nICE,9520000000011\r\n",
        "sku;gtin\nICE;9520000000011",
        "GTIN,Colour,SKU\n9520000000011,blue,ICE\n",
        " Sku , Gtin \n ICE , 9520000000011 \n",
        "sku,gtin\nICE,09520000000011\n\n,\n",
    ])
    func `a catalogue is read as people have it`(_ text: String) throws {
        let (catalogue, findings) = read(text)
        #expect(findings == [])
        let gtin = try #require(GTIN("9520000000011"))
        #expect(catalogue.items.map(\.sku) == ["ICE"])
        #expect(catalogue.item(gtin: gtin)?.sku == "ICE")
        #expect(catalogue.items.first?.packSize == nil)
        #expect(catalogue.items.first?.unitCost == nil)
    }

    @Test func `items stay in the order of the file, with or without a GTIN`() {
        let (catalogue, findings) = read("sku,gtin\nB,\nA,9520000000011\nC,\n")
        #expect(findings == [])
        #expect(catalogue.items.map(\.sku) == ["B", "A", "C"])
        #expect(catalogue.item(sku: "a") == nil, "SKUs are compared as written")
    }

    @Test func `each problem is reported with its line`() throws {
        let (catalogue, findings) = read(
            """
            sku,name,gtin,unit,pack_size,unit_cost
            ICE,sound,9520000000011,carton,4,7.20
            ,no SKU,9520000000028,carton,1,1
            WAT,wrong check digit,9520000000029,carton,1,1
            XLS,as a spreadsheet spoils it,9.52E+12,carton,1,1
            ICE,SKU again,9520000000035,carton,1,1
            COF,GTIN again with 14 digits,09520000000011,carton,1,1
            ICE,both again,9520000000011,carton,1,1
            P0,pack of none,,carton,0,1
            P1,pack of a half,,carton,2.5,1
            P2,pack in words,,carton,many,1
            C0,negative cost,,carton,1,-1
            C1,cost with a comma,,carton,1,"1,50"
            C2,cost with a sign,,carton,1,$3
            "E\u{1B}[31m",hostile,=1+1,carton,1,1
            TOO,many,,,,,x
            """
        )
        let lines = findings.map { finding in
            "\(finding.position?.line ?? 0): \(finding.severity.rawValue) "
                + "\(finding.code.rawValue): \(finding.message)\n"
        }
        try expectGolden(lines.joined(), "Count/catalogue-problems.txt")
        #expect(findings.allSatisfy { $0.position?.file == "catalogue.csv" })
        #expect(catalogue.items.map(\.sku).prefix(3) == ["ICE", "WAT", "XLS"])
        #expect(catalogue.item(sku: "ICE")?.name == "sound")
    }

    @Test(arguments: [
        ("name,gtin\nIce,9520000000011\n", "the catalogue has no column 'sku'; its header is"),
        ("sku,name\n", "the catalogue has no items"),
    ])
    func `a catalogue without SKUs or rows is no catalogue`(_ text: String, _ message: String) {
        let (catalogue, findings) = read(text)
        #expect(catalogue.items.isEmpty)
        #expect(findings.count == 1)
        #expect(findings.first?.severity == .error)
        #expect(findings.first?.position?.line == 1)
        #expect(findings.first?.message.hasPrefix(message) == true)
    }
}
