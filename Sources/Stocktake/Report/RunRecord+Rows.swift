import Foundation

/// A photo that could not be used, or a line without a usable photo or answer.
struct NotCountedRow: Sendable, Hashable {
    /// `photo`, `line`, `goods` for goods that a model saw and could not count, `row` for one
    /// without an answer, or `then` for a question on the tables without one.
    let what: String
    let location: String
    let sku: String
    /// The photo's id; empty if its bytes could not be read.
    let photo: String
    let path: String
    let reason: String
    let words: String
}

extension RunRecord {
    var notCountedRows: [NotCountedRow] {
        let photos = self.photos.compactMap { entry -> NotCountedRow? in
            guard case .rejected(let rejection, let words) = entry.outcome else { return nil }
            return NotCountedRow(
                what: "photo",
                location: entry.location ?? "",
                sku: "",
                photo: entry.photo?.id ?? "",
                path: entry.path,
                reason: rejection.rawValue,
                words: words
            )
        }
        let lines = self.lines.filter { $0.status == .notCounted }.map { line in
            NotCountedRow(
                what: "line",
                location: line.tally.location,
                sku: line.tally.sku,
                photo: "",
                path: "",
                reason: line.reasonCodes,
                words: line.reasonWords
            )
        }
        let goods = (asking?.uncounted ?? []).map { goods in
            NotCountedRow(
                what: "goods",
                location: goods.location,
                sku: "",
                photo: "",
                path: "",
                reason: "seen_not_counted",
                words: goods.why.isEmpty ? goods.what : "\(goods.what): \(goods.why)"
            )
        }
        return photos + lines + goods + lostRows + failedFollowUps
    }

    /// Rows without an answer, unless their photos are listed anyway.
    private var lostRows: [NotCountedRow] {
        guard let rows else { return [] }
        let rejected = Set(photos.filter(\.isRejected).map(\.path))
        let lost = rows.rows.filter { row in
            row.status == .lost && !row.paths.allSatisfy(rejected.contains)
        }
        return lost.map { row in
            NotCountedRow(
                what: "row",
                location: row.location,
                sku: "",
                photo: row.photos.joined(separator: ";"),
                path: row.paths.joined(separator: ";"),
                reason: "lost",
                words: row.reasonWords
            )
        }
    }

    private var failedFollowUps: [NotCountedRow] {
        followUps.compactMap { followUp in
            guard let failure = followUp.failure else { return nil }
            return NotCountedRow(
                what: "then",
                location: "",
                sku: "",
                photo: "",
                path: "",
                reason: LineReason.replyFailed.rawValue,
                words: "\(followUp.name): \(failure)"
            )
        }
    }

    /// The path of each used photo by id; of duplicates, the first.
    var photoPaths: [String: String] {
        usedPhotos.reduce(into: [:]) { paths, entry in
            guard let id = entry.photo?.id, paths[id] == nil else { return }
            paths[id] = entry.path
        }
    }

    /// The manifests' columns that Stocktake only copies to the reports, in the order first seen.
    var manifestColumnNames: [String] {
        var seen: Set<String> = []
        return photos.flatMap(\.columns).map(\.name).filter { seen.insert($0).inserted }
    }
}

extension StockLine {
    /// `beyond_tolerance;location_unsure`: for programs.
    var reasonCodes: String {
        reasons.map(\.rawValue).joined(separator: ";")
    }

    /// `beyond tolerance, location unsure`: for a person.
    var reasonWords: String {
        reasons.map { $0.words(method: tally.method) }.joined(separator: ", ")
    }

    /// The reasons, with the serials that could not be placed.
    var explanation: String {
        let placeless: Set<LineReason> = [.locationUnsure, .locationUnknown]
        guard tally.location.isEmpty, !placeless.isDisjoint(with: reasons) else {
            return reasonWords
        }
        let serials = Set(tally.evidence.map(\.serial)).filter { !$0.isEmpty }
        guard !serials.isEmpty else { return reasonWords }
        let shown = serials.sorted(by: isBeforeNaturally)
        let more = shown.count > 10 ? " and \(shown.count - 10) more" : ""
        return "\(reasonWords): serial \(shown.prefix(10).joined(separator: ", "))\(more)"
    }

    /// Whether count and books differ or can't be compared.
    var isVariance: Bool {
        let isCompared = expected != nil || reasons.contains(.notInBooks)
        guard isCompared || reasons.contains(.bookUnreadable) else { return false }
        return tally.counted == nil || variance != 0
    }

    /// With one decimal, `-25.0`; nil without books or for books of 0 or less.
    var variancePercent: String? {
        guard let variance, let expected, let share = share(of: variance, in: expected) else {
            return nil
        }
        let text = "\(share * 100)"
        return text.contains(".") ? text : text + ".0"
    }
}
