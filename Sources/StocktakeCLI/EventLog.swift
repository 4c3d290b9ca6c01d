import Foundation
import Platform
import Stocktake
import Synchronization

/// The file of `--log`: what happens in a command, one JSON object a line.
///
/// 1. It is opened before anything else is done; where that fails, nothing is.
/// 2. Each event is one line, written at once.
/// 3. The last is a `summary` or an `exit_error` with the process' exit status.
///
/// Where a line can't be written, the command goes on without it: what it costs is worth more.
final class EventLog: Sendable {
    private let file: LogFile
    private let command: String
    /// The id of the run under way, once it has one.
    private let run = Mutex("")

    /// Opens the log at a path, for a command's events.
    init(at path: String, of command: String) throws(FileError) {
        file = try LogFile(at: path)
        self.command = command
    }

    /// Adds an event; the first one that can't be written is told on stderr, also when quiet.
    ///
    /// With the id of a run, this event and all later ones are that run's.
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
