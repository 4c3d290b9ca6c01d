import JSONSchema

/// Merges the answers of `extract` into a table: a row per photo, per location, or per element of
/// the list that `rows` names.
///
/// - Closed columns (a list of values, or yes/no) have the value that most looks share, with their
///   agreement; a tie, or one that fewer than half share, is `review`.
/// - Open columns keep the first look, and are named where the looks differ.
/// - Rows of a list are compared one by one if all looks have equally many; else the first look is
///   kept, and its rows are `review`.
/// - A photo without a usable answer is a row that is `lost`, with its reason. One photo listed
///   several times at a location is one row.
///
/// Independent of the order of the questions.
struct RowMerge: Sendable {
    let extraction: Extraction
    /// The looks that were asked for, 1 or more.
    let votes: Int
    private let shape: RowShape

    init(_ extraction: Extraction, votes: Int) {
        self.extraction = extraction
        self.votes = max(votes, 1)
        shape = RowShape(extraction.schema, rows: extraction.rows)
    }

    /// The table of all questions of a run.
    ///
    /// `records` has one entry per listed photo, in list order, each with its location if it is known,
    /// and with what is lost marked as rejected.
    func table(
        _ answered: [AnsweredQuestion<ExtractedAnswer>],
        records: [PhotoRecord]
    ) -> RowTable {
        let looks = RowLooks(answered)
        let shared = sharedPhotos(records)
        let subjects = subjects(records).map { subject in
            merged(subject, looks, isShared: !shared.isDisjoint(with: subject.hashes))
        }
        let grid = shape.grid(of: subjects.flatMap { $0.rows.flatMap(\.looks) })
        return RowTable(
            columns: grid.columns,
            rows: subjects.flatMap { subject in
                subject.rows.enumerated().map { subject.row($1, number: $0 + 1, grid) }
            }
        )
    }

    /// The photos that most looks could not read, for the list of photos.
    func unreadable(
        _ answered: [AnsweredQuestion<ExtractedAnswer>],
        records: [PhotoRecord]
    ) -> [LostPhoto] {
        let looks = RowLooks(answered)
        return records.compactMap { record in
            guard record.outcome == .used, let photo = record.photo,
                looks.isUnreadable(record, at: record.location ?? "")
            else { return nil }
            return LostPhoto(
                photo: photo,
                problem: PhotoProblem(
                    rejection: .unreadableToModel,
                    words: RowLooks.unreadableWords
                )
            )
        }
    }

    /// Photos that are used at more than one location.
    private func sharedPhotos(_ records: [PhotoRecord]) -> Set<String> {
        let used = records.filter { $0.outcome == .used }
        let places = used.reduce(into: [String: Set<String>]()) { places, record in
            guard let photo = record.photo else { return }
            places[photo.sha256, default: []].insert(locationKey(record.location ?? ""))
        }
        return Set(places.filter { $0.value.count > 1 }.keys)
    }

    /// What has rows of its own, by location in natural order, then in list order.
    private func subjects(_ records: [PhotoRecord]) -> [RowSubject] {
        var order: [String] = []
        var groups: [String: RowSubject] = [:]
        for (index, record) in records.enumerated() where !record.isDuplicate {
            let location = record.location ?? ""
            let isAlone = extraction.per == .photo || location.isEmpty
            // No location has this key: locations contain no control characters.
            let key = isAlone ? "\u{0}\(index)" : locationKey(location)
            if groups[key] == nil { order.append(key) }
            groups[key, default: RowSubject(location: location)].records.append(record)
        }
        return order.compactMap { groups[$0] }.enumerated().sorted { left, right in
            let (one, other) = (left.element.location, right.element.location)
            if one.isEmpty != other.isEmpty { return other.isEmpty }
            if locationKey(one) != locationKey(other) { return isBeforeNaturally(one, other) }
            return left.offset < right.offset
        }
        .map(\.element)
    }

    private func merged(
        _ subject: RowSubject,
        _ all: RowLooks,
        isShared: Bool
    ) -> MergedSubject {
        let looks = all.about(subject)
        var state = RowState()
        guard !looks.isEmpty else {
            return MergedSubject(
                subject: subject,
                status: .lost,
                reasons: subject.lossWords(all),
                rows: [MergedRow(looks: [], photos: nil)],
                votes: 0
            )
        }
        let rows = looks.map { look in
            look.parts.flatMap { part in
                let (rows, isEmptyList) = shape.rows(of: part.value)
                return rows.map { (cells: $0, photos: part.photos, isEmptyList: isEmptyList) }
            }
        }
        note(subject, looks, all, isShared: isShared, in: &state)
        let counts = rows.map(\.count)
        let isCompared = Set(counts).count == 1
        if !isCompared {
            let words = counts.map(String.init).joined(separator: ", ")
            state.worsen(.review, "the looks have different numbers of rows: \(words)")
        }
        if state.status == .ok, rows[0].allSatisfy(\.isEmptyList) {
            state.worsen(.empty, "the list has no element")
        }
        return MergedSubject(
            subject: subject,
            status: state.status,
            reasons: state.reasons,
            rows: rows[0].indices.map { index in
                MergedRow(
                    looks: isCompared ? rows.map { $0[index].cells } : [rows[0][index].cells],
                    photos: rows[0][index].photos
                )
            },
            votes: looks.count
        )
    }

