import Foundation

/// Draft purchase orders, made of a count: nothing is ordered by Stocktake itself.
struct DraftOrder: Sendable, Hashable {
    /// One line of an order.
    struct Line: Sendable, Hashable {
        /// The stable id of the order: the same for all lines of a supplier in a run.
        let reference: String
        /// Empty if the table names none.
        let supplier: String
        let sku: String
        let supplierSKU: String
        let name: String
        /// In `unit`, a multiple of `pack`.
        let quantity: Decimal
        let unit: String
        /// Units in one pack; 1 if the table says nothing.
        let pack: Decimal
        let unitCost: Decimal?
        let currency: String
        /// `2026-12-01`; empty if the table gives no lead time.
        let needBy: String
        /// How the quantity follows from the count, in words.
        let reason: String
    }

    /// An item that may be low and whose count must be settled first.
    struct Held: Sendable, Hashable {
        let supplier: String
        let sku: String
        let name: String
        let unit: String
        /// The lowest and the highest that the count may be; nil if nothing bounds it.
        let low: Decimal?
        let high: Decimal?
        /// The quantities that would be ordered at the highest and at the lowest count; nil if
        /// unknown.
        let least: Decimal?
        let most: Decimal?
        /// Why: the locations and reasons of the lines that are not ok.
        let reason: String
    }

    /// By supplier, then SKU, in natural order.
    let lines: [Line]
    let held: [Held]
    /// What was assumed: such as that nothing is on order, since no column says so.
    let notes: [String]
}
