import GRDB
import Platform

/// The memory of a pipeline: one SQLite file with every question, attempt, reply and cost of all
/// runs, so that nothing is paid twice and every number can be traced.
///
/// The life of a request in it:
/// 1. `begin` stores question and attempt, with what it can cost at most. Only then is it sent.
/// 2. `finish` stores the reply, byte for byte, or the trouble. Only then is it looked at.
/// 3. `judge` stores what Check made of the reply.
///
/// Killed between 1 and 2, the attempt stays open: `closeOpenAttempts` of the next run marks it
/// unknown, maybe charged for. Killed between 2 and 3, `pendingReply` gives the reply back, and it
/// is used instead of asked for again.
///
/// All writing is `async` and returns when the disk has it (see `CommitQueue`); reading is a plain
/// call of some microseconds that may wait for a commit under way. One process writes at a time
/// (the run's lock sees to that); others may read meanwhile.
final class Ledger: LedgerReading {
    let path: String
    let connection: DatabaseQueue
    private let commits: CommitQueue

    /// Opens a ledger, or makes a new one; brings an old one up to date.
    ///
    /// A damaged file, another program's file and a newer ledger are left exactly as they are.
    ///
    /// - Parameters:
    ///   - path: in a folder that exists.
    ///   - patience: how long another program may keep it locked, in seconds.
    /// - Throws: `LedgerError`.
    init(at path: String, patience: Double = 5) throws(LedgerError) {
        self.path = path
        do {
            if try !Self.isFile(at: path) { try makePrivateFile(at: path) }
            connection = try Self.connect(to: path, readonly: false, patience: patience)
            let identity = try connection.inDatabase(LedgerSchema.identity)
            try Self.requireUsable(identity, path: path, upgradable: true)
            try Self.requireWholePages(path)
            try makePrivateFile(at: path)
            try connection.inDatabase(Self.requireSound)
            try connection.inDatabase(Self.makeDurable)
            try LedgerSchema.migrator.migrate(connection)
            try connection.inDatabase(Self.requireWhole)
        } catch {
            throw LedgerError(error, path: path)
        }
        commits = CommitQueue(connection, path: path)
    }

