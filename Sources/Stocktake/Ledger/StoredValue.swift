import Foundation
import GRDB

/// How times, money, durations and small lists are written into a ledger and read back.
enum StoredValue {
    private static let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// `2026-11-23T02:00:00.125Z`.
    static func text(_ time: Date) -> String {
        time.formatted(timeFormat)
    }

    static func time(_ text: String) -> Date? {
        // The caller reports nil as damage.
        try? Date(text, strategy: timeFormat)
    }

    /// Every digit, without exponent: `0.00175`.
    ///
    /// - Throws: `LedgerDamage` for what is not a number, which no calculation of ours may give.
    static func text(_ amount: Decimal?) throws -> String? {
        guard let amount else { return nil }
        guard amount.isFinite else { throw LedgerDamage(what: "an amount that is not a number") }
        return "\(amount)"
    }

    /// The amount in a text written by us; nil for anything else.
    static func amount(_ text: String) -> Decimal? {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D
        }
        guard isPlain, !text.isEmpty, text.utf8.count <= 200,
            let amount = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")),
            amount.isFinite
        else { return nil }
        return amount
    }

    /// Whole milliseconds.
    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}

/// One row, read so that a damaged file is an error and never a trap, which GRDB's own subscripts
/// set off at a value of another type.
struct StoredRow {
    private let row: Row

    init(_ row: Row) {
        self.row = row
    }

    /// The value of a column that may be NULL.
    func optional<Value: DatabaseValueConvertible>(
        _ column: String,
        as type: Value.Type = Value.self
    ) throws -> Value? {
        guard let stored = row[column] as DatabaseValue? else { return nil }
        guard !stored.isNull else { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw damage(column) }
        return value
    }

    /// The value of a column that is always filled.
    func value<Value: DatabaseValueConvertible>(
        _ column: String,
        as type: Value.Type = Value.self
    ) throws -> Value {
        guard let value = try optional(column, as: type) else { throw damage(column) }
        return value
    }

    /// A word of a fixed list.
    func word<Word: RawRepresentable>(
        _ column: String,
        as type: Word.Type = Word.self
    ) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try value(column)) else { throw damage(column) }
        return word
    }

    func optionalTime(_ column: String) throws -> Date? {
        guard let text: String = try optional(column) else { return nil }
        guard let time = StoredValue.time(text) else { throw damage(column) }
        return time
    }

    func time(_ column: String) throws -> Date {
        guard let time = try optionalTime(column) else { throw damage(column) }
        return time
    }

    func amount(_ column: String) throws -> Decimal? {
        guard let text: String = try optional(column) else { return nil }
        guard let amount = StoredValue.amount(text) else { throw damage(column) }
        return amount
    }

    func json<Value: Decodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value
    {
        let text: String = try value(column)
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw damage(column)
        }
    }

    func damage(_ column: String) -> LedgerDamage {
        LedgerDamage(what: "column \(column) has an invalid value")
    }
}
