import GRDB
import Testing

@testable import Stocktake

@Suite("Errors of a ledger") struct LedgerErrorTests {
    struct Row: CustomTestStringConvertible {
        let number: Int32
        let code: LedgerError.Code

        var testDescription: String { "SQLite \(number)" }
    }

    /// Numbers as in the SQLite manual, plain and extended.
    @Test(arguments: [
        Row(number: 1, code: .damaged), Row(number: 11, code: .damaged),
        Row(number: 26, code: .damaged), Row(number: 522, code: .damaged),
        Row(number: 8, code: .notWritable), Row(number: 1544, code: .notWritable),
        Row(number: 14, code: .notWritable), Row(number: 13, code: .diskFull),
        Row(number: 5, code: .busy), Row(number: 261, code: .busy),
        Row(number: 787, code: .refused), Row(number: 21, code: .closed),
        Row(number: 10, code: .failed), Row(number: 778, code: .failed),
    ])
    func `each trouble of SQLite has its kind, its words and its number`(_ row: Row) {
        let cause = DatabaseError(
            resultCode: ResultCode(rawValue: row.number),
            message: "words\u{1B}[2J",
            sql: "SELECT secret",
            arguments: ["secret"]
        )
        let error = LedgerError(cause, path: "out/ledger.sqlite")
        #expect(error.code == row.code)
        #expect(error.description.hasPrefix("out/ledger.sqlite: the ledger "))
        #expect(!error.description.contains("secret"))
        #expect(!error.description.unicodeScalars.contains { $0.value < 32 })
        if row.code != .closed {
            #expect(error.message.contains("SQLite \(row.number)"))
            #expect(error.message.contains("; "), "it says what to do")
        }
    }
}
