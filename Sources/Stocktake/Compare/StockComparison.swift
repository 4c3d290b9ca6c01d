import Foundation

/// Compares the tallies with the books, only after merging: counting is blind.
///
/// Lines are in natural order: every tally, and every line of the books without a tally.
struct StockComparison: Sendable {
    /// Nil if the pipeline names no books.
    let books: [ExpectedStock]?
    let tolerances: ToleranceTable
    let catalogue: Catalogue
    /// The spelling of stated locations with a rejected photo, by key.
    let locationsWithRejects: [String: String]
    var unreached = UnreachedPhotos()
    /// How goods are counted: `labels`, `model` or `rehearsal`.
    var method = "labels"

    /// - Parameters:
    ///   - tallies: merged, at most one per location and item.
    ///   - photosByLocation: ids of the used photos by location key, in list order.
    /// - Returns: every tally, and every line of the books without a tally.
    func lines(_ tallies: [Tally], photosByLocation: [String: [String]]) -> [StockLine] {
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
            // A GTIN that is not in the catalogue never matches an SKU of the books.
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
                photos: photosByLocation[key] ?? [],
                known: losses[key, default: []]
                    .union(empty.first { locationKey($0.location) == key }?.reasons ?? [])
            )
        }
        var covered = Set(lines.map { locationKey($0.tally.location) })
        lines += empty.filter { !covered.contains(locationKey($0.location)) }.map { line($0, nil) }
        covered.formUnion(empty.map { locationKey($0.location) })
        lines += lostLocations.filter { !covered.contains($0.key) }.map { lost($0.value) }
        return lines.sorted { Tally.isBefore($0.tally, $1.tally) }
    }

    /// Lost photos or replies at each location, by its key: they may have shown other goods.
    private func losses(_ tallies: [Tally]) -> [String: Set<LineReason>] {
        let known = lostLocations.keys.reduce(into: [:]) { $0[$1] = losses(at: $1) }
        return tallies.reduce(into: known) {
            $0[locationKey($1.location), default: []].formUnion(Self.lost.intersection($1.reasons))
        }
    }

    private static let lost: Set<LineReason> = [.notReached, .photoRejected, .replyFailed]

    /// Locations whose stated photos were not all used: the spelling first seen, by key.
    private var lostLocations: [String: String] {
        locationsWithRejects.merging(unreached.locations) { rejected, _ in rejected }
    }

    /// Why photos that may be of a location were not used.
    private func losses(at key: String) -> Set<LineReason> {
        var losses: Set<LineReason> = unreached.concern(key) ? [.notReached] : []
        if locationsWithRejects[key] != nil { losses.insert(.photoRejected) }
        return losses
    }

    /// The photos' spelling of each location, so that all lines use the same.
    private func spellings(_ tallies: [Tally]) -> [String: String] {
        tallies.reduce(into: lostLocations) { $0[locationKey($1.location)] = $1.location }
    }

    /// The single row of a location none of whose photos was used.
    private func lost(_ location: String) -> StockLine {
        let tally = nothing(at: location, sku: "", item: nil, photos: [])
        return StockLine(
            tally,
            reasons: losses(at: locationKey(location)),
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
        if entry?.isUnreadable == true { reasons.insert(.bookUnreadable) }
        if let counted = tally.counted, let quantity = entry?.quantity {
            let check = ToleranceCheck(tolerance: tolerance, unitCost: unitCost)
            let isEmptied = tally.reasons.contains(.emptySeen) && quantity != 0
            if isEmptied || !check.holds(counted: counted, expected: quantity) {
                reasons.insert(.beyondTolerance)
            }
        }
        if let counted = tally.counted, counted > 0, books != nil, entry == nil, item != nil {
            reasons.insert(.notInBooks)
        }
        // Seen only by a minority of votes: no number.
        if tally.counted == nil, tally.low == 0, !reasons.contains(.notReached),
            let quantity = entry?.quantity, quantity != 0
        {
            reasons.insert(.noneSeen)
        }
        return StockLine(
            tally,
            reasons: reasons,
            expected: entry,
            unitCost: unitCost,
            tolerance: entry?.quantity == nil ? "" : tolerance.words
        )
    }

    /// A line of the books without a tally.
    private func unseen(
        _ entry: ExpectedStock,
        at location: String,
        photos: [String],
        known: Set<LineReason>
    ) -> StockLine {
        let item = catalogue.item(sku: entry.sku)
        var reasons = known.union(losses(at: locationKey(location)))
        if entry.isUnreadable { reasons.insert(.bookUnreadable) }
        if photos.isEmpty, !location.isEmpty, reasons.isDisjoint(with: Self.lost) {
            reasons.insert(.noPhoto)
        }
        // Books below 0 are wrong, even if nothing is there.
        if !photos.isEmpty, let quantity = entry.quantity, quantity != 0,
            !reasons.contains(.notReached)
        {
            reasons.insert(.noneSeen)
        }
        let tolerance = tolerances.tolerance(sku: entry.sku, itemClass: entry.itemClass)
        return StockLine(
            nothing(at: location, sku: entry.sku, item: item, photos: photos),
            reasons: reasons,
            expected: entry,
            unitCost: entry.unitCost ?? item?.unitCost,
            tolerance: entry.quantity == nil ? "" : tolerance.words
        )
    }

    /// A tally without a number, for an item or, with an empty SKU, for a whole location.
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

/// The key of a line of the books, independent of the spelling of its location.
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
