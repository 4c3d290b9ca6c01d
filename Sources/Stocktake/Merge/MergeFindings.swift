/// Findings of the merge: goods not counted, or counted with doubt.
struct MergeFindings {
    let observations: [LocatedObservation]
    let groups: [LabelGroupKey: LabelGroup]
    let bySign: Bool

    /// In photo order, then by message.
    var all: [Finding] {
        let found =
            photosWithoutSign + groups.flatMap { serials($0.key, $0.value) }
            + groups.flatMap { withoutSerial($0.key, $0.value) } + unknownItems
        return found.sorted { ($0.photo ?? "", $0.message) < ($1.photo ?? "", $1.message) }
    }

    private var photosWithoutSign: [Finding] {
        observations.filter { $0.location == nil }.map { located in
            let photo = located.observation.photo.path
            let message =
                bySign
                ? "no location sign read; include the sign in the picture"
                : "no location stated; its goods are counted only if other photos place them"
            return Finding(.warning, .locationUnknown, message, photo: photo)
        }
    }

    private func serials(_ key: LabelGroupKey, _ group: LabelGroup) -> [Finding] {
        group.serials.compactMap { serial in
            guard let sighting = serial.sightings.first else { return nil }
            let located = observations[sighting.observation]
            let name = "serial \(printable(serial.identity.serial, limit: 40)) of \(shown(key))"
            let found = located.location.map { " (location \(printable($0, limit: 40)))" } ?? ""
            switch serial.placement {
            case .firm, .unknown:
                return nil
            case .atEdge:
                return finding(
                    .locationUnsure,
                    located,
                    "\(name) is seen only at the edge of photos\(found), so it is not counted; "
                        + "take a photo that shows it completely"
                )
            case .unsure(let location):
                return finding(
                    .locationUnsure,
                    located,
                    "\(name) is counted at \(printable(location, limit: 40)), but the photos "
                        + "don't clearly show that it is there"
                )
            }
        }
    }

    private func withoutSerial(_ key: LabelGroupKey, _ group: LabelGroup) -> [Finding] {
        let byObservation = Dictionary(grouping: group.withoutSerial, by: \.observation)
        return byObservation.map { index, sightings in
            finding(
                .serialMissing,
                observations[index],
                "\(sightings.count) label\(sightings.count == 1 ? "" : "s") of \(shown(key)) "
                    + "without a serial number; not counted, as pieces are identified by serial"
            )
        }
    }

    private var unknownItems: [Finding] {
        let unknown = groups.filter { $0.key.item == nil }
        let byGTIN = Dictionary(grouping: unknown, by: \.key.gtin)
        return byGTIN.map { gtin, groups in
            let first = groups.flatMap(\.value.observations).min()
            return Finding(
                .warning,
                .unknownItem,
                "GTIN \(gtin.shortest) is not in the catalogue; add it or exclude the goods",
                photo: first.map { observations[$0].observation.photo.path }
            )
        }
    }

    private func finding(
        _ code: Finding.Code,
        _ located: LocatedObservation,
        _ message: String
    ) -> Finding {
        Finding(
            .warning,
            code,
            message,
            photo: located.observation.photo.path,
            location: located.location
        )
    }

    private func shown(_ key: LabelGroupKey) -> String {
        printable(key.sku, limit: 60)
    }
}
