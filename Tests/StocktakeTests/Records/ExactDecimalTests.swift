import Foundation
import Testing

@testable import Stocktake

@Suite("Exact decimals") struct ExactDecimalTests {
    @Test(arguments: [
        ("0", "0"), ("-2", "-2"), ("+2", "2"), ("0.0140", "0.014"), (".5", "0.5"), ("5.", "5"),
        ("1.5e3", "1500"), ("1E-2", "0.01"), ("12.50", "12.5"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ])
    func `plain numbers keep every digit`(_ text: String, _ value: String) {
        #expect(exactDecimal(text)?.description == value)
    }

    @Test(arguments: [
        "", " ", "1 ", " 1", "1,5", "1.000,00", "1'000", "$1", "1 €", "abc", "NaN", "inf",
        "Infinity", "0x10", "1e", "e5", ".", "-", "--1", "1.2.3", "1e1000", "1e999", "1e-999",
        "1e-200", "9999999999999999999999999999999999999999", "٣", "１", "½", "1\n", "=1+1",
    ])
    func `anything else is not a number`(_ text: String) {
        #expect(exactDecimal(text) == nil)
    }
}
