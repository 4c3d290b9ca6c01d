import Foundation
import Platform

/// Prevents two runs from using one ledger at the same time.
enum RunLock {
    /// Takes the lock of a plan, waiting up to `lockWait`.
    ///
    /// - Returns: the lock, to be kept until the reports are written, and when it was taken:
    ///   waiting doesn't count towards the run's time limit.
    /// - Throws: `RunRefusal` with status 75 and the lock holder; `RunInterruption`.
    static func take(
        for plan: Plan,
        _ environment: RunEnvironment
    ) async throws -> (lock: FileLock, time: Date) {
        var now = environment.now()
        let path = "\(plan.ledger).lock"
        let number = ProcessInfo.processInfo.processIdentifier
        let end = now.addingTimeInterval(environment.lockWait.seconds)
        while true {
            if let signal = environment.interruption() { throw RunInterruption(signal: signal) }
            let holder = "process \(number), since \(now.formatted(.iso8601))"
            switch try attempt(at: path, holder: holder) {
            case .held(let lock): return (lock, now)
            case .taken(let other):
                guard now < end else { throw refusal(path, other) }
                try await Task.sleep(for: .milliseconds(200))
                now = environment.now()
            }
        }
    }

    private static func attempt(
        at path: String,
        holder: String
    ) throws(RunRefusal) -> FileLock.Outcome {
        do {
            try makeFolders(to: parentFolder(of: path))
            return try FileLock.take(at: path, holder: holder)
        } catch {
            let remedy = error.code == .diskFull ? "make room" : "make it writable"
            throw RunRefusal(
                message:
                    "\(printable(path)): the lock can't be taken: \(error.message); \(remedy), or "
                    + "name another ledger with --ledger",
                exitStatus: .cannotWrite
            )
        }
    }

    private static func refusal(_ path: String, _ other: String) -> RunRefusal {
        RunRefusal(
            message:
                "another run holds \(printable(path)): \(printable(other, limit: 100)); wait for "
                + "it, or run with --lock-wait 10m",
            exitStatus: .locked
        )
    }
}
