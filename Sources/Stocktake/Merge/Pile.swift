/// What makes a line: a location's key, and an item or a GTIN that no item has.
struct PileKey: Hashable, Sendable {
    /// Empty for goods that could not be placed.
    let location: String
    let item: Item?
    let gtin: GTIN

    /// The item's SKU; for a GTIN that the catalogue doesn't have, its digits.
    var sku: String {
        item?.sku ?? gtin.shortest
    }
}

/// One placed serial: all its views.
struct PlacedSerial: Sendable {
    let identity: SerialIdentity
    let placement: Placement
    let views: [SerialView]
}

/// The labels that belong to one line.
struct Pile: Sendable {
    var serials: [PlacedSerial] = []
    /// Labels that carry no serial: seen, but impossible to tell from their likes.
    var withoutSerial: [SerialView] = []

    /// Indices of the looks that show any of it.
    var looks: Set<Int> {
        Set(serials.flatMap { $0.views.map(\.look) } + withoutSerial.map(\.look))
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

    /// Every view as a piece of evidence, in photo order; a serial's first view at its own location,
    /// nearest to the sign, is the one that counts.
    func evidence(looks: [Look], location: String) -> [Evidence] {
        var rows: [(look: Int, evidence: Evidence)] = []
        for serial in serials {
            let best = location.isEmpty ? nil : countingView(of: serial, looks: looks, at: location)
            rows += serial.views.enumerated().map { index, view in
                (view.look, Evidence(view, in: looks, counts: index == best))
            }
        }
        rows += withoutSerial.map { ($0.look, Evidence($0, in: looks, counts: false)) }
        return rows.sorted { left, right in
            (left.look, left.evidence.y, left.evidence.x, left.evidence.code)
                < (right.look, right.evidence.y, right.evidence.x, right.evidence.code)
        }
        .map(\.evidence)
    }

    private func countingView(of serial: PlacedSerial, looks: [Look], at location: String) -> Int? {
        let ranked = serial.views.enumerated().map { index, view in
            let look = looks[view.look]
            let isForeign = look.location.map(locationKey) != location
            return (index, isForeign ? 1 : 0, look.reach(of: looks.label(view)))
        }
        return ranked.min { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }?.0
    }
}

extension Placement {
    /// The key of the location it counts at; empty where it counts nowhere.
    var location: String {
        switch self {
        case .firm(let key), .unsure(let key): key
        case .atEdge, .unknown: ""
        }
    }
}

extension Evidence {
    fileprivate init(_ view: SerialView, in looks: [Look], counts: Bool) {
        let photo = looks[view.look].observation.photo
        let label = looks.label(view)
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

/// A pixel coordinate as 0…1000 of the photo's side.
private func thousandth(_ value: Double, of side: Int) -> Int {
    guard side > 0, value.isFinite else { return 0 }
    return min(1000, max(0, Int((value * 1000 / Double(side)).rounded())))
}
