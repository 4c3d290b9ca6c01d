import GRDB

/// A photo as it can be found by words.
///
/// The texts are as the index takes them, with U+001F where words meet without a space; see
/// `Search`.
struct PhotoDescription: Sendable, Hashable {
    /// As the pipeline's own folder sees it.
    let path: String
    /// Of the file, 64 hex digits.
    let sha256: String
    /// Of the file.
    let byteCount: Int
    /// Empty if unknown.
    let location: String
    let description: String
    /// The words of its path and location, which count for less.
    let place: String
}

/// What a run says about its photos.
struct DescribedPhotos: Sendable {
    let descriptions: [PhotoDescription]
    /// The hashes of photos that had no usable answer this time, by path.
    ///
    /// An earlier description of the same file stays; nil for a file that could not be read, where any
    /// stays.
    let unanswered: [String: String?]
    /// Whether these are all photos of the pipeline: others are forgotten.
    let isWhole: Bool
}

/// A photo found by words.
struct FoundDescription: Sendable, Hashable {
    let photo: PhotoDescription
    /// The description with U+0002 before and U+0003 after each match.
    let marked: String
    /// By BM25: more is better.
    let score: Double
}

extension Ledger {
    /// Stores what a run says about its photos, all or nothing, in place of what earlier runs said.
    ///
    /// Only what has changed is written.
    ///
    /// - Throws: `LedgerError`.
    func record(
        _ photos: DescribedPhotos,
        of pipeline: String,
        run: String
    ) async throws(LedgerError) {
        try await write { database in
            let rows = try makeRows(of: pipeline, database)
            var known: [String: [(id: Int64, photo: PhotoDescription)]] = [:]
            var last = rows.lowerBound
            let stored = try Row.fetchCursor(
                database,
                sql: "SELECT rowid, * FROM descriptions WHERE rowid BETWEEN ? AND ?",
                arguments: [rows.lowerBound, rows.upperBound]
            )
            while let row = try stored.next().map(StoredRow.init) {
                let photo = try PhotoDescription(row)
                last = max(last, try row.value("rowid"))
                known[photo.path, default: []].append((try row.value("rowid"), photo))
            }
            let new = Dictionary(grouping: photos.descriptions, by: \.path)
            for (path, old) in known where !photos.keeps(old.map(\.photo), at: path, new[path]) {
                for (id, _) in old {
                    try database.cachedStatement(sql: "DELETE FROM descriptions WHERE rowid = ?")
                        .execute(arguments: [id])
                }
                known[path] = nil
            }
            for photo in photos.descriptions where known[photo.path] == nil {
                last += 1
                try insert(photo, at: last, run: run, database)
            }
        }
    }
}

extension DescribedPhotos {
    /// Whether what is stored at a path may stay.
    fileprivate func keeps(
        _ old: [PhotoDescription],
        at path: String,
        _ new: [PhotoDescription]?
    ) -> Bool {
        if let new { return Set(new) == Set(old) && new.count == old.count }
        guard let hash = unanswered[path] else { return !isWhole }
        return hash.map { hash in old.allSatisfy { $0.sha256 == hash } } ?? true
    }
}

extension LedgerReading {
    /// The number of photos of a pipeline that can be found; 0 for a ledger of before version 4.
    func descriptionCount(of pipeline: String) throws(LedgerError) -> Int {
        try read { database in
            guard let rows = try rows(of: pipeline, database) else { return 0 }
            // The index's own table of lengths has a row for each, and is ten times as quick to count.
            let sql = "SELECT count(*) FROM descriptions_docsize WHERE id BETWEEN ? AND ?"
            let bounds: StatementArguments = [rows.lowerBound, rows.upperBound]
            return try Int.fetchOne(database, sql: sql, arguments: bounds) ?? 0
        }
    }

    /// All photos of a pipeline that can be found, in the order they came.
    func descriptions(of pipeline: String) throws(LedgerError) -> [PhotoDescription] {
        try read { database in
            guard let rows = try rows(of: pipeline, database) else { return [] }
            let sql = "SELECT * FROM descriptions WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
            let bounds: StatementArguments = [rows.lowerBound, rows.upperBound]
            return try Row.fetchAll(database, sql: sql, arguments: bounds)
                .map { try PhotoDescription(StoredRow($0)) }
        }
    }

