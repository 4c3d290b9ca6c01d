import Foundation

/// A number that Excel shows digit for digit, or the text to write in its place.
enum ExactNumber: Equatable {
    case number(Double)
    /// More significant digits than Excel shows.
    case text(String)

    /// The significant digits Excel keeps; so many survive the way through a `Double` and back.
    private static let digits = 15
    /// The least whole number with more digits than that.
    private static let limit = 1_000_000_000_000_000

    init(_ value: Int) {
        if value.magnitude < Self.limit {
            self = .number(Double(value))
        } else {
            self.init(decimalText: String(value))
        }
    }

    /// Nil if the decimal is not a number; it can't be infinite.
    init?(_ value: Decimal) {
        guard value.isFinite else { return nil }
        self.init(decimalText: value.description)
    }

    /// Reads plain decimal digits with an optional sign and point.
    private init(decimalText text: String) {
        // From the first digit that is not 0 to the last one.
        var (significant, seen) = (0, 0)
        for byte in text.utf8 where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            if byte != UInt8(ascii: "0") {
                seen += 1
                significant = seen
            } else if seen > 0 {
                seen += 1
            }
        }
        // The text goes through `Double.init` because `NSDecimalNumber.doubleValue` is not always
        // the nearest double.
        if significant <= Self.digits, let number = Double(text), number.isFinite {
            self = .number(number)
        } else {
            self = .text(text)
        }
    }
}
