import Testing

@testable import Stocktake

struct GS1TableTests {
    private let table = GS1Table.standard

    @Test func `reads every line of the embedded dictionary`() {
        #expect(table.rejectedLines == [])
        #expect(table.identifiers.count == 541)
    }

    @Test func `no identifier is a prefix of another`() {
        let codes = table.identifiers.keys
        for code in codes {
            for length in 2..<max(2, code.utf8.count) {
                #expect(!codes.contains(String(code.prefix(length))), "\(code)")
            }
        }
    }

    @Test func `reads length, flags and link role of an identifier`() throws {
        let gtin = try #require(table.identifiers["01"])
        #expect(gtin.title == "GTIN")
        #expect(gtin.hasPredefinedLength)
        #expect(gtin.components.map(\.length) == [14...14])
        #expect(gtin.components[0].checks.first == .checkDigit)
        #expect(gtin.linkQualifiers == [["22", "10", "21"], ["235"]])
        #expect(gtin.excludes("37"))
        let serial = try #require(table.identifiers["21"])
        #expect(!serial.hasPredefinedLength)
        #expect(!serial.isLinkAttribute)
        #expect(serial.linkQualifiers == nil)
        #expect(table.identifiers["00"]?.linkQualifiers == [])
        #expect(table.identifiers["414"]?.linkQualifiers == [["254"], ["7040"]])
    }

    @Test func `an identifier pattern excludes all matching identifiers but itself`() throws {
        let weight = try #require(table.identifiers["3102"])
        #expect(weight.excludes("3103"))
        #expect(!weight.excludes("3102"))
        #expect(!weight.excludes("3110"))
        #expect(!weight.excludes("310"))
    }

    @Test func `every identifier of predefined length has parts of fixed length`() {
        for identifier in table.identifiers.values where identifier.hasPredefinedLength {
            for part in identifier.components {
                #expect(part.length.count == 1 && !part.isOptional, "\(identifier.code)")
            }
        }
    }

    @Test(
        arguments: [
            "01", "1 N2", "01 Q14", "01 N", "01 N0", "01 N14,nosuch", "01 N14 what=01",
            "0105-0101 N2",
            "01-001 N2", "01 *? N..", "01 [N4", "0x N4",
        ]
    )
    func `keeps a line it can't parse`(line: String) {
        let table = GS1Table(dictionary: "# comment\n\n\(line)\n10 ? X..20 # LOT")
        #expect(table.rejectedLines == [line])
        #expect(table.identifiers["10"]?.title == "LOT")
    }
}
