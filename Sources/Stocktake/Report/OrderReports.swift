import Foundation
import Platform

/// The files of draft orders: order.csv, order-odoo.csv and order-held.csv.
struct OrderReports {
    let order: DraftOrder

    var files: [CSVFile] {
        let odoo = OdooOrders(order)
        return [
            CSVFile(name: "order.csv", bytes: lines),
            CSVFile(name: OdooOrders.fileName, bytes: odoo.bytes, findings: odoo.findings),
            CSVFile(name: "order-held.csv", bytes: held),
        ]
    }

    /// Only what may be ordered.
    var lines: [UInt8] {
        CSVText.bytes(
            order.lines,
            [
                .text("po_ref") { $0.reference }, .text("supplier") { $0.supplier },
                .text("sku") { $0.sku }, .text("supplier_sku") { $0.supplierSKU },
                .text("name") { $0.name }, .exact("quantity") { quantityText($0.quantity) },
                .text("unit") { $0.unit }, .exact("pack") { quantityText($0.pack) },
                .exact("unit_cost") { $0.unitCost.map(moneyText) },
                .text("currency") { $0.currency }, .text("need_by") { $0.needBy },
                .text("reason") { $0.reason },
            ]
        )
    }

    /// What must be recounted before it is ordered.
    var held: [UInt8] {
        CSVText.bytes(
            order.held,
            [
                .text("supplier") { $0.supplier }, .text("sku") { $0.sku },
                .text("name") { $0.name }, .text("unit") { $0.unit },
                .exact("low") { $0.low.map(quantityText) },
                .exact("high") { $0.high.map(quantityText) },
                .exact("order_least") { $0.least.map(quantityText) },
                .exact("order_most") { $0.most.map(quantityText) },
                .text("reason") { $0.reason },
            ]
        )
    }
}

/// The lines of one order: one supplier's.
struct SupplierOrder: Sendable {
    /// Empty if the table names none.
    let supplier: String
    /// Empty if only held items are from this supplier.
    let reference: String
    let lines: [DraftOrder.Line]
    let held: [DraftOrder.Held]

    /// By the order in which the suppliers are named, those with only held items last.
    static func all(of order: DraftOrder) -> [SupplierOrder] {
        var suppliers: [String] = []
        for supplier in order.lines.map(\.supplier) + order.held.map(\.supplier)
        where !suppliers.contains(supplier) {
            suppliers.append(supplier)
        }
        let lines = Dictionary(grouping: order.lines, by: \.supplier)
        let held = Dictionary(grouping: order.held, by: \.supplier)
        return suppliers.map { supplier in
            SupplierOrder(
                supplier: supplier,
                reference: lines[supplier]?.first?.reference ?? "",
                lines: lines[supplier] ?? [],
                held: held[supplier] ?? []
            )
        }
    }

    /// The sum of the lines with a unit cost, if they are in one currency.
    var value: Decimal? {
        let costs = lines.compactMap(\.value)
        guard !costs.isEmpty, Set(lines.map(\.currency)).count == 1 else { return nil }
        return costs.reduce(0, +)
    }

    /// Lines without a unit cost, which the sum lacks.
    var unpriced: Int { lines.count { $0.unitCost == nil } }

    /// The sum for a person: `$12.40`, `12.40 EUR`, `cost unknown`.
    var valueWords: String {
        guard let value else {
            return unpriced == lines.count ? "cost unknown" : "in several currencies"
        }
        let currency = printable(lines.first?.currency ?? "", limit: 20)
        let amount = rounded(value, decimals: 2)
        let words =
            switch currency {
            case "": amount
            case "USD": "$\(amount)"
            default: "\(amount) \(currency)"
            }
        return unpriced == 0 ? words : "\(words) and \(plural(unpriced, "item")) of unknown cost"
    }
}

extension DraftOrder.Line {
    /// Quantity times unit cost; nil if the cost is unknown.
    var value: Decimal? { unitCost.map { $0 * quantity } }
}
