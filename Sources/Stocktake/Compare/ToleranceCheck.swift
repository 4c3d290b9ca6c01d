import Foundation

/// Whether a count is within its tolerance of the books.
///
/// Quantity, percent of the books, and value at unit cost are checked if the tolerance sets them;
/// any breach counts, bounds are inclusive. Example: with books of 100 and `percent: {plus: 5,
/// minus: 10}`, 90 to 105 are within tolerance.
struct ToleranceCheck {
    let tolerance: Tolerance
    let unitCost: Decimal?

    func holds(counted: Int, expected: Decimal) -> Bool {
        let difference = Decimal(counted) - expected
        if let quantity = tolerance.quantity, !quantity.holds(difference) { return false }
        if let percent = tolerance.percent, !holds(percent, difference, of: expected) {
            return false
        }
        if let value = tolerance.value {
            guard let unitCost else { return difference == 0 }
            return value.holds(difference * unitCost)
        }
        return true
    }

    /// Cross-multiplied to avoid rounding: `100 × difference ≤ limit × books`.
    ///
    /// The limit has the same size for books below 0.
    private func holds(
        _ band: Tolerance.Band,
        _ difference: Decimal,
        of expected: Decimal
    ) -> Bool {
        let base = abs(expected)
        return 100 * difference <= band.plus * base && -100 * difference <= band.minus * base
    }
}

extension Tolerance {
    /// For a column of the report: `±1 %, +3/−2`.
    var words: String {
        let parts = [
            quantity.map { $0.words(unit: "") }, percent.map { $0.words(unit: " %") },
            value.map { $0.words(unit: " in value") },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

extension Tolerance.Band {
    fileprivate func words(unit: String) -> String {
        if plus == minus { return plus == 0 ? "0\(unit)" : "±\(plus)\(unit)" }
        return "+\(plus)/−\(minus)\(unit)"
    }
}
