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
            // An EAN used as SKU is also a GTIN, unless another item has that GTIN.
            guard let gtin = item.gtin ?? GTIN(item.sku) else { return }
            if item.gtin != nil || table[gtin] == nil { table[gtin] = item }
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
