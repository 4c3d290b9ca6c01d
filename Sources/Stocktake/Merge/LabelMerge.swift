/// What merging leaves behind.
struct Merged: Sendable {
    /// In walk order: location, then item; goods that could not be placed last.
    let tallies: [Tally]
    let findings: [Finding]
    /// The location of each observation, in their order; nil where unknown.
    let locations: [String?]
    /// Ids of the used photos by location key, in list order.
    let looks: [String: [String]]
}

/// Merges label sightings into one tally per location and item.
///
/// `views` makes no difference to the number: a serial is one piece, however many photos show it, so
/// the sum of separate views, the union of overlapping ones and the evidence of repeated ones are
/// the same set. A label count is a lower bound: low = counted, high unknown.
struct LabelMerge: Sendable {
    let catalogue: Catalogue
    let views: PhotoViews?
    /// Whether a photo's location is the sign in it.
    let bySign: Bool
    /// SHA-256 of photos whose bytes were listed under more than one location.
    let sharedPhotos: Set<String>
    /// Keys of stated locations that lost a photo.
    let locationsWithRejects: Set<String>

    /// - Parameter observations: in list order, one per used photo; may be empty.
    /// - Returns: the same tallies for any order of observations, but for the order of photos.
    func merge(_ observations: [Observation]) -> Merged {
        let looks = observations.map { Look($0, bySign: bySign) }
        let places = Places(looks: looks)
        let piles = sorted(looks)
        var tallies = piles.map { tally($0.key, $0.value, places: places) }
        tallies += emptyLocations(places, seen: Set(piles.keys.map(\.location)))
        return Merged(
            tallies: tallies.sorted(by: Tally.isBefore),
            findings: MergeFindings(looks: looks, piles: piles, bySign: bySign).all,
            locations: looks.map(\.location),
            looks: places.photosByKey
        )
    }

    private func sorted(_ looks: [Look]) -> [PileKey: Pile] {
        var views: [SerialIdentity: [SerialView]] = [:]
        var piles: [PileKey: Pile] = [:]
        for (index, look) in looks.enumerated() {
            for (number, label) in look.observation.labels.enumerated() {
                let view = SerialView(look: index, label: number)
                if let serial = label.serial {
                    views[SerialIdentity(gtin: label.gtin, serial: serial), default: []]
                        .append(view)
                } else {
                    let key = pileKey(look.location.map(locationKey) ?? "", label.gtin)
                    piles[key, default: Pile()].withoutSerial.append(view)
                }
            }
        }
        let placements = SerialPlacement(looks: looks, views: views).placements()
        for (identity, views) in views {
            let placement = placements[identity] ?? .unknown
            let serial = PlacedSerial(identity: identity, placement: placement, views: views)
            piles[pileKey(placement.location, identity.gtin), default: Pile()].serials
                .append(serial)
        }
        return piles
    }

    private func pileKey(_ location: String, _ gtin: GTIN) -> PileKey {
        PileKey(location: location, item: catalogue.item(gtin: gtin), gtin: gtin)
    }

    private func tally(_ key: PileKey, _ pile: Pile, places: Places) -> Tally {
        let isCounted = !key.location.isEmpty && !pile.serials.isEmpty
        let counted = isCounted ? pile.serials.count : nil
        var reasons = pile.reasons.union(locationReasons(key.location, places: places))
        if key.item == nil { reasons.insert(.unknownItem) }
        return Tally(
            location: places.names[key.location] ?? "",
            sku: key.sku,
            name: key.item?.name ?? "",
            gtin: key.gtin.shortest,
            unit: key.item?.unit ?? "",
            counted: counted,
            low: counted,
            high: nil,
            reasons: LineReason.allCases.filter(reasons.contains),
            method: "labels",
            model: "",
            votes: 1,
            photos: places.photos(of: key.location, showing: pile),
            evidence: pile.evidence(looks: places.looks, location: key.location)
        )
    }

    private func locationReasons(_ key: String, places: Places) -> Set<LineReason> {
        let checks = LocationChecks(
            views: views,
            bySign: bySign,
            sharedPhotos: sharedPhotos,
            locationsWithRejects: locationsWithRejects
        )
        let looks = places.looksByKey[key] ?? []
        return checks.reasons(at: key, photos: looks.map { places.looks[$0].observation.photo })
    }

    /// The one row of each location whose photos show no label that counts.
    private func emptyLocations(_ places: Places, seen: Set<String>) -> [Tally] {
        let keys = places.looksByKey.keys.filter { !$0.isEmpty && !seen.contains($0) }
        return keys.map { key in
            let reasons = locationReasons(key, places: places).union([.noLabelsSeen])
            return Tally(
                location: places.names[key] ?? key,
                sku: "",
                name: "",
                gtin: "",
                unit: "",
                counted: nil,
                low: nil,
                high: nil,
                reasons: LineReason.allCases.filter(reasons.contains),
                method: "labels",
                model: "",
                votes: 1,
                photos: places.photos(of: key, showing: Pile()),
                evidence: []
            )
        }
    }
}