    /// Closes the ledger when all that was handed to it is stored; it can't be used afterwards.
    ///
    /// Leaves one file that needs no others beside it, so that it can be read in a read-only
    /// folder and copied. Without this call, as after a crash, `-wal` and `-shm` stay; the next
    /// opening takes them up.
    func close() throws(LedgerError) {
        do {
            try connection.inDatabase { database in
                try database.execute(sql: "PRAGMA busy_timeout = 0")
                do {
                    try database.execute(sql: "PRAGMA journal_mode = DELETE")
                } catch DatabaseError.SQLITE_BUSY {
                    // Someone is reading: the files beside it stay until the next closing.
                }
            }
            try connection.close()
        } catch DatabaseError.SQLITE_MISUSE {
            // It is closed already.
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Transactions committed since opening: fewer than calls, where several waited together.
    var commitCount: Int { commits.commitCount }

    /// Calls that wait for the next transaction.
    var waitingCount: Int { commits.waitingCount }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        try await commits.perform(body)
    }

    /// Whether there is a file, before SQLite opens it: it would make a link's target, hang on a
    /// FIFO, and take a file too small for its smallest page for an empty one.
    static func isFile(at path: String) throws -> Bool {
        let status = try FileStatus(of: path)
        switch status.kind {
        case .missing: return false
        case .regular: break
        default:
            let words = "\(status.kind.words), not a file; name another path"
            throw LedgerError(.notWritable, path: path, words)
        }
        guard status.byteCount == 0 || status.byteCount >= 512 else {
            throw LedgerDamage(what: "a file of \(status.byteCount) bytes")
        }
        return true
    }

    /// A connection that believes no more of a file than it must.
    static func connect(
        to path: String,
        readonly: Bool,
        patience: Double
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(patience)
        configuration.label = "ledger"
        configuration.prepareDatabase { database in
            // Hostile or damaged pages are looked at before they are used.
            try database.execute(sql: "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF")
        }
        // SQLite takes `:memory:` and `file:…` for something else than files of these names.
        let plain = path.hasPrefix("/") ? path : "./" + path
        return try DatabaseQueue(path: plain, configuration: configuration)
    }

    /// Refuses what is not a ledger of a version known here.
    static func requireUsable(
        _ identity: LedgerSchema.Identity,
        path: String,
        upgradable: Bool
    ) throws(LedgerError) {
        let known = LedgerSchema.version
        switch identity {
        case .blank: return
        case .foreign:
            let words = "not a ledger but another program's SQLite file; name another path"
            throw LedgerError(.foreign, path: path, words)
        case .ledger(let version) where version > known:
            let words = """
                a ledger of version \(version), made by a newer Stocktake; this one knows up to \
                \(known): use the newer one, or name another ledger
                """
            throw LedgerError(.newerVersion, path: path, words)
        case .ledger(let version) where version < LedgerSchema.oldestReadable && !upgradable:
            let words = "a ledger of version \(version); the next run brings it to version \(known)"
            throw LedgerError(.olderVersion, path: path, words)
        case .ledger: return
        }
    }

    /// Refuses a file cut off within its last page.
    ///
    /// SQLite would take what is missing for zeros, and so find fewer rows without an error. With a
    /// log beside the file, the log may hold the page.
    static func requireWholePages(_ path: String) throws {
        let status = try FileStatus(of: path)
        guard try FileStatus(of: path + "-wal").byteCount == 0 else { return }
        guard status.byteCount.isMultiple(of: LedgerSchema.pageBytes) else {
            throw LedgerDamage(what: "cut off at \(status.byteCount) bytes")
        }
    }

    /// Refuses a file with a damaged page, row or index.
    ///
    /// A damaged row or index can hide an answer, which would then be asked for and paid again
    /// without a word. All is read for it, a quarter of a second for 100 MB; the bytes of replies are
    /// checked by their SHA-256 when they are used.
    static func requireSound(_ database: Database) throws {
        let problem = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
        guard problem == "ok" else {
            let words = printable(problem ?? "no answer", limit: 100)
            throw LedgerDamage(what: "SQLite's check: \(words)")
        }
    }

    /// Refuses rows that belong to no other, or that no version of Stocktake writes.
    static func requireWhole(_ database: Database) throws {
        let words = try String.fetchOne(
            database,
            sql: """
                SELECT 'an attempt without its question' FROM attempts
                WHERE question NOT IN (SELECT key FROM questions)
                UNION ALL SELECT 'a reply without its attempt' FROM replies
                WHERE attempt NOT IN (SELECT id FROM attempts)
                UNION ALL SELECT 'an answer without its reply' FROM attempts
                WHERE state = 'answered' AND id NOT IN (SELECT attempt FROM replies)
                UNION ALL SELECT 'an attempt in an unknown state' FROM attempts
                WHERE state NOT IN ('sent', 'answered', 'failed', 'unknown')
                UNION ALL SELECT 'a reply with an unknown verdict' FROM replies
                WHERE verdict NOT IN ('pending', 'passed', 'failed')
                LIMIT 1
                """
        )
        if let words { throw LedgerDamage(what: words) }
    }

    /// A paid reply must survive a power cut: each commit ends with a flush of the disk.
    ///
    /// GRDB's own WAL set-up would reset `synchronous` to NORMAL, under which the last commits can
    /// be lost, so it isn't used; and what was set is read back.
    private static func makeDurable(_ database: Database) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        try database.execute(
            sql:
                "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON"
        )
        let level = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard mode == "wal", level == 2 else {
            throw DatabaseError(
                resultCode: .SQLITE_CANTOPEN,
                message: "its file system can't keep a write-ahead log, as network drives can't"
            )
        }
    }
}

/// A ledger opened only to be read, by commands such as `estimate` and `history`.
///
/// Changes nothing in the ledger and needs no permission to write. Also reads a ledger that a run
/// is writing to, or that a crash has left, as long as the files beside it are there.
final class LedgerReader: LedgerReading {
    /// How much of a ledger is read before it is believed.
    enum Trust: Sendable {
        /// A damaged row could hide an answer: everything is read once.
        case checked
        /// Nothing is paid by what it says, and time matters: a damaged page is an error when it is met.
        case asFound
    }

    let path: String
    let connection: DatabaseQueue

    /// Opens an existing ledger.
    ///
    /// - Returns: nil where there is no ledger yet.
    /// - Throws: `LedgerError`; `.notWritable` where a crash has left a ledger that must be written
    ///   to before it can be read, and this process may not.
    init?(at path: String, _ trust: Trust = .checked) throws(LedgerError) {
        self.path = path
        do {
            guard try Ledger.isFile(at: path) else { return nil }
            connection = try Ledger.connect(to: path, readonly: true, patience: 5)
            let identity = try connection.inDatabase(LedgerSchema.identity)
            guard identity != .blank else { return nil }
            try Ledger.requireUsable(identity, path: path, upgradable: false)
            try Ledger.requireWholePages(path)
            guard trust == .checked else { return }
            try connection.inDatabase(Ledger.requireSound)
            try connection.inDatabase(Ledger.requireWhole)
        } catch {
            throw LedgerError(error, path: path)
        }
    }
}
