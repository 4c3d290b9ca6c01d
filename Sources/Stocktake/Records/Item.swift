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
}

/// A row of the books: what should be at a location.
struct ExpectedStock: Sendable, Hashable {
    let sku: String
    let location: String
    let quantity: Int
    let unitCost: Decimal?
    /// The ABC class that selects the tolerance; empty if the books have none.
    let itemClass: String
}
