import GRDB
import Synchronization

/// Carries out what is to be stored, in the order it came, and answers when it is on disk.
///
/// 1. A job is put into the inbox; the first one of a group wakes the connection's own thread.
/// 2. That thread takes all that wait, and commits them in one transaction: one flush of the disk
///    for all, which costs more than everything else together.
/// 3. Each job runs in a savepoint: one that fails leaves no trace and spoils no other.
/// 4. Only after the commit is each caller answered, exactly once, also if its task was cancelled.
///
/// Jobs that come during a commit form the next group, so no job waits for others to join it.
final class CommitQueue: Sendable {
    /// What is called when the transaction is on disk.
    private typealias Delivery = @Sendable () -> Void

    private struct Job: Sendable {
        let work: @Sendable (Database) throws -> Delivery
        let fail: @Sendable (LedgerError) -> Void
    }

    private struct Inbox {
        var waiting: [Job] = []
        var commits = 0
    }

    private let connection: DatabaseQueue
    private let path: String
    private let inbox = Mutex(Inbox())

    init(_ connection: DatabaseQueue, path: String) {
        self.connection = connection
        self.path = path
    }

    /// Transactions committed so far.
    var commitCount: Int { inbox.withLock { $0.commits } }

    /// Jobs that wait for the next transaction.
    var waitingCount: Int { inbox.withLock { $0.waiting.count } }

    /// Stores something and returns when it is on disk.
    ///
    /// - Parameter work: statements without BEGIN or COMMIT; runs on the connection's thread.
    /// - Returns: what `work` returned.
    /// - Throws: `LedgerError`; nothing of `work` is stored then.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(LedgerError) -> Value {
        let result: Result<Value, LedgerError> = await withCheckedContinuation { continuation in
            let job = Job(
                work: { database in
                    let value = try work(database)
                    return { continuation.resume(returning: .success(value)) }
                },
                fail: { continuation.resume(returning: .failure($0)) }
            )
            let isFirst = inbox.withLock { inbox in
                inbox.waiting.append(job)
                return inbox.waiting.count == 1
            }
            if isFirst { connection.asyncWriteWithoutTransaction { self.commitWaiting($0) } }
        }
        return try result.get()
    }

    private func commitWaiting(_ database: Database) {
        let jobs = inbox.withLock { inbox in
            defer { inbox.waiting = [] }
            return inbox.waiting
        }
        var answers: [Delivery] = []
        do {
            try database.inTransaction(.immediate) {
                for job in jobs { answers.append(try answer(to: job, database)) }
                return .commit
            }
            inbox.withLock { $0.commits += 1 }
            for answer in answers { answer() }
        } catch {
            // Nothing of the group is on disk, whatever its jobs have returned.
            let trouble = LedgerError(error, path: path)
            for job in jobs { job.fail(trouble) }
        }
    }

    /// The answer for the caller, to be delivered after the commit.
    ///
    /// - Throws: where SQLite itself has given up the whole transaction, as on a full disk.
    private func answer(to job: Job, _ database: Database) throws -> Delivery {
        var answer: Delivery?
        do {
            try database.inSavepoint {
                answer = try job.work(database)
                return .commit
            }
        } catch {
            guard database.isInsideTransaction else { throw error }
            let trouble = LedgerError(error, path: path)
            return { job.fail(trouble) }
        }
        // `inSavepoint` has returned, so the work has too.
        guard let answer else { throw LedgerDamage(what: "a job without an answer") }
        return answer
    }
}
