import Testing

@testable import Stocktake

struct GTINTests {
    @Test(
        arguments: [
            ("6291041500213", "06291041500213"),
            ("036000241457", "00036000241457"),
            ("4006381333931", "04006381333931"),
            ("96385074", "00000096385074"),
            ("09520000000011", "09520000000011"),
            ("19520000000018", "19520000000018"),
        ]
    )
    func `reads 8, 12, 13 and 14 digits as 14`(text: String, digits: String) {
        #expect(GTIN(text)?.digits == digits)
    }

    @Test(
        arguments: [
            "", "0", "6291041500214", "629104150021", "62910415002130", "006291041500213",
            "629104150021X", " 6291041500213", "6291041500213\n", "+291041500213", "-6291041500213",
            "６２９１０４１５００２１３", "629104150021３", "٦291041500213", "6291041500213\u{301}",
            "12345678901234567890",
        ]
    )
    func `refuses anything else`(text: String) {
        #expect(GTIN(text) == nil)
    }

    @Test func `is one item however many zeros are in front`() throws {
        let upc = try #require(GTIN("036000241457"))
        let ean = try #require(GTIN("0036000241457"))
        let long = try #require(GTIN("00036000241457"))
        #expect(Set([upc, ean, long]).count == 1)
    }

    @Test(
        arguments: [
            ("09520000000011", "9520000000011"),
            ("036000241457", "0036000241457"),
            ("96385074", "96385074"),
            ("00000096385074", "96385074"),
            ("19520000000018", "19520000000018"),
        ]
    )
    func `is written as people write it`(text: String, shortest: String) throws {
        let gtin = try #require(GTIN(text))
        #expect(gtin.shortest == shortest)
        #expect(GTIN(gtin.shortest) == gtin)
    }

    @Test func `sorts by its 14 digits`() throws {
        let texts = ["19520000000018", "96385074", "9520000000011"]
        let sorted = try texts.map { try #require(GTIN($0)) }.sorted().map(\.shortest)
        #expect(sorted == ["96385074", "9520000000011", "19520000000018"])
    }

    @Test func `finds any single wrong digit`() {
        let right = Array("6291041500213")
        for position in right.indices {
            for digit in "0123456789" where digit != right[position] {
                var wrong = right
                wrong[position] = digit
                #expect(GTIN(String(wrong)) == nil)
            }
        }
    }

    @Test(
        arguments: [
            ("629104150021", 3), ("03600024145", 7), ("400638133393", 1), ("1234567", 0),
            ("95200000000000000", 2), ("0", 0),
        ]
    )
    func `computes the check digit`(body: String, digit: Int) {
        #expect(GTIN.checkDigit(of: body) == digit)
    }

    @Test(arguments: ["", "12a", "１２"])
    func `has no check digit for what is no number`(body: String) {
        #expect(GTIN.checkDigit(of: body) == nil)
    }
}
