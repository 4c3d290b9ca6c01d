import Testing

@testable import Stocktake

/// A group separator, which readers send for FNC1.
private let fnc1 = "\u{1D}"

struct LabelContentTests {
    /// A text and its elements, as `ai=value` in order.
    struct Good: CustomTestStringConvertible {
        let text: String
        let elements: [String]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ elements: String...) {
            self.text = text
            self.elements = elements
        }
    }

    @Test(
        arguments: [
            Good(
                "https://id.example.org/01/09520000000011/21/A1-0007",
                "01=09520000000011",
                "21=A1-0007"
            ),
            Good("HTTP://ID.EXAMPLE.ORG/01/09520000000011", "01=09520000000011"),
            Good("https://shop.example/a/b/01/9520000000011", "01=09520000000011"),
            Good("https://shop.example/01/036000241457/", "01=00036000241457"),
            Good("https://shop.example/01/96385074", "01=00000096385074"),
            Good("https://x.example:8080/gtin/09520000000011/ser/7", "01=09520000000011", "21=7"),
            Good(
                "https://x.example/01/09520000000011/21/7/10/L%2F1?17=260500&linkType=x&37#a/01/1",
                "01=09520000000011",
                "21=7",
                "10=L/1",
                "17=260500"
            ),
            Good("https://x.example/414/9520000000004/254/A-01", "414=9520000000004", "254=A-01"),
            Good("https://x.example/00/195200000000000001", "00=195200000000000001"),
            Good(
                "https://x.example/00/195200000000000001?02=9520000000011&37=24",
                "00=195200000000000001",
                "02=09520000000011",
                "37=24"
            ),
            Good(
                "https://x.example/8006/095200000000110102/21/x",
                "8006=095200000000110102",
                "21=x"
            ),
            Good("https://x.example/01/01/01/09520000000011/10/01", "01=09520000000011", "10=01"),
            Good("https://x.example/01/09520000000011/21/%3Dcmd", "01=09520000000011", "21==cmd"),
            Good("(01)09520000000011(21)A1-0007", "01=09520000000011", "21=A1-0007"),
            Good("(01)09520000000011(10)A(B)C(21)x", "01=09520000000011", "10=A(B)C", "21=x"),
            Good(" (00)195200000000000001\r\n", "00=195200000000000001"),
            Good(
                "]Q30109520000000011" + "10L1" + fnc1 + "21A",
                "01=09520000000011",
                "10=L1",
                "21=A"
            ),
            Good("]d2" + fnc1 + "10L1" + fnc1, "10=L1"),
            Good("]C1" + "3103001500" + "15260131", "3103=001500", "15=260131"),
            Good("]e00109520000000011", "01=09520000000011"),
            Good(fnc1 + "0109520000000011", "01=09520000000011"),
            Good("0109520000000011" + "21A" + fnc1 + "10L", "01=09520000000011", "21=A", "10=L"),
            Good("10L1" + fnc1 + "0109520000000011", "10=L1", "01=09520000000011"),
            Good("010952000000001121A1-0007", "01=09520000000011", "21=A1-0007"),
            Good("02095200000000113724", "02=09520000000011", "37=24"),
            Good("]C1" + "0109520000000011" + fnc1 + "0109520000000011", "01=09520000000011"),
        ]
    )
    func `reads GS1 data`(good: Good) throws {
        let content = try #require(try gs1(good.text))
        let elements = content.elements.map { "\($0.identifier.code)=\($0.value)" }
        #expect(elements == good.elements)
    }

    /// A text meant as GS1 data, and the expected message.
    struct Bad: CustomTestStringConvertible {
        let text: String
        let code: GS1Error.Code
        let message: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ code: GS1Error.Code, _ message: String) {
            self.text = text
            self.code = code
            self.message = message
        }
    }

    @Test(
        arguments: [
            Bad(
                "https://x.example/01/09520000000012",
                .checkDigit,
                "(01) 09520000000012: the check digit must be 1, not 2"
            ),
            Bad(
                "(01)0952000000001(21)x",
                .length,
                "(01) 0952000000001: the value must have 14 characters, not 13"
            ),
            Bad(
                "(01)0952000000001A",
                .characters,
                "(01) 0952000000001A: only digits are allowed here"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/A%20B",
                .characters,
                "(21) A B: only characters of GS1's set 82 are allowed here"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/%C3%A4",
                .characters,
                "(21) ä: only characters of GS1's set 82 are allowed here"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/a%00b",
                .characters,
                "(21) a\\u{0}b: only characters of GS1's set 82 are allowed here"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/123456789012345678901",
                .length,
                "(21) 123456789012345678901: the value must have 1 to 20 characters, not 21"
            ),
            Bad(
                "(01)09520000000011(17)260230",
                .date,
                "(17) 260230: the date must be a valid calendar date, as YYMMDD"
            ),
            Bad(
                "(01)09520000000011(17)261300",
                .date,
                "(17) 261300: the date must be a valid calendar date, as YYMMDD"
            ),
            Bad(
                "(01)09520000000011(7006)260200",
                .date,
                "(7006) 260200: the date must be a valid calendar date, as YYMMDD"
            ),
            Bad(
                "(01)09520000000011(7003)2602282460",
                .date,
                "(7003) 2602282460: the time must be 00 to 23 hours, 00 to 59 minutes"
            ),
            Bad(
                "(01)09520000000011(05)1",
                .unknownIdentifier,
                "(05) 1: unknown application identifier"
            ),
            Bad(
                "]Q3" + "0509520000000011",
                .unknownIdentifier,
                "(0509): unknown application identifier"
            ),
            Bad("]Q3", .unknownIdentifier, "(): unknown application identifier"),
            Bad(
                "]C1" + "10" + fnc1 + "0109520000000011",
                .length,
                "(10): the value must have 1 to 20 characters, not 0"
            ),
            Bad("(21)A(21)B", .repeated, "(21) B: it conflicts with the earlier A"),
            Bad(
                "(01)09520000000011(02)09520000000011(37)1",
                .combination,
                "(01) 09520000000011: it can't be combined with (37)"
            ),
            Bad(
                "(02)09520000000011",
                .combination,
                "(02) 09520000000011: it requires the count of its content, (37)"
            ),
            Bad(
                "(8006)095200000000110302",
                .value,
                "(8006) 095200000000110302: piece 3 must be 1 to the total, 2"
            ),
            Bad(
                "https://x.example/01/09520000000011/17/260531",
                .link,
                "(17) 260531: it can't qualify (01) in a link's path"
            ),
            Bad(
                "https://x.example/01/09520000000011/22/a/235/b",
                .link,
                "(01) 09520000000011: (22) and (235) can't qualify it together"
            ),
            Bad(
                "https://x.example/01/09520000000011?21=A",
                .link,
                "(21) A: it is not allowed in the query of a link"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/%zz",
                .link,
                "(21) %zz: the percent-encoding is invalid"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/%FF",
                .link,
                "(21) %FF: the percent-encoding is invalid"
            ),
            Bad(
                "https://x.example/01/09520000000011/21/%4",
                .link,
                "(21) %4: the percent-encoding is invalid"
            ),
        ]
    )
    func `reports what is wrong with GS1 data`(bad: Bad) {
        let error = #expect(throws: GS1Error.self) { try gs1(bad.text) }
        #expect(error?.code == bad.code)
        #expect(error?.message == bad.message)
    }

    @Test(
        arguments: [
            "", " ", "hello", "https://example.org", "https://example.org/",
            "http:///01/09520000000011",
            "https://example.org/2024/01/15", "https://example.org/errors/401/page",
            "https://example.org/01/09520000000011/21",
            "https://example.org/AQnYUc1gmiCNV4JGLGaIHiAU",
            "https://example.org/item?01=09520000000011", "ftp://x.example/01/09520000000011",
            "(555) 123-4567", "(01", "()", "(1)2", "WIFI:S:shop;T:WPA;;",
            "[)>\u{1E}06\u{1D}1P77\u{1E}\u{4}",
            "=cmd|' /C calc'!A0", "\u{0}", "123456", "1234567890123", "9520000000012",
            "0109520000000012",
            "019520000000011", "0209520000000011", "0109520000000011" + "17269999", "2112345678",
            "10ABC",
            "0000000", "]Q1(555)", "]Q",
        ]
    )
    func `accepts other texts as such`(text: String) throws {
        #expect(try LabelContent(text, referenceYear: 2026) == .other)
    }

    @Test(arguments: [
        "9520000000011", "96385074", "036000241457", "09520000000011", " 9520000000011\n",
    ])
    func `reads plain digits as a GTIN and not as element strings`(text: String) throws {
        guard case .gtin(let gtin) = try LabelContent(text, referenceYear: 2026) else {
            Issue.record("no GTIN")
            return
        }
        #expect(text.contains(gtin.shortest) || gtin.shortest == "0036000241457")
    }

    @Test func `does not parse a text longer than any code`() throws {
        let serial = String(repeating: "1", count: LabelContent.maxBytes)
        let text = "https://x.example/01/09520000000011/21/" + serial
        #expect(try LabelContent(text, referenceYear: 2026) == .other)
    }

    @Test func `survives any bytes`() {
        var generator = SplitMix(state: 7)
        let pieces = [
            "(01)", "01", "09520000000011", "]Q3", fnc1, "(", ")", "https://", "/", "%", "?", "=",
            "&", "\u{0}",
            "\u{1F600}", "e\u{301}", "21", "(10)", "x", "37", "99", "00",
        ]
        for _ in 0..<5_000 {
            let count = Int.random(in: 0..<12, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }
                .joined()
            // A text is read, refused with a one-line message, or accepted as other.
            do {
                _ = try LabelContent(text, referenceYear: 2026)
            } catch {
                #expect(!error.message.contains { $0.isNewline || $0 == "\u{0}" || $0 == "\u{1D}" })
            }
        }
    }

    @Test func `finds the same goods in every form of the same data`() throws {
        var generator = SplitMix(state: 11)
        let letters = Array("ABCxyz0189!\"%&'*+,-./:;<=>?_")
        for _ in 0..<300 {
            let body = String(Int.random(in: 0..<1_000_000_000_000, using: &generator))
            let padded = String(repeating: "0", count: 13 - body.utf8.count) + body
            let gtin = padded + String(try #require(GTIN.checkDigit(of: padded)))
            let serial = String(
                (0..<Int.random(in: 1...20, using: &generator)).compactMap { _ in
                    letters.randomElement(using: &generator)
                }
            )
            let encoded = serial.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
                .joined()
            let forms = [
                "https://x.example/01/\(gtin)/10/L1/21/\(encoded)",
                "(01)\(gtin)(10)L1(21)\(serial)",
                "]Q301\(gtin)10L1\(fnc1)21\(serial)",
                "01\(gtin)10L1\(fnc1)21\(serial)",
            ]
            for form in forms {
                let content = try #require(try gs1(form))
                #expect(content.gtin == GTIN(gtin))
                #expect(content.lot == "L1")
                #expect(content.serial == serial)
            }
        }
    }
}

/// A small seeded generator, so that failures are reproducible.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The GS1 data of a text read in 2026; nil if it is not GS1.
private func gs1(_ text: String) throws(GS1Error) -> GS1Content? {
    guard case .gs1(let content) = try LabelContent(text, referenceYear: 2026) else { return nil }
    return content
}
