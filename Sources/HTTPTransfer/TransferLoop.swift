import CCurl
import Synchronization

/// The thread that owns libcurl, and its inbox.
///
/// `run` creates and frees the multi handle and all easy handles; no other thread touches them.
/// Other threads put jobs and cancellations into the inbox and wake this one under the same lock.
final class TransferLoop: Sendable {
    private struct Inbox {
        var lastID: UInt64 = 0
        var submissions = Submissions()
        var isClosed = false
        /// Nil before the multi handle exists and again before it is freed.
        var wakeHandle: WakeHandle?

        mutating func takeSubmissions() -> Submissions {
            defer { submissions = Submissions() }
            return submissions
        }
    }

    /// New jobs and cancellations since the last round.
    struct Submissions {
        var jobs: [TransferJob] = []
        var cancellations: [UInt64] = []
    }

    private let inbox = Mutex(Inbox())

    /// A number unique among the jobs of this loop.
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
            inbox.submissions.jobs.append(job)
            inbox.wakeHandle?.wake()
            return true
        }
        if !isTaken { job.end(.failure(.closed)) }
    }

    /// Cancels a job unless it has ended.
    func cancel(_ id: UInt64) {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return }
            inbox.submissions.cancellations.append(id)
            inbox.wakeHandle?.wake()
        }
    }

    /// Makes the thread end all jobs and itself.
    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            inbox.wakeHandle?.wake()
        }
    }

    /// The thread's main function.
    func run(_ settings: TransferSettings) {
        let multi: MultiHandle
        do throws(TransferError) {
            multi = try MultiHandle(settings)
        } catch {
            end(with: error)
            return
        }
        inbox.withLock { inbox in inbox.wakeHandle = multi.wakeHandle }
        var reason = TransferError.closed
        do throws(TransferError) {
            while let submissions = nextSubmissions() { try multi.runOnce(submissions) }
        } catch {
            reason = error
        }
        inbox.withLock { inbox in inbox.wakeHandle = nil }
        multi.endAll(with: reason)
        end(with: reason)
    }

    /// The new submissions, may be empty; nil once the loop is closed.
    private func nextSubmissions() -> Submissions? {
        inbox.withLock { inbox in
            inbox.isClosed ? nil : inbox.takeSubmissions()
        }
    }

    /// Closes the inbox and ends the jobs still in it.
    private func end(with reason: TransferError) {
        let submissions = inbox.withLock { inbox in
            inbox.isClosed = true
            return inbox.takeSubmissions()
        }
        for job in submissions.jobs { job.end(.failure(reason)) }
    }
}

/// Wakes the loop's thread from another one; safe because it is used only under the loop's lock and
/// removed there before the handle is freed.
@safe struct WakeHandle: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    init(_ multi: UnsafeMutableRawPointer) {
        unsafe self.multi = unsafe multi
    }

    /// Wakes the thread that waits on the multi handle.
    ///
    /// Source: `curl_multi_wakeup`, which fails only where libcurl was built without it.
    func wake() {
        _ = unsafe curl_multi_wakeup(multi)
    }
}
