/// The identity of a line: a location, and an item or a GTIN that is not in the catalogue.
struct LabelGroupKey: Hashable, Sendable {
    /// The location's key; empty for goods without a location.
    let location: String
    let item: Item?
    let gtin: GTIN

    /// The item's SKU; for an unknown GTIN, its digits.
    var sku: String {
        item?.sku ?? gtin.shortest
    }
}

/// A serial with its placement and all its sightings.
struct PlacedSerial: Sendable {
    let identity: SerialIdentity
    let placement: Placement
    let sightings: [SerialSighting]
}

/// The labels of one line.
struct LabelGroup: Sendable {
    var serials: [PlacedSerial] = []
    /// Labels without a serial, which can't be told apart.
    var withoutSerial: [SerialSighting] = []

    /// Indices of the observations that show any of these labels.
    var observations: Set<Int> {
        Set(serials.flatMap { $0.sightings.map(\.observation) } + withoutSerial.map(\.observation))
    }

    var reasons: Set<LineReason> {
        var reasons: Set<LineReason> = withoutSerial.isEmpty ? [] : [.serialMissing]
        for serial in serials {
            switch serial.placement {
            case .firm: break
            case .unsure, .atEdge: reasons.insert(.locationUnsure)
            case .unknown: reasons.insert(.locationUnknown)
            }
        }
        return reasons
    }

    /// Every sighting as evidence, in photo order.
    ///
    /// Of each serial, the sighting at its location that is nearest to the sign counts.
    func evidence(observations: [LocatedObservation], location: String) -> [Evidence] {
        var rows: [(observation: Int, evidence: Evidence)] = []
        for serial in serials {
            let best =
                location.isEmpty
                ? nil : countingSighting(of: serial, observations: observations, at: location)
            rows += serial.sightings.enumerated().map { index, sighting in
                (sighting.observation, Evidence(sighting, in: observations, counts: index == best))
            }
        }
        rows += withoutSerial.map { sighting in
            (sighting.observation, Evidence(sighting, in: observations, counts: false))
        }
        return rows.sorted { left, right in
            (left.observation, left.evidence.y, left.evidence.x, left.evidence.code)
                < (right.observation, right.evidence.y, right.evidence.x, right.evidence.code)
        }
        .map(\.evidence)
    }

    private func countingSighting(
        of serial: PlacedSerial,
        observations: [LocatedObservation],
        at location: String
    ) -> Int? {
        let ranked = serial.sightings.enumerated().map { index, sighting in
            let located = observations[sighting.observation]
            let isForeign = located.location.map(locationKey) != location
            return (index, isForeign ? 1 : 0, located.reach(of: observations.label(sighting)))
        }
        return ranked.min { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }?.0
    }
}

extension Placement {
    /// The key of the location where it counts; empty if it is not counted.
    var location: String {
        switch self {
        case .firm(let key), .unsure(let key): key
        case .atEdge, .unknown: ""
        }
    }
}

extension Evidence {
    fileprivate init(
        _ sighting: SerialSighting,
        in observations: [LocatedObservation],
        counts: Bool
    ) {
        let photo = observations[sighting.observation].observation.photo
        let label = observations.label(sighting)
        let centre = label.outline.centre
        self.init(
            photo: photo.id,
            x: thousandth(centre.x, of: photo.width),
            y: thousandth(centre.y, of: photo.height),
            zone: "",
            code: label.code,
            serial: label.serial ?? "",
            lot: label.lot ?? "",
            outline: label.outline,
            counts: counts
        )
    }
}

/// A pixel coordinate in thousandths of the photo's side.
private func thousandth(_ value: Double, of side: Int) -> Int {
    guard side > 0, value.isFinite else { return 0 }
    return min(1000, max(0, Int((value * 1000 / Double(side)).rounded())))
}
