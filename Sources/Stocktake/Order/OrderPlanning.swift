import Foundation
import Platform

/// Drafts purchase orders from a count: what runs low, rounded to packs, one order per supplier.
///
/// An item's position is what was counted at all its locations, and what is on order, without what
/// is committed. At or below the reorder point, as much is ordered as lifts it to `upTo`, at least
/// `minOrder`, in whole packs.
///
/// An item is held, not ordered, if its total isn't known: a line of it isn't ok, it was never
/// counted, or a place where it may be was not wholly looked at. If it is above the reorder point
/// even with the least that it can be, it is neither.
struct OrderPlanning: Sendable {
    let rules: OrderRules
    /// The pipeline's name.
    let pipeline: String
    /// The id of the run.
    let run: String
    /// The id of the unfinished run that it continues; nil if it continues none.
    let continues: String?
    let startedAt: Date
    /// Whether there are books, which say where an item is expected.
    let hasBooks: Bool
    /// The photos that could not be used, and whose location is unknown.
    var lostPhotos = 0

    /// The draft of lines that are all lines of the run.
    ///
    /// - Parameter lines: in any order.
    func draft(of lines: [StockLine]) -> DraftOrder {
        let bySKU = Dictionary(grouping: lines, by: \.tally.sku)
        let gaps = self.gaps(in: lines)
        var orders: [DraftOrder.Line] = []
        var held: [DraftOrder.Held] = []
        var assumedEmpty: [String] = []
        for item in rules.items {
            let stock = ItemStock(item, bySKU[item.sku] ?? [], gaps: hasBooks ? [] : gaps)
            if let reason = stock.doubt {
                if stock.isAbovePointAtLeast { continue }
                held.append(self.held(item, stock, reason))
            } else if let counted = stock.counted {
                let need = OrderNeed(item, counted: counted)
                guard need.quantity > 0 else { continue }
                orders.append(line(item, stock, need))
                if stock.isPartlyAssumedEmpty { assumedEmpty.append(item.sku) }
            }
        }
        let labels = lines.contains { ["labels", "rehearsal"].contains($0.tally.method) }
        return DraftOrder(
            lines: orders.sorted { Self.isBefore(($0.supplier, $0.sku), ($1.supplier, $1.sku)) },
            held: held.sorted { Self.isBefore(($0.supplier, $0.sku), ($1.supplier, $1.sku)) },
            notes: rules.notes + notes(gaps, assumedEmpty, labels: labels)
        )
    }

    private static func isBefore(_ left: (String, String), _ right: (String, String)) -> Bool {
        left.0 == right.0 ? isBeforeNaturally(left.1, right.1) : isBeforeNaturally(left.0, right.0)
    }

    /// The places that were not wholly looked at, in natural order.
    private func gaps(in lines: [StockLine]) -> [OrderGap] {
        let gaps = lines.sorted { Tally.isBefore($0.tally, $1.tally) }.compactMap(\.gap)
        var seen: Set<String> = []
        return gaps.filter { seen.insert($0.key).inserted }
    }

    private func line(
        _ item: OrderRules.Item,
        _ stock: ItemStock,
        _ need: OrderNeed
    ) -> DraftOrder.Line {
        DraftOrder.Line(
            reference: reference(for: item.supplier),
            supplier: item.supplier,
            sku: item.sku,
            supplierSKU: item.supplierSKU,
            name: stock.name,
            quantity: need.quantity,
            unit: stock.unit,
            pack: item.pack,
            unitCost: item.unitCost,
            currency: item.currency,
            needBy: item.leadDays.map(day) ?? "",
            reason: need.words
        )
    }

    private func held(
        _ item: OrderRules.Item,
        _ stock: ItemStock,
        _ reason: String
    ) -> DraftOrder.Held {
        DraftOrder.Held(
            supplier: item.supplier,
            sku: item.sku,
            name: stock.name,
            unit: stock.unit,
            low: stock.low,
            high: stock.high,
            least: stock.high.map { OrderNeed(item, counted: $0).quantity },
            // Stock is never below 0, whatever was not counted.
            most: OrderNeed(item, counted: stock.low ?? 0).quantity,
            reason: reason
        )
    }

    /// The id of a supplier's order in this run, so that importing it twice orders once.
    ///
    /// `PO-`, the pipeline, the run and ten digits of the hash of the supplier's name: letters,
    /// digits and hyphens only, and the same whenever the order of this run is written.
    func reference(for supplier: String) -> String {
        "PO-\(pipeline)-\(run)-" + sha256(of: Array(supplier.utf8)).prefix(10)
    }

    /// The day some days after the run, in UTC.
    private func day(after days: Int) -> String {
        startedAt.addingTimeInterval(Double(days) * 86_400)
            .formatted(.iso8601.year().month().day())
    }

    // MARK: Notes

    private func notes(_ gaps: [OrderGap], _ assumedEmpty: [String], labels: Bool) -> [String] {
        var notes: [String] = []
        if labels { notes.append(RunRecord.lowerBound) }
        if !assumedEmpty.isEmpty {
            notes.append(
                "taken as 0 where none was seen and the books say 0: " + listed(assumedEmpty)
            )
        }
        if hasBooks, !gaps.isEmpty {
            notes.append(
                "not wholly looked at, and searched for no item that the books don't have there: "
                    + listed(gaps.map(\.location))
            )
        }
        if lostPhotos > 0 {
            notes.append(
                "\(plural(lostPhotos, "photo")) without a known location could not be used; what "
                    + "they show is in no quantity"
            )
        }
        if let continues {
            notes.append(
                "this run continues \(printable(continues, limit: 60)) and has order ids of its "
                    + "own: import the orders of one of the two"
            )
        }
        return notes
    }

    private func listed(_ names: [String]) -> String {
        names.prefix(10).map { printable($0, limit: 60) }.joined(separator: ", ")
            + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }
}

extension OrderPlanning {
    /// The planning of a recorded run.
    init(_ rules: OrderRules, _ record: RunRecord) {
        self.init(
            rules: rules,
            pipeline: record.pipeline,
            run: record.id,
            continues: record.continues,
            startedAt: record.startedAt,
            hasBooks: record.hasBooks,
            lostPhotos: record.photos.count { photo in
                if case .rejected = photo.outcome { photo.location == nil } else { false }
            }
        )
    }
}

extension RunRecord {
    /// The draft order of the run; nil without rules.
    ///
    /// - Parameter isRestricted: whether only some locations were looked at, so that no total is
    ///   whole and nothing is ordered.
    func draftOrder(_ rules: OrderRules?, isRestricted: Bool) -> DraftOrder? {
        guard let rules else { return nil }
        guard !isRestricted else {
            let note =
                "nothing is ordered from a run of some locations only, because an item may be at "
                + "others; run without --only"
            return DraftOrder(lines: [], held: [], notes: [note])
        }
        return OrderPlanning(rules, self).draft(of: lines)
    }
}
