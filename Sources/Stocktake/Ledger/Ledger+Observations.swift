import GRDB

extension Ledger {
    /// Stores what was seen; a later look of the same kind at the same photo replaces an earlier one.
    func record(
        _ observations: [LedgerObservation],
        run: String
    ) async throws(LedgerError) {
        guard !observations.isEmpty else { return }
        let packed = observations.map { ($0, PackedBytes($0.body)) }
        try await write { try store(packed, run: run, $0) }
    }
}

extension LedgerReading {
    /// What a look saw in a photo.
    ///
    /// - Parameters:
    ///   - look: a reader's version or a question's key.
    ///   - photo: SHA-256 of its file.
    /// - Returns: JSON; nil where it never looked.
    /// - Throws: `LedgerError`, `.damaged` where a byte is another than was stored.
    func observation(_ look: String, of photo: String) throws(LedgerError) -> [UInt8]? {
        try read { database in
            let sql = """
                SELECT sha256, byte_count, compression, body FROM observations
                WHERE look = ? AND photo = ?
                """
            let statement = try database.cachedStatement(sql: sql)
            let row = try Row.fetchOne(statement, arguments: [look, photo])
            return try row.map { try PackedBytes(StoredRow($0)).unpacked("an observation") }
        }
    }
}

/// Packed before, as compressing is work for the caller's thread.
func store(
    _ observations: [(LedgerObservation, PackedBytes)],
    run: String,
    _ database: Database
) throws {
    let sql = """
        INSERT OR REPLACE INTO observations
            (look, photo, run, sha256, byte_count, compression, body)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    let statement = try database.cachedStatement(sql: sql)
    for (observation, packed) in observations {
        try statement.execute(arguments: [
            observation.look, observation.photo, run, packed.sha256, packed.byteCount,
            packed.compression.rawValue, packed.stored,
        ])
    }
}
