import Foundation

/// When each item is ordered, how many and from whom: the section `order` with its tables read.
struct OrderRules: Sendable, Hashable {
    /// The rule of one item; all quantities are in the unit that is counted.
    struct Item: Sendable, Hashable {
        let sku: String
        /// Empty if no table says it.
        let name: String
        let unit: String
        /// The locations where it is counted; empty for all.
        let locations: [String]
        /// Ordered if the position is at or below this, 0 or more.
        let when: Decimal
        /// `when` or more.
        let upTo: Decimal
        /// Nil if no table says it.
        let onOrder: Decimal?
        let committed: Decimal?
        /// More than 0; 1 if no table says it.
        let pack: Decimal
        /// 0 if no table says it.
        let minOrder: Decimal
        /// Trimmed; empty if no table says it.
        let supplier: String
        let supplierSKU: String
        let unitCost: Decimal?
        let currency: String
        let leadDays: Int?
    }

    /// In the catalogue's order, else in the tables'.
    let items: [Item]
    /// What was assumed because no table says it.
    let notes: [String]
}
