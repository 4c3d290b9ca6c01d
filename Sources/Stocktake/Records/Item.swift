import Foundation

/// A row of the catalogue: one thing that can be counted.
struct Item: Sendable, Hashable {
    let sku: String
    let name: String
    let gtin: GTIN?
    /// The name of one counted piece: `carton`.
    let unit: String
    /// Base units in one counted piece; nil if the catalogue doesn't say.
    let packSize: Int?
    let unitCost: Decimal?
    /// The locations where this item is counted; empty for all.
    let locations: [String]
    /// Other names of it, as stated by a person; for open lists.
    var aliases: [String] = []
}

/// What the books say should be at a location, from one row or the sum of several.
struct ExpectedStock: Sendable, Hashable {
    /// Empty if the books don't say it in a readable way, and the location is known.
    let sku: String
    /// Empty if the books don't say it in a readable way, and the item is known.
    let location: String
    /// May be negative or a fraction; nil if a row can't be read, because unknown is never 0.
    let quantity: Decimal?
    let unitCost: Decimal?
    /// The ABC class that selects the tolerance; empty if the books have none.
    let itemClass: String
    /// Whether a number of it can't be read, so that a person must look.
    var isUnreadable = false
}
