import CCurl
import Synchronization

/// The thread that owns libcurl, and the one door to it.
///
/// `run` creates the multi handle and all easy handles and frees them; nobody else touches one.
/// Others leave jobs and cancellations in the inbox and wake the thread under the same lock.
final class TransferLoop: Sendable {
    private struct Inbox {
        var lastID: UInt64 = 0
        var arrived: [TransferJob] = []
        var cancelled: [UInt64] = []
        var isClosed = false
        /// Nil before the multi handle exists and again before it is freed.
        var bell: Bell?

        mutating func takeMail() -> Mail {
            defer { (arrived, cancelled) = ([], []) }
            return Mail(arrived: arrived, cancelled: cancelled)
        }
    }

    /// What has come since the loop looked last.
    struct Mail {
        let arrived: [TransferJob]
        let cancelled: [UInt64]
    }

    private let inbox = Mutex(Inbox())

    /// A number that no other job of this loop has.
    func newID() -> UInt64 {
        inbox.withLock { inbox in
            inbox.lastID += 1
            return inbox.lastID
        }
    }

    /// Hands a job to the thread, or ends it at once if the loop is closed.
    func submit(_ job: TransferJob) {
        let isTaken = inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            inbox.arrived.append(job)
            inbox.bell?.ring()
            return true
        }
        if !isTaken { job.end(.failure(.closed)) }
    }

    /// Ends a job if it is still there.
    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            inbox.cancelled.append(id)
            inbox.bell?.ring()
        }
    }

    /// Lets the thread end all jobs and itself.
    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            inbox.bell?.ring()
        }
    }

    /// The thread's whole life.
    func run(_ settings: TransferSettings) {
        let multi: MultiHandle
        do throws(TransferError) {
            multi = try MultiHandle(settings)
        } catch {
            end(with: error)
            return
        }
        inbox.withLock { inbox in inbox.bell = multi.bell }
        var reason = TransferError.closed
        do throws(TransferError) {
            while let mail = collect() { try multi.turn(mail) }
        } catch {
            reason = error
        }
        inbox.withLock { inbox in inbox.bell = nil }
        multi.endAll(with: reason)
        end(with: reason)
    }

    /// The mail, empty if none came; nil once the loop is closed.
    private func collect() -> Mail? {
        inbox.withLock { inbox in
            inbox.isClosed ? nil : inbox.takeMail()
        }
    }

    /// Closes the inbox and ends what is still in it.
    private func end(with reason: TransferError) {
        let mail = inbox.withLock { inbox in
            inbox.isClosed = true
            return inbox.takeMail()
        }
        for job in mail.arrived { job.end(.failure(reason)) }
    }
}

/// Wakes the loop's thread from another, which `curl_multi_wakeup` alone allows; safe as it is used
/// under the loop's lock only, and taken out of there before the handle is freed.
@safe struct Bell: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(_ multi: UnsafeMutableRawPointer) {
        unsafe self.multi = unsafe multi
    }

    /// Wakes the thread that waits on the multi handle.
    ///
    /// Source: `curl_multi_wakeup`, which fails only where libcurl was built without it.
    func ring() {
        _ = unsafe curl_multi_wakeup(multi)
    }
}
