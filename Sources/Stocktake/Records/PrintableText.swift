import Foundation
import Platform

/// Untrusted text, made safe for one line of a message; here so that every stage can use it.
func printable(_ text: String, limit: Int = 200) -> String {
    Platform.printable(text, limit: limit)
}

/// The exact decimal of a plain number such as `0.0140`, `-2` or `1.5e3`.
///
/// - Returns: nil for anything else: no spaces, no `NaN`, no infinity, no value that a decimal of
///   38 digits can't hold exactly.
func exactDecimal(_ text: String) -> Decimal? {
    guard text.wholeMatch(of: /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?/) != nil,
        text.count(where: \.isNumber) <= 38,
        let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")),
        value.isFinite
    else { return nil }
    return value
}
