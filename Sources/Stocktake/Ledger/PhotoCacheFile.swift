import Foundation
import GRDB
import Imaging
import Platform

/// The SQLite file of a `PhotoCache`: one table of photos by key.
///
/// No trouble with the file ends a run: what can't be read is unknown, and a damaged file is replaced
/// at the next saving. Two runs may use it at once; each saves in one transaction.
struct PhotoCacheFile: Sendable {
    /// A cached photo.
    struct Entry: Sendable, Hashable {
        let content: PhotoContent
        /// In days since 1970.
        let lastUsed: Int
    }

    /// What a run has to save.
    struct News: Sendable {
        /// Today, in days since 1970.
        let day: Int
        /// Keys recalled today.
        let used: [String]
        let removed: [String]
        let added: [String: PhotoContent]
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS photos (
            key TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            format TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            orientation INTEGER NOT NULL,
            taken_at TEXT,
            last_used INTEGER NOT NULL,
            seal INTEGER NOT NULL
        ) WITHOUT ROWID
        """

    private let path: String
    /// Nil where there is no usable file.
    private var connection: DatabaseQueue?
    private var isDamaged = false

    /// Opens the file, if there is one.
    init(at path: String) {
        self.path = path
        do {
            // SQLite would hang on a FIFO, and create the target of a dangling link.
            guard try FileStatus(of: path).kind == .regular else { return }
            connection = try Ledger.connect(to: path, readonly: false, patience: 5)
        } catch {
            giveUp(error)
        }
    }

    /// The photo cached under a key; nil for an unknown one, and for one damaged on disk.
    mutating func entry(_ key: String) -> Entry? {
        guard let connection else { return nil }
        do {
            return try connection.inDatabase { database in
                let sql = """
                    SELECT sha256, format, width, height, orientation, taken_at, last_used, seal
                    FROM photos WHERE key = ?
                    """
                let statement = try database.cachedStatement(sql: sql)
                return try Row.fetchOne(statement, arguments: [key]).flatMap { Entry($0, key: key) }
            }
        } catch {
            giveUp(error)
            return nil
        }
    }

    /// Saves all or nothing.
    ///
    /// - Parameters:
    ///   - news: what the run has to save.
    ///   - maxPhotos: the least recently used beyond this number are dropped.
    /// - Returns: why it failed; nil on success.
    mutating func store(_ news: News, maxPhotos: Int) -> String? {
        do {
            if !isDamaged {
                do {
                    try save(news, maxPhotos: maxPhotos)
                } catch {
                    giveUp(error)
                    guard isDamaged else { throw error }
                }
            }
            if isDamaged {
                try removeFile()
                try save(news, maxPhotos: maxPhotos)
                isDamaged = false
            }
            return nil
        } catch let error as FileError {
            return error.message
        } catch let error as DatabaseError {
            return printable(error.message ?? "SQLite \(error.extendedResultCode.rawValue)")
        } catch {
            return printable("\(error)")
        }
    }

    /// Stops using the file.
    private mutating func giveUp(_ error: any Error) {
        connection = nil
        isDamaged = LedgerError(error, path: path).code == .damaged
    }

    private func removeFile() throws {
        for file in [path, path + "-journal"] where !isMissing(file) {
            try FileManager.default.removeItem(atPath: file)
        }
    }

    private mutating func save(_ news: News, maxPhotos: Int) throws {
        let connection = try connection ?? created()
        self.connection = connection
        try connection.write { database in
            try database.execute(sql: Self.table)
            try database.execute(
                sql: """
                    UPDATE photos SET last_used = ?1
                    WHERE key IN (SELECT value FROM json_each(?2)) AND last_used <> ?1
                    """,
                arguments: [news.day, try jsonLine(news.used)]
            )
            try database.execute(
                sql: "DELETE FROM photos WHERE key IN (SELECT value FROM json_each(?))",
                arguments: [try jsonLine(news.removed)]
            )
            let sql = "INSERT OR REPLACE INTO photos VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            let statement = try database.cachedStatement(sql: sql)
            for (key, content) in news.added.sorted(by: { $0.key < $1.key }) {
                let header = content.header
                try statement.execute(arguments: [
                    key, content.sha256, header.format.rawValue, header.width, header.height,
                    header.orientation, header.takenAt, news.day, content.seal(key),
                ])
            }
            try database.execute(
                sql: """
                    DELETE FROM photos WHERE key IN (
                        SELECT key FROM photos ORDER BY last_used
                        LIMIT max(0, (SELECT count(*) FROM photos) - ?)
                    )
                    """,
                arguments: [maxPhotos]
            )
        }
    }

    private func created() throws -> DatabaseQueue {
        try makeFolders(to: parentFolder(of: path))
        switch try FileStatus(of: path).kind {
        case .regular, .missing, .folder: break
        default: try FileManager.default.removeItem(atPath: path)
        }
        try makePrivateFile(at: path)
        return try Ledger.connect(to: path, readonly: false, patience: 5)
    }
}

extension PhotoCacheFile.Entry {
    /// Nil for a row that was never written so.
    fileprivate init?(_ row: Row, key: String) {
        guard let sha256 = String.fromDatabaseValue(row[0]),
            let format = String.fromDatabaseValue(row[1]).flatMap(PhotoFormat.init),
            let width = Int.fromDatabaseValue(row[2]), let height = Int.fromDatabaseValue(row[3]),
            let orientation = Int.fromDatabaseValue(row[4]),
            let lastUsed = Int.fromDatabaseValue(row[6]), let seal = Int64.fromDatabaseValue(row[7])
        else { return nil }
        let header = PhotoHeader(
            format: format,
            width: width,
            height: height,
            orientation: orientation,
            takenAt: String.fromDatabaseValue(row[5])
        )
        self.init(content: PhotoContent(sha256: sha256, header: header), lastUsed: lastUsed)
        guard content.seal(key) == seal else { return nil }
    }
}

extension PhotoContent {
    /// Detects damage that SQLite doesn't, such as a flipped bit of a hash (FNV-1a, 64 bits).
    fileprivate func seal(_ key: String) -> Int64 {
        let facts = [
            key, sha256, header.format.rawValue, "\(header.width)", "\(header.height)",
            "\(header.orientation)", header.takenAt ?? "",
        ]
        let hash = facts.joined(separator: " ").utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }
}