    /// What is missing or doubtful of a subject with an answer.
    private func note(
        _ subject: RowSubject,
        _ looks: [RowLook],
        _ all: RowLooks,
        isShared: Bool,
        in state: inout RowState
    ) {
        let lost = subject.records.count {
            $0.isRejected || all.isUnreadable($0, at: subject.location)
        }
        if lost > 0 {
            state.worsen(
                .incomplete,
                "\(lost) of \(subject.records.count) photos could not be used"
            )
        }
        if looks.count < votes {
            state.worsen(.incomplete, "\(looks.count) of \(votes) looks gave a usable answer")
        }
        if looks.contains(where: { $0.parts.count > 1 }), extraction.per == .location {
            state.worsen(
                .review,
                "the photos were asked about in several groups, each with its own answer"
            )
        }
        if isShared { state.worsen(.review, "the same photo is at another location too") }
    }
}

/// The worst status so far, and every reason.
private struct RowState {
    private(set) var status = RowTable.Status.ok
    private(set) var reasons: [String] = []

    mutating func worsen(_ new: RowTable.Status, _ words: String) {
        reasons.append(words)
        status = RowTable.Status.allCases.first { $0 == new || $0 == status } ?? new
    }
}

/// What has rows of its own: a photo, or the photos of a location.
struct RowSubject: Sendable {
    /// Empty if unknown.
    let location: String
    /// In list order, without duplicates; at least one.
    var records: [PhotoRecord] = []

    var hashes: Set<String> { Set(records.compactMap { $0.photo?.sha256 }) }

    /// Why it has no answer, each reason once.
    fileprivate func lossWords(_ looks: RowLooks) -> [String] {
        var seen: Set<String> = []
        return records.map { record in
            if case .rejected(_, let words) = record.outcome { return words }
            if looks.isUnreadable(record, at: location) { return RowLooks.unreadableWords }
            return "no usable answer about this photo"
        }
        .filter { seen.insert($0).inserted }
    }
}

/// One row of the looks at a subject.
private struct MergedRow: Sendable {
    /// In order of votes; none for a lost subject.
    let looks: [RowShape.Cells]
    /// SHA-256 of the photos that it is about; nil for all of the subject.
    let photos: Set<String>?
}

private struct MergedSubject: Sendable {
    let subject: RowSubject
    let status: RowTable.Status
    let reasons: [String]
    let rows: [MergedRow]
    /// Usable looks.
    let votes: Int

    func row(_ row: MergedRow, number: Int, _ grid: RowShape.Grid) -> RowTable.Row {
        let cells = row.looks.map(grid.cells)
        var status = status
        var reasons = reasons
        var agreement: VoteShare?
        var firstVote: [String] = []
        var chosen = cells.first ?? []
        for (index, column) in grid.columns.enumerated() where cells.count > 1 {
            let values = cells.map { $0[index] }
            guard column.isClosed else {
                if Set(values).count > 1 { firstVote.append(column.name) }
                continue
            }
            let vote = ClosedVote(values)
            chosen[index] = vote.value
            if agreement.map({ vote.share.isWeaker(than: $0) }) ?? true { agreement = vote.share }
            if vote.isUnsure {
                reasons.append(
                    "\(printable(column.name, limit: 60)): the looks differ, at most "
                        + "\(vote.share.agreeing) of \(vote.share.of) agree"
                )
                if status == .ok || status == .empty { status = .review }
            }
        }
        let records = subject.records.filter { record in
            row.photos.map { photos in record.photo.map { photos.contains($0.sha256) } ?? false }
                ?? true
        }
        let shown = records.isEmpty ? subject.records : records
        return RowTable.Row(
            location: subject.location,
            photos: shown.compactMap { $0.photo?.id },
            paths: shown.map(\.path),
            number: number,
            status: status,
            reasons: reasons,
            cells: chosen,
            votes: votes,
            agreement: agreement,
            firstVote: firstVote
        )
    }
}

/// The value of a closed column from several looks.
struct ClosedVote: Sendable {
    /// What most share; of several, the one of the earliest look.
    let value: RowTable.Cell
    let share: VoteShare
    /// Whether another value has as many looks, or fewer than half share it.
    let isUnsure: Bool

    /// - Parameter values: one per look, at least one.
    init(_ values: [RowTable.Cell]) {
        let counts = values.reduce(into: [RowTable.Cell: Int]()) { $0[$1, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        value = values.first { counts[$0] == most } ?? .empty
        share = VoteShare(agreeing: most, of: values.count)
        isUnsure = counts.values.count { $0 == most } > 1 || 2 * most < values.count
    }
}
