import Foundation
import Platform
import Stocktake
import Synchronization

/// The file of `--log`: the events of a command, one JSON object per line.
///
/// 1. It is opened before anything else is done; if that fails, nothing is done.
/// 2. Each event is one line, written immediately.
/// 3. The last is a `summary` or an `exit_error` with the process's exit status.
///
/// If a line can't be written, the command continues without it: its paid work matters more.
final class EventLog: Sendable {
    private let file: LogFile
    private let command: String
    /// The id of the current run, once it has one.
    private let run = Mutex("")

    /// Opens the log at a path, for a command's events.
    init(at path: String, of command: String) throws(FileError) {
        file = try LogFile(at: path)
        self.command = command
    }

    /// Adds an event; the first that can't be written is reported on stderr, even when quiet.
    ///
    /// A run's id applies to this event and all later ones.
    func add(_ event: RunEvent, run id: String? = nil) {
        let run = run.withLock { run in
            run = id ?? run
            return run
        }
        guard let trouble = file.add(event.line(at: Date(), run: run, command: command)) else {
            return
        }
        let words = printable("\(trouble)", limit: 4096)
        _ = writeText("stocktake: warning: --log: \(words); nothing more is logged\n", to: 2)
    }
}
