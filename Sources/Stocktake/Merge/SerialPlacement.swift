/// One labelled piece: a serial number is unique within its GTIN.
struct SerialIdentity: Hashable, Sendable {
    let gtin: GTIN
    let serial: String
}

/// Where one piece was seen: the look's index, and that of the label in it.
///
/// Two numbers and not the label itself, as there is one for every label of a run.
struct SerialView: Sendable {
    let look: Int
    let label: Int
}

extension [Look] {
    func label(_ view: SerialView) -> LabelSighting {
        self[view.look].observation.labels[view.label]
    }
}

/// Where a serial number belongs, and how good the evidence is.
enum Placement: Sendable, Hashable {
    /// At the location of this key.
    case firm(String)
    /// Most likely there, with evidence too weak to be left unsaid.
    case unsure(String)
    /// Seen only cut by the edge of pictures of this location: counted nowhere.
    case atEdge(of: String)
    /// Seen only in photos whose location is unknown.
    case unknown
}

/// Decides at which location each serial counts, once, by where its label stands in the photos.
///
/// A photo of a bay also shows the edges of its neighbours. So every view is weighed by how near its
/// label is to the location's own sign: `1 − 2 × reach`, at least 0.05, and 0.05 for a label cut by
/// the picture's edge. Weights add up over a location's photos; the heavier location wins, and it is
/// firm when it weighs half as much again as the next. The letters of a serial never count.
///
/// Example: a carton 0.28 from its bay's sign in two photos weighs 0.88 there; seen once 0.34 from
/// the neighbour's sign it weighs 0.32: firm.
struct SerialPlacement {
    static let edgeWeight = 0.05
    static let firmRatio = 1.5

    let looks: [Look]
    let views: [SerialIdentity: [SerialView]]

    /// A placement for every serial; the order of photos never matters.
    func placements() -> [SerialIdentity: Placement] {
        let byView = views.mapValues { placement(of: $0) }
        return byView.merging(beyondNeighbours(byView)) { _, moved in moved }
    }

    private func placement(of views: [SerialView]) -> Placement {
        var weights: [String: Double] = [:]
        var edgeOnly = true
        for view in views {
            let look = looks[view.look]
            guard let location = look.location else { continue }
            let label = looks.label(view)
            let atEdge = look.isAtEdge(label)
            edgeOnly = edgeOnly && atEdge
            let weight = 1 - 2 * look.reach(of: label)
            weights[locationKey(location), default: 0] +=
                atEdge ? Self.edgeWeight : max(weight, Self.edgeWeight)
        }
        let ranked = weights.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard let best = ranked.first else { return .unknown }
        if edgeOnly { return ranked.count == 1 ? .atEdge(of: best.key) : .unsure(best.key) }
        guard ranked.count > 1 else { return .firm(best.key) }
        let isFirm = best.value >= Self.firmRatio * ranked[1].value
        return isFirm ? .firm(best.key) : .unsure(best.key)
    }

    /// Serials seen in photos of one location only, beyond a neighbour's firmly placed goods in
    /// every one of them: they belong to that neighbour, though its own photos don't show them.
    private func beyondNeighbours(
        _ placed: [SerialIdentity: Placement]
    ) -> [SerialIdentity: Placement] {
        var foreign: [Int: [(key: String, label: LabelSighting)]] = [:]
        for (identity, placement) in placed {
            guard case .firm(let key) = placement else { continue }
            for view in views[identity] ?? [] where locationOfLook(view.look) != key {
                foreign[view.look, default: []].append((key, looks.label(view)))
            }
        }
        return placed.compactMapValues { $0 }.reduce(into: [:]) { moved, entry in
            let seen = views[entry.key] ?? []
            guard Set(seen.map { locationOfLook($0.look) }).count == 1,
                let neighbour = commonNeighbour(of: seen, foreign: foreign)
            else { return }
            moved[entry.key] = .unsure(neighbour)
        }
    }

    private func commonNeighbour(
        of seen: [SerialView],
        foreign: [Int: [(key: String, label: LabelSighting)]]
    ) -> String? {
        let candidates = seen.map { view in
            let others = foreign[view.look] ?? []
            let (look, label) = (looks[view.look], looks.label(view))
            return Set(others.filter { look.isBeyond(label, $0.label) }.map(\.key))
        }
        guard let first = candidates.first else { return nil }
        return candidates.dropFirst().reduce(first) { $0.intersection($1) }.min()
    }

    private func locationOfLook(_ index: Int) -> String? {
        looks[index].location.map(locationKey)
    }
}
