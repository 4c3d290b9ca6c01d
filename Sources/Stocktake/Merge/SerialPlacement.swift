/// The identity of a labelled piece: a serial number is unique within its GTIN.
struct SerialIdentity: Hashable, Sendable {
    let gtin: GTIN
    let serial: String
}

/// A label with a serial: the index of its observation, and of the label in it.
///
/// Two numbers instead of the label itself, as a run may have very many.
struct SerialSighting: Sendable {
    let observation: Int
    let label: Int
}

extension [LocatedObservation] {
    func label(_ sighting: SerialSighting) -> LabelSighting {
        self[sighting.observation].observation.labels[sighting.label]
    }
}

/// The location of a serial, with the quality of the evidence.
enum Placement: Sendable, Hashable {
    /// At the location with this key.
    case firm(String)
    /// Most likely at this location, but with weak evidence.
    case unsure(String)
    /// Seen only at the edge of photos of this location: not counted.
    case atEdge(of: String)
    /// Seen only in photos whose location is unknown.
    case unknown
}

/// Decides at which location each serial counts, from the positions of its label in the photos.
///
/// A photo of a bay also shows the edges of its neighbours. So every sighting is weighted by the
/// label's distance from the location's own sign: `1 − 2 × reach`, at least 0.05, and 0.05 for a
/// label at the photo's edge. Weights are summed over a location's photos; the location with the
/// highest weight wins, and is firm if that is at least 1.5 times the next. The letters of a serial
/// have no influence.
///
/// Example: a carton 0.28 from its bay's sign in two photos has weight 0.88 there; seen once 0.34
/// from the neighbour's sign, it has 0.32 there: firm.
struct SerialPlacement {
    static let edgeWeight = 0.05
    static let firmRatio = 1.5

    let observations: [LocatedObservation]
    let sightings: [SerialIdentity: [SerialSighting]]

    /// A placement for every serial, independent of the order of photos.
    func placements() -> [SerialIdentity: Placement] {
        let byIdentity = sightings.mapValues { placement(of: $0) }
        return byIdentity.merging(beyondNeighbours(byIdentity)) { _, moved in moved }
    }

    private func placement(of sightings: [SerialSighting]) -> Placement {
        var weights: [String: Double] = [:]
        var edgeOnly = true
        for sighting in sightings {
            let located = observations[sighting.observation]
            guard let location = located.location else { continue }
            let label = observations.label(sighting)
            let atEdge = located.isAtEdge(label)
            edgeOnly = edgeOnly && atEdge
            let weight = 1 - 2 * located.reach(of: label)
            weights[Stocktake.locationKey(location), default: 0] +=
                atEdge ? Self.edgeWeight : max(weight, Self.edgeWeight)
        }
        let ranked = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let best = ranked.first else { return .unknown }
        if edgeOnly { return ranked.count == 1 ? .atEdge(of: best.key) : .unsure(best.key) }
        guard ranked.count > 1 else { return .firm(best.key) }
        let isFirm = best.value >= Self.firmRatio * ranked[1].value
        return isFirm ? .firm(best.key) : .unsure(best.key)
    }

    /// Moves serials seen in photos of one location only, and in each beyond a neighbour's firmly
    /// placed goods, to that neighbour, although its own photos don't show them.
    private func beyondNeighbours(
        _ placed: [SerialIdentity: Placement]
    ) -> [SerialIdentity: Placement] {
        var foreign: [Int: [(key: String, label: LabelSighting)]] = [:]
        for (identity, placement) in placed {
            guard case .firm(let key) = placement else { continue }
            for sighting in sightings[identity] ?? []
            where locationKey(ofObservation: sighting.observation) != key {
                let label = observations.label(sighting)
                foreign[sighting.observation, default: []].append((key, label))
            }
        }
        return placed.reduce(into: [:]) { moved, entry in
            let seen = sightings[entry.key] ?? []
            guard Set(seen.map { locationKey(ofObservation: $0.observation) }).count == 1,
                let neighbour = commonNeighbour(of: seen, foreign: foreign)
            else { return }
            moved[entry.key] = .unsure(neighbour)
        }
    }

    private func commonNeighbour(
        of seen: [SerialSighting],
        foreign: [Int: [(key: String, label: LabelSighting)]]
    ) -> String? {
        let candidates = seen.map { sighting in
            let others = foreign[sighting.observation] ?? []
            let located = observations[sighting.observation]
            let label = observations.label(sighting)
            return Set(others.filter { located.isBeyond(label, $0.label) }.map(\.key))
        }
        guard let first = candidates.first else { return nil }
        return candidates.dropFirst().reduce(first) { $0.intersection($1) }.min()
    }

    private func locationKey(ofObservation index: Int) -> String? {
        observations[index].location.map(Stocktake.locationKey)
    }
}
