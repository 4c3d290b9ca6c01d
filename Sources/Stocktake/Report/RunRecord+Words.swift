/// Wording of the reports that depends on how goods were counted.
extension RunRecord {
    /// After "Counted 2026-11-23 02:00 UTC".
    var countedBy: String {
        guard let asking = lookedBy else { return "by the labels" }
        return asking.isRehearsal ? "in a rehearsal" : "by \(asking.snapshots)"
    }

    /// The title of the counted column; a label count is a lower bound.
    var countedTitle: String {
        lookedBy == nil || lookedBy?.isRehearsal == true ? "Counted at least" : "Counted"
    }

    /// At the foot of every printed page.
    var footer: String {
        guard let asking = lookedBy else { return "labels read are a lower bound" }
        switch (asking.isRehearsal, isExtract) {
        case (false, false): return "counted by a model"
        case (false, true): return "answered by a model"
        case (true, false): return "rehearsal: a label reader answered, not an AI model"
        case (true, true): return "rehearsal: the answers are invented, no AI model was asked"
        }
    }

    /// The legend of the evidence pictures.
    var pictureTitle: String {
        lookedBy == nil
            ? "Evidence: the labels counted here in red, other counted labels in green"
            : "Evidence: the pieces counted here in red, other counted pieces in green"
    }

    /// Photos that could not be used.
    var rejectedPhotos: Int { photos.count(where: \.isRejected) - unreachedPhotos }

    /// Photos that the run ended before.
    var unreachedPhotos: Int { photos.count(where: \.isNotReached) }

    /// Locations with a used photo.
    var seenLocations: Int {
        let lines = lines.filter { !$0.tally.location.isEmpty && !$0.tally.photos.isEmpty }
        return Set(lines.map(\.tally.location)).count
    }

    /// Why the run ended before everything was counted, as a sentence; nil if it didn't.
    var shortfall: String? {
        let stops: [Finding.Code] = [.costLimit, .timeLimit, .serviceStopped]
        let last = findings.last { stops.contains($0.code) }
        return last.map { "Stopped early: \(printable($0.message, limit: 400))." }
    }

    /// In place of exceptions.
    var noExceptions: String {
        guard !lines.isEmpty else { return "no lines: nothing was counted" }
        return hasBooks
            ? "no exceptions: every line agrees with the books"
            : "no exceptions: every line passed every check; no books to compare with"
    }

    /// In place of photos and lines that were not counted.
    var nothingMissing: String {
        guard !lines.isEmpty || !photos.isEmpty else {
            return isExtract ? "no photos and no rows" : "no photos and no lines"
        }
        if let rows {
            return rows.count(of: .incomplete) > 0
                ? "every photo was used; incomplete rows: sheet Rows"
                : "every photo was used and every question answered"
        }
        return count(of: .incomplete) > 0
            ? "every photo was used; incomplete lines: sheet Exceptions"
            : "every photo was used and every location looked at"
    }

    /// The meaning of a status in this run.
    func meaning(of status: LineStatus) -> String {
        switch status {
        case .ok where hasBooks:
            "agrees with the books within tolerance; this is not proof of the count"
        case .ok: "counted and passed every check; no books to compare with"
        case .review: "needs review by a person: see the reasons"
        case .recount where hasBooks: "differs from the books: another person should recount"
        case .recount: "only with books to compare with"
        case .incomplete: "a photo or an answer is missing: unusable, or not reached"
        case .notCounted: "no photo, no usable answer, or not reached: the count is unknown"
        }
    }
}
