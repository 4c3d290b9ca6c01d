/// What a person should know about the merge: goods counted nowhere, or with doubt.
struct MergeFindings {
    let looks: [Look]
    let piles: [PileKey: Pile]
    let bySign: Bool

    /// In photo order, then by message.
    var all: [Finding] {
        let found =
            photosWithoutSign + piles.flatMap { serials($0.key, $0.value) }
            + piles.flatMap { withoutSerial($0.key, $0.value) } + unknownItems
        return found.sorted { ($0.photo ?? "", $0.message) < ($1.photo ?? "", $1.message) }
    }

    private var photosWithoutSign: [Finding] {
        looks.filter { $0.location == nil }.map { look in
            let photo = look.observation.photo.path
            let message =
                bySign
                ? "no location sign read; include the sign in the picture"
                : "no location stated; its goods are placed only by other photos"
            return Finding(.warning, .locationUnknown, message, photo: photo)
        }
    }

    private func serials(_ key: PileKey, _ pile: Pile) -> [Finding] {
        pile.serials.compactMap { serial in
            guard let view = serial.views.first else { return nil }
            let look = looks[view.look]
            let name = "serial \(printable(serial.identity.serial, limit: 40)) of \(shown(key))"
            let found = look.location.map { " (location \(printable($0, limit: 40)))" } ?? ""
            switch serial.placement {
            case .firm, .unknown:
                return nil
            case .atEdge:
                return finding(
                    .locationUnsure,
                    look,
                    "\(name) is seen only cut by the picture's edge\(found): counted nowhere; "
                        + "take a photo that shows it whole"
                )
            case .unsure(let location):
                return finding(
                    .locationUnsure,
                    look,
                    "\(name) is counted at \(printable(location, limit: 40)), but the photos "
                        + "don't show clearly that it stands there"
                )
            }
        }
    }

    private func withoutSerial(_ key: PileKey, _ pile: Pile) -> [Finding] {
        let byLook = Dictionary(grouping: pile.withoutSerial, by: \.look)
        return byLook.map { index, views in
            finding(
                .serialMissing,
                looks[index],
                "\(views.count) label\(views.count == 1 ? "" : "s") of \(shown(key)) without a "
                    + "serial number: not counted, since one label can't be told from the next"
            )
        }
    }

    private var unknownItems: [Finding] {
        let unknown = piles.filter { $0.key.item == nil }
        let byGTIN = Dictionary(grouping: unknown, by: \.key.gtin)
        return byGTIN.map { gtin, piles in
            let first = piles.flatMap(\.value.looks).min()
            return Finding(
                .warning,
                .unknownItem,
                "GTIN \(gtin.shortest) is not in the catalogue; add it or take the goods away",
                photo: first.map { looks[$0].observation.photo.path }
            )
        }
    }

    private func finding(_ code: Finding.Code, _ look: Look, _ message: String) -> Finding {
        Finding(
            .warning,
            code,
            message,
            photo: look.observation.photo.path,
            location: look.location
        )
    }

    private func shown(_ key: PileKey) -> String {
        printable(key.sku, limit: 60)
    }
}
