/// The result of a merge.
struct MergedTallies: Sendable {
    /// By location, then item, in natural order; goods without a location last.
    let tallies: [Tally]
    let findings: [Finding]
    /// The location of each photo, in list order; nil if unknown.
    let locations: [String?]
    /// Ids of the used photos by location key, in list order.
    let photosByLocation: [String: [String]]
}

/// Merges label sightings into one tally per location and item.
///
/// `views` does not affect the number: a serial is one piece, however many photos show it, so the
/// sum of separate views, the union of overlapping ones and the evidence of repeated ones are the
/// same set. A label count is a lower bound: low = counted, high unknown.
struct LabelMerge: Sendable {
    let catalogue: Catalogue
    let views: PhotoViews?
    /// Whether a photo's location is that of the sign in it.
    let bySign: Bool
    /// SHA-256 of photos listed at more than one location.
    let sharedPhotos: Set<String>
    /// Keys of stated locations with a rejected photo.
    let locationsWithRejects: Set<String>
    var unreached = UnreachedPhotos()

    /// - Parameter observations: in list order, one per used photo; may be empty.
    /// - Returns: tallies independent of the order of observations, except for the order of photos.
    func merge(_ observations: [Observation]) -> MergedTallies {
        let observations = observations.map { LocatedObservation($0, bySign: bySign) }
        let locations = LocationIndex(observations: observations)
        let groups = grouped(observations)
        var tallies = groups.map { tally($0.key, $0.value, locations: locations) }
        tallies += emptyLocations(locations, seen: Set(groups.keys.map(\.location)))
        return MergedTallies(
            tallies: tallies.sorted(by: Tally.isBefore),
            findings: MergeFindings(observations: observations, groups: groups, bySign: bySign).all,
            locations: observations.map(\.location),
            photosByLocation: locations.photosByKey
        )
    }

    private func grouped(_ observations: [LocatedObservation]) -> [LabelGroupKey: LabelGroup] {
        var serials: [SerialIdentity: [SerialSighting]] = [:]
        var groups: [LabelGroupKey: LabelGroup] = [:]
        for (index, located) in observations.enumerated() {
            for (number, label) in located.observation.labels.enumerated() {
                let sighting = SerialSighting(observation: index, label: number)
                if let serial = label.serial {
                    serials[SerialIdentity(gtin: label.gtin, serial: serial), default: []]
                        .append(sighting)
                } else {
                    let key = groupKey(located.location.map(locationKey) ?? "", label.gtin)
                    groups[key, default: LabelGroup()].withoutSerial.append(sighting)
                }
            }
        }
        let placements = SerialPlacement(observations: observations, sightings: serials)
            .placements()
        for (identity, sightings) in serials {
            let placement = placements[identity] ?? .unknown
            let serial = PlacedSerial(
                identity: identity,
                placement: placement,
                sightings: sightings
            )
            groups[groupKey(placement.location, identity.gtin), default: LabelGroup()].serials
                .append(serial)
        }
        return groups
    }

    private func groupKey(_ location: String, _ gtin: GTIN) -> LabelGroupKey {
        LabelGroupKey(location: location, item: catalogue.item(gtin: gtin), gtin: gtin)
    }

    private func tally(
        _ key: LabelGroupKey,
        _ group: LabelGroup,
        locations: LocationIndex
    ) -> Tally {
        let isCounted = !key.location.isEmpty && !group.serials.isEmpty
        let counted = isCounted ? group.serials.count : nil
        var reasons = group.reasons.union(locationReasons(key.location, locations: locations))
        if key.item == nil { reasons.insert(.unknownItem) }
        return Tally(
            location: locations.names[key.location] ?? "",
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
            photos: locations.photos(of: key.location, showing: group),
            evidence: group.evidence(observations: locations.observations, location: key.location)
        )
    }

    private func locationReasons(_ key: String, locations: LocationIndex) -> Set<LineReason> {
        let checks = LocationChecks(
            views: views,
            bySign: bySign,
            sharedPhotos: sharedPhotos,
            locationsWithRejects: locationsWithRejects,
            unreached: unreached
        )
        let indices = locations.indicesByKey[key] ?? []
        let photos = indices.map { locations.observations[$0].observation.photo }
        return checks.reasons(at: key, photos: photos)
    }

    /// The single row of each location whose photos show no countable label.
    private func emptyLocations(_ locations: LocationIndex, seen: Set<String>) -> [Tally] {
        let keys = locations.indicesByKey.keys.filter { !$0.isEmpty && !seen.contains($0) }
        return keys.map { key in
            var reasons = locationReasons(key, locations: locations)
            if !reasons.contains(.notReached) { reasons.insert(.noLabelsSeen) }
            return Tally(
                location: locations.names[key] ?? key,
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
                photos: locations.photos(of: key, showing: LabelGroup()),
                evidence: []
            )
        }
    }
}