    /// The photos of a pipeline that an FTS5 expression matches, the best first, then by path.
    ///
    /// - Parameters:
    ///   - pipeline: its name.
    ///   - expression: valid FTS5.
    ///   - limit: 1 or more.
    /// - Returns: at most `limit` of them, and how many there are.
    /// - Throws: `LedgerError`.
    func descriptions(
        of pipeline: String,
        matching expression: String,
        limit: Int
    ) throws(LedgerError) -> (found: [FoundDescription], count: Int) {
        try read { database in
            guard let rows = try rows(of: pipeline, database) else { return ([], 0) }
            let ranked = try Row.fetchAll(
                database,
                sql: ranking,
                arguments: [expression, rows.lowerBound, rows.upperBound, limit]
            )
            .map(StoredRow.init)
            guard let count: Int = try ranked.first?.value("matches") else { return ([], 0) }
            let ids = try ranked.map { try $0.value("id", as: Int64.self) }
            // One walk over the matches is quicker than finding each of them again.
            let marking = """
                SELECT rowid, highlight(descriptions, 0, char(2), char(3)) AS marked
                FROM descriptions WHERE descriptions MATCH ?
                AND +rowid IN (SELECT value FROM json_each(?))
                """
            let cursor = try Row.fetchCursor(
                database,
                sql: marking,
                arguments: [expression, try jsonLine(ids)]
            )
            var marked: [Int64: String] = [:]
            while let row = try cursor.next().map(StoredRow.init) {
                marked[try row.value("rowid")] = try row.value("marked")
            }
            let found = try zip(ids, ranked).map { id, row in
                let photo = try PhotoDescription(row)
                return FoundDescription(
                    photo: photo,
                    marked: marked[id] ?? photo.description,
                    // SQLite's is negative, so that the best comes first.
                    score: -(try row.value("score"))
                )
            }
            return (found, count)
        }
    }
}

extension PhotoDescription {
    /// Takes one from a row of `descriptions`.
    fileprivate init(_ row: StoredRow) throws {
        path = try row.value("path")
        sha256 = try row.value("sha256")
        byteCount = try row.value("byte_count")
        location = try row.value("location")
        description = try row.value("description")
        place = try row.value("place")
    }
}

/// The best matches; a word of the description counts twice as much as one of the place.
///
/// Rows are looked up only down to the worst score that is shown.
private let ranking = """
    WITH hits AS MATERIALIZED (
        SELECT rowid AS id, bm25(descriptions, 2, 1) AS score FROM descriptions
        WHERE descriptions MATCH ?1 AND rowid BETWEEN ?2 AND ?3
    ),
    worst AS (SELECT score FROM hits ORDER BY score LIMIT 1 OFFSET ?4 - 1)
    SELECT hits.id, hits.score, (SELECT count(*) FROM hits) AS matches, descriptions.*
    FROM hits JOIN descriptions ON descriptions.rowid = hits.id
    WHERE hits.score <= coalesce((SELECT score FROM worst), 0)
    ORDER BY hits.score, descriptions.path LIMIT ?4
    """

/// The numbers that a pipeline's rows may have; nil without any, or in a ledger of before version 4.
private func rows(of pipeline: String, _ database: Database) throws -> ClosedRange<Int64>? {
    let exists = "SELECT 1 FROM sqlite_master WHERE name = 'described'"
    guard try Int.fetchOne(database, sql: exists) != nil else { return nil }
    let sql = "SELECT number FROM described WHERE pipeline = ?"
    guard let number = try Int64.fetchOne(database, sql: sql, arguments: [pipeline]) else {
        return nil
    }
    let first = number << 32
    return first...(first + (1 << 32) - 1)
}

private func makeRows(of pipeline: String, _ database: Database) throws -> ClosedRange<Int64> {
    if let rows = try rows(of: pipeline, database) { return rows }
    let sql = "INSERT INTO described (pipeline) VALUES (?)"
    try database.execute(sql: sql, arguments: [pipeline])
    guard let rows = try rows(of: pipeline, database) else {
        throw LedgerDamage(what: "a pipeline without its number")
    }
    return rows
}

private func insert(
    _ photo: PhotoDescription,
    at id: Int64,
    run: String,
    _ database: Database
) throws {
    let sql = """
        INSERT INTO descriptions (rowid, description, place, path, sha256, byte_count, location,
            run)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    try database.cachedStatement(sql: sql).execute(arguments: [
        id, photo.description, photo.place, photo.path, photo.sha256, photo.byteCount,
        photo.location, run,
    ])
}
