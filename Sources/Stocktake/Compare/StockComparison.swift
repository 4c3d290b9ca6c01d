import Foundation

/// Holds the tallies against the books, after merging: the counting is blind.
///
/// Lines come out in walk order: every tally, and every line of the books that no tally has.
struct StockComparison: Sendable {
    /// Nil where the pipeline names no books.
    let books: [ExpectedStock]?
    let tolerances: ToleranceTable
    let catalogue: Catalogue
    /// Stated locations that lost a photo: their spelling by key.
    let locationsWithRejects: [String: String]
    /// Who looked: `labels`, `model` or `rehearsal`.
    var method = "labels"

    /// - Parameters:
    ///   - tallies: merged, at most one per location and item.
    ///   - looks: ids of the used photos by location key, in list order.
    /// - Returns: every tally, and every line of the books that no tally has.
    func lines(_ tallies: [Tally], looks: [String: [String]]) -> [StockLine] {
        var open = Dictionary(
            (books ?? []).map { (BookKey(location: $0.location, sku: $0.sku), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var lines: [StockLine] = []
        var empty: [Tally] = []
        for tally in tallies {
            if tally.sku.isEmpty {
                empty.append(tally)
                continue
            }
            // A GTIN that the catalogue lacks is no item of the books, whatever its digits.
            let key = BookKey(location: tally.location, sku: tally.sku)
            let isKnown = !tally.reasons.contains(.unknownItem)
            lines.append(line(tally, isKnown ? open.removeValue(forKey: key) : nil))
        }
        let spellings = spellings(tallies)
        let losses = losses(tallies)
        lines += open.values.map { entry in
            let key = locationKey(entry.location)
            return unseen(
                entry,
                at: spellings[key] ?? entry.location,
                photos: looks[key] ?? [],
                known: losses[key, default: []]
                    .union(empty.first { locationKey($0.location) == key }?.reasons ?? [])
            )
        }
        var covered = Set(lines.map { locationKey($0.tally.location) })
        lines += empty.filter { !covered.contains(locationKey($0.location)) }.map { line($0, nil) }
        covered.formUnion(empty.map { locationKey($0.location) })
        lines += locationsWithRejects.filter { !covered.contains($0.key) }.map { lost($0.value) }
        return lines.sorted { Tally.isBefore($0.tally, $1.tally) }
    }

    /// What was lost at each location, by its key: it may have shown what nothing else shows.
    private func losses(_ tallies: [Tally]) -> [String: Set<LineReason>] {
        let lost: Set<LineReason> = [.photoRejected, .replyFailed]
        return tallies.reduce(into: locationsWithRejects.mapValues { _ in [.photoRejected] }) {
            $0[locationKey($1.location), default: []].formUnion(lost.intersection($1.reasons))
        }
    }

    /// How photos spell a location, so that one place has one name in all lines.
    private func spellings(_ tallies: [Tally]) -> [String: String] {
        tallies.reduce(into: locationsWithRejects) { $0[locationKey($1.location)] = $1.location }
    }

    /// The one row of a location whose photos could all not be used.
    private func lost(_ location: String) -> StockLine {
        let tally = nothing(at: location, sku: "", item: nil, photos: [])
        return StockLine(
            tally,
            reasons: [.photoRejected],
            expected: nil,
            unitCost: nil,
            tolerance: ""
        )
    }

    private func line(_ tally: Tally, _ entry: ExpectedStock?) -> StockLine {
        var reasons = Set(tally.reasons)
        let item = catalogue.item(sku: tally.sku)
        let unitCost = entry?.unitCost ?? item?.unitCost
        let tolerance = tolerances.tolerance(sku: tally.sku, itemClass: entry?.itemClass ?? "")
        if let counted = tally.counted, books != nil {
            if let entry {
                let check = ToleranceCheck(tolerance: tolerance, unitCost: unitCost)
                let isEmptied = tally.reasons.contains(.emptySeen) && entry.quantity > 0
                if isEmptied || !check.holds(counted: counted, expected: entry.quantity) {
                    reasons.insert(.beyondTolerance)
                }
            } else if item != nil, counted > 0 {
                reasons.insert(.notInBooks)
            }
        }
        // Only the fewer votes saw some: no number, and most looks saw none.
        if tally.counted == nil, tally.low == 0, let entry, entry.quantity > 0 {
            reasons.insert(.noneSeen)
        }
        return StockLine(
            tally,
            reasons: reasons,
            expected: entry,
            unitCost: unitCost,
            tolerance: entry == nil ? "" : tolerance.words
        )
    }

    /// A line of the books that nothing was counted for.
    private func unseen(
        _ entry: ExpectedStock,
        at location: String,
        photos: [String],
        known: Set<LineReason>
    ) -> StockLine {
        let item = catalogue.item(sku: entry.sku)
        var reasons = known
        let isLost = !known.isDisjoint(with: [.photoRejected, .replyFailed])
        if photos.isEmpty, !isLost { reasons.insert(.noPhoto) }
        if !photos.isEmpty, entry.quantity > 0 { reasons.insert(.noneSeen) }
        return StockLine(
            nothing(at: location, sku: entry.sku, item: item, photos: photos),
            reasons: reasons,
            expected: entry,
            unitCost: entry.unitCost ?? item?.unitCost,
            tolerance: tolerances.tolerance(sku: entry.sku, itemClass: entry.itemClass).words
        )
    }

    /// No number for an item, or for a whole location where the SKU is empty.
    private func nothing(at location: String, sku: String, item: Item?, photos: [String]) -> Tally {
        Tally(
            location: location,
            sku: sku,
            name: item?.name ?? "",
            gtin: item?.gtin?.shortest ?? "",
            unit: item?.unit ?? "",
            counted: nil,
            low: nil,
            high: nil,
            reasons: [],
            method: method,
            model: "",
            votes: photos.isEmpty ? 0 : 1,
            photos: photos,
            evidence: []
        )
    }
}

/// One line of the books, found whatever the spelling of its location.
private struct BookKey: Hashable {
    let location: String
    let sku: String

    init(location: String, sku: String) {
        self.location = locationKey(location)
        self.sku = sku
    }
}

extension StockLine {
    fileprivate init(
        _ tally: Tally,
        reasons: Set<LineReason>,
        expected: ExpectedStock?,
        unitCost: Decimal?,
        tolerance: String
    ) {
        let ordered = LineReason.allCases.filter(reasons.contains)
        let photosUsed = !tally.photos.isEmpty
        let statuses = ordered.map { $0.status(photosUsed: photosUsed) }
        self.init(
            tally: tally,
            status: statuses.min() ?? .ok,
            reasons: ordered,
            expected: expected?.quantity,
            unitCost: unitCost,
            itemClass: expected?.itemClass ?? "",
            tolerance: tolerance
        )
    }
}
