import Testing

@testable import Stocktake

@Suite("What spreadsheets do to codes") struct SpreadsheetDamageTests {
    @Test(arguments: [
        ("5.90123E+12", "scientific notation"), ("9,52E+12", "scientific notation"),
        ("1E+05", "scientific notation"), ("3-Apr", "a date"), ("03. Apr", "a date"),
        ("Apr-03", "a date"), ("12-Mrz-26", "a date"), ("2026-03-01", "a date"),
        ("01.03.2026", "a date"), ("3/1/2026", "a date"), ("2026-03-01 00:00:00", "a date"),
        ("4006381.0", "a decimal"), ("#N/A", "an error"), ("#REF!", "an error"),
        ("########", "an error"),
    ])
    func `a ruined code is recognised`(_ code: String, _ damage: String) {
        #expect(spreadsheetDamage(to: code) == damage)
    }

    @Test(arguments: [
        "ICE-BAG-4", "A-01", "01-02-03", "1-2", "12E4", "2E10", "MAR-01", "01-MAR", "bag of ice",
        "4006381333931", "1.5", "V1.0", "E+12", "2026-13-45", "#1", "Mars bar", "May-bug", "",
        "Lok/2026-03", "3 Apples", "10.0.0.1", "M6x20",
    ])
    func `a sound code is left alone`(_ code: String) {
        #expect(spreadsheetDamage(to: code) == nil)
    }

    @Test(arguments: [
        ("=\"0123\"", "0123"), ("'0123", "0123"), ("'A B'", "A B"), ("=1+1", "=1+1"),
        ("=\"\"", "=\"\""), ("'", "'"), ("O'Neill", "O'Neill"),
    ])
    func `text kept as text is taken out`(_ written: String, _ text: String) {
        #expect(spreadsheetText(written) == text)
    }

    @Test(arguments: [
        (
            "9.52E+12",
            "'9.52E+12' is a GTIN that a spreadsheet has ruined: in scientific notation its last "
                + "digits are lost; format the column as text and enter the number again"
        ),
        (
            "36000241457",
            "'36000241457' has 11 digits: a spreadsheet has dropped the leading zeros of a GTIN; "
                + "write 036000241457 if it is this one, and format the column as text"
        ),
        (
            "36000241458",
            "'36000241458' has 11 digits and is not a GTIN, which has 8, 12, 13 or 14; a "
                + "spreadsheet drops leading zeros: format the column as text and enter the number "
                + "again"
        ),
        (
            "9520000000029",
            "the check digit of GTIN '9520000000029' is wrong, it should end in 8; "
                + "correct the number"
        ),
        (
            "5901230000000",
            "the check digit of GTIN '5901230000000' is wrong, it should end in 4; it looks "
                + "rounded by a spreadsheet; format the column as text and enter the number again"
        ),
        (
            "9 520000 000011",
            "'9 520000 000011' is a GTIN with spaces or hyphens; write 9520000000011"
        ), ("#N/A", "'#N/A' is a spreadsheet's error, not a GTIN; correct its formula"),
        (
            "12345",
            "'12345' is not a GTIN; it has 8, 12, 13 or 14 digits, the last a check digit"
        ),
    ])
    func `what is wrong with a GTIN is named`(_ text: String, _ message: String) {
        #expect(GTIN(text) == nil)
        #expect(GTIN.problem(of: text).message == message)
    }

    @Test func `a GTIN written as a decimal is whole`() {
        #expect(GTIN.ofDecimal("4006381333931.0") == GTIN("4006381333931"))
        #expect(GTIN.ofDecimal("4006381333931,00") == GTIN("4006381333931"))
        #expect(GTIN.ofDecimal("4006381333932.0") == nil)
        #expect(GTIN.ofDecimal("4006381333931.5") == nil)
    }
}
