import Foundation

/// How far a count may differ from the books in either direction; bounds are inclusive.
///
/// All limits apply: with `percent: 1` and `value: 50`, a line must be within both.
struct Tolerance: Sendable, Hashable {
    /// A limit upwards and one downwards, both 0 or more.
    struct Band: Sendable, Hashable {
        let plus: Decimal
        let minus: Decimal

        /// The same limit in both directions.
        init(_ both: Decimal) {
            plus = both
            minus = both
        }

        init(plus: Decimal, minus: Decimal) {
            self.plus = plus
            self.minus = minus
        }

        func holds(_ difference: Decimal) -> Bool {
            difference <= plus && -difference <= minus
        }
    }

    var quantity: Band?
    var percent: Band?
    /// In the currency of the unit costs.
    var value: Band?

    static let exact = Tolerance(quantity: Band(0))
}

/// The tolerances of a pipeline: by item, else by class, else the default.
struct ToleranceTable: Sendable, Hashable {
    var standard = Tolerance.exact
    var classes: [String: Tolerance] = [:]
    var items: [String: Tolerance] = [:]

    func tolerance(sku: String, itemClass: String) -> Tolerance {
        items[sku] ?? classes[itemClass] ?? standard
    }
}
