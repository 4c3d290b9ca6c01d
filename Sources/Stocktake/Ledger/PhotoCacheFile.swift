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
            key INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL,
            format TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            orientation INTEGER NOT NULL,
            taken_at TEXT,
            last_used INTEGER NOT NULL,
            seal INTEGER NOT NULL
        )
        """

    private let path: String
    /// Nil where there is no usable file.
    private var connection: DatabaseQueue?
    private var isDamaged = false
    /// The width of the ranges of keys that are queried at once, in bits: about 30 rows each, as a
    /// query for every key takes five times as long.
    private var rangeBits = 63
    /// The ranges that were queried.
    private var queried: Set<Int64> = []
    /// What the queries found.
    private var entries: [Int64: SealedEntry] = [:]

    private struct SealedEntry: Sendable {
        let entry: Entry
        let seal: Int64
    }

    /// Opens the file, if there is one.
    init(at path: String) {
        self.path = path
        do {
            // SQLite would hang on a FIFO, and create the target of a dangling link.
            let status = try FileStatus(of: path)
            guard status.kind == .regular else { return }
            connection = try Self.connect(to: path)
            // A row takes about 150 bytes; 63 bits are half of all keys.
            let rows = status.byteCount / 150
            while rows >> (64 - rangeBits) > 40 { rangeBits -= 1 }
        } catch {
            giveUp(error)
        }
    }

    /// The photo cached under a key; nil for an unknown one, and for one damaged on disk.
    mutating func entry(_ key: String) -> Entry? {
        let number = Self.number(of: key)
        if let connection, queried.insert(number >> rangeBits).inserted {
            do {
                try connection.inDatabase { try query(number >> rangeBits, $0) }
            } catch {
                giveUp(error)
            }
        }
        guard let found = entries[number], found.seal == found.entry.content.seal(key) else {
            return nil
        }
        return found.entry
    }

    private mutating func query(_ range: Int64, _ database: Database) throws {
        let sql = """
            SELECT sha256, format, width, height, orientation, taken_at, last_used, key, seal
            FROM photos WHERE key BETWEEN ? AND ?
            """
        let statement = try database.cachedStatement(sql: sql)
        let least = range << rangeBits
        let rows = try Row.fetchCursor(
            statement,
            arguments: [least, least | (1 << rangeBits &- 1)]
        )
        while let row = try rows.next() {
            guard let entry = Entry(row), let number = Int64.fromDatabaseValue(row[7]),
                let seal = Int64.fromDatabaseValue(row[8])
            else { continue }
            entries[number] = SealedEntry(entry: entry, seal: seal)
        }
    }

    /// Keys as a JSON array, for `json_each`.
    private static func list(of keys: [String]) -> String {
        "[" + keys.map { String(number(of: $0)) }.joined(separator: ",") + "]"
    }

    /// The first half of a key; the seal holds the whole.
    private static func number(of key: String) -> Int64 {
        Int64(bitPattern: UInt64(key.prefix(16), radix: 16) ?? 0)
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
        entries = [:]
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
        (queried, entries) = ([], [:])
        try connection.write { database in
            try database.execute(sql: Self.table)
            try database.execute(
                sql: """
                    UPDATE photos SET last_used = ?1
                    WHERE key IN (SELECT value FROM json_each(?2)) AND last_used <> ?1
                    """,
                arguments: [news.day, Self.list(of: news.used)]
            )
            try database.execute(
                sql: "DELETE FROM photos WHERE key IN (SELECT value FROM json_each(?))",
                arguments: [Self.list(of: news.removed)]
            )
            let sql = "INSERT OR REPLACE INTO photos VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            let statement = try database.cachedStatement(sql: sql)
            let added = news.added.map { (Self.number(of: $0), $0, $1) }.sorted { $0.0 < $1.0 }
            for (number, key, content) in added {
                let header = content.header
                try statement.execute(arguments: [
                    number, content.sha256, header.format.rawValue, header.width, header.height,
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
        return try Self.connect(to: path)
    }

    /// Without waiting for the disk: a file damaged by a power cut is replaced.
    private static func connect(to path: String) throws -> DatabaseQueue {
        let connection = try Ledger.connect(to: path, readonly: false, patience: 5)
        try connection.inDatabase { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        return connection
    }
}

extension PhotoCacheFile.Entry {
    /// Nil for a row that was never written so.
    fileprivate init?(_ row: Row) {
        guard let sha256 = String.fromDatabaseValue(row[0]),
            let format = String.fromDatabaseValue(row[1]).flatMap(PhotoFormat.init),
            let width = Int.fromDatabaseValue(row[2]), let height = Int.fromDatabaseValue(row[3]),
            let orientation = Int.fromDatabaseValue(row[4]),
            let lastUsed = Int.fromDatabaseValue(row[6])
        else { return nil }
        let header = PhotoHeader(
            format: format,
            width: width,
            height: height,
            orientation: orientation,
            takenAt: String.fromDatabaseValue(row[5])
        )
        self.init(content: PhotoContent(sha256: sha256, header: header), lastUsed: lastUsed)
    }
}

extension PhotoContent {
    /// Reveals damage that SQLite doesn't, such as a flipped bit of a hash (FNV-1a, 64 bits).
    fileprivate func seal(_ key: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for text in [key, sha256, header.format.rawValue, header.takenAt ?? ""] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        for number in [header.width, header.height, header.orientation] {
            hash = (hash ^ UInt64(bitPattern: Int64(number))) &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }
}
