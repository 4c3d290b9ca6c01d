import Foundation

/// A row of the catalogue: one thing that can be counted.
struct Item: Sendable, Hashable {
    let sku: String
    let name: String
    let gtin: GTIN?
    /// What one counted piece is called: `carton`.
    let unit: String
    /// Base units in one counted piece; nil where the catalogue does not say.
    let packSize: Int?
    let unitCost: Decimal?
    /// The locations this item may be asked for; empty = all.
    let locations: [String]
}

/// A row of the books: what should be at a location.
struct ExpectedStock: Sendable, Hashable {
    let sku: String
    let location: String
    let quantity: Int
    let unitCost: Decimal?
    /// The ABC class that picks the tolerance; empty where the books name none.
    let itemClass: String
}
