import Foundation

/// The items of `count.items`, found by SKU or GTIN.
struct Catalogue: Sendable {
    let items: [Item]
    private let byGTIN: [GTIN: Item]
    private let bySKU: [String: Item]

    /// - Parameter items: in file order; SKUs and GTINs are unique.
    init(items: [Item]) {
        self.items = items
        byGTIN = items.reduce(into: [:]) { table, item in
            if let gtin = item.gtin { table[gtin] = item }
        }
        bySKU = items.reduce(into: [:]) { $0[$1.sku] = $1 }
    }

    func item(gtin: GTIN) -> Item? {
        byGTIN[gtin]
    }

    func item(sku: String) -> Item? {
        bySKU[sku]
    }
}
