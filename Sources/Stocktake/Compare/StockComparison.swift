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
        lines += open.values.map { entry in
            let location = spellings[locationKey(entry.location)] ?? entry.location
            return unseen(entry, at: location, looks: looks, empty: empty)
        }
        var covered = Set(lines.map { locationKey($0.tally.location) })
        lines += empty.filter { !covered.contains(locationKey($0.location)) }.map { line($0, nil) }
        covered.formUnion(empty.map { locationKey($0.location) })
        lines += locationsWithRejects.filter { !covered.contains($0.key) }.map { lost($0.value) }
        return lines.sorted { Tally.isBefore($0.tally, $1.tally) }
    }

    /// How photos spell a location, so that one place has one name in all lines.
    private func spellings(_ tallies: [Tally]) -> [String: String] {
        tallies.reduce(into: locationsWithRejects) { $0[locationKey($1.location)] = $1.location }
    }

    /// The one row of a location whose photos could all not be used.
    private func lost(_ location: String) -> StockLine {
        let tally = Tally(nothingAt: location, sku: "", item: nil, photos: [])
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
                if !check.holds(counted: counted, expected: entry.quantity) {
                    reasons.insert(.beyondTolerance)
                }
            } else if item != nil {
                reasons.insert(.notInBooks)
            }
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
        looks: [String: [String]],
        empty: [Tally]
    ) -> StockLine {
        let key = locationKey(entry.location)
        let photos = looks[key] ?? []
        let item = catalogue.item(sku: entry.sku)
        var reasons: Set<LineReason> = []
        // A lost photo may be the one that shows it.
        if locationsWithRejects[key] != nil {
            reasons.insert(.photoRejected)
        } else if photos.isEmpty {
            reasons.insert(.noPhoto)
        }
        if !photos.isEmpty, entry.quantity > 0 { reasons.insert(.noneSeen) }
        if let row = empty.first(where: { locationKey($0.location) == key }) {
            reasons.formUnion(row.reasons)
        }
        return StockLine(
            Tally(nothingAt: location, sku: entry.sku, item: item, photos: photos),
            reasons: reasons,
            expected: entry,
            unitCost: entry.unitCost ?? item?.unitCost,
            tolerance: tolerances.tolerance(sku: entry.sku, itemClass: entry.itemClass).words
        )
    }
}

extension Tally {
    /// No number for an item, or for a whole location where the SKU is empty.
    fileprivate init(nothingAt location: String, sku: String, item: Item?, photos: [String]) {
        self.init(
            location: location,
            sku: sku,
            name: item?.name ?? "",
            gtin: item?.gtin?.shortest ?? "",
            unit: item?.unit ?? "",
            counted: nil,
            low: nil,
            high: nil,
            reasons: [],
            method: "labels",
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
