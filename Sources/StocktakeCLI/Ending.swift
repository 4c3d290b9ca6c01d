import ArgumentParser
import Foundation
import Platform
import Stocktake

/// How a command ends: its exit status, its last line on stderr, and the last line of its log.
struct Ending {
    /// Of the process.
    let status: Int32
    /// A `summary`, or an `exit_error`.
    let event: RunEvent
    /// What led to an error.
    var findings: [Finding] = []
    /// What is wrong, and what to type next; nil where there is nothing to add.
    var line: String?

    /// The work was done.
    init(_ status: ExitStatus, _ summary: RunEvent? = nil, line: String? = nil) {
        self.status = status.rawValue
        event = summary ?? .summary(exitStatus: status.rawValue)
        self.line = line
    }

    /// The work was done, with a status that means something else for this command.
    init(status: Int32, counts: KeyValuePairs<String, Int>) {
        self.status = status
        event = .summary(exitStatus: status, counts: counts)
    }

    /// An error ended the work; its message goes to the log, and to stderr with `line`'s words.
    init(_ status: ExitStatus, error message: String, line: String? = nil) {
        self.init(status: status.rawValue, error: message, line: line)
    }

    /// An error ended the work, with a status that means something else for this command.
    init(status: Int32, error message: String, line: String? = nil) {
        self.status = status
        event = .exitError(exitStatus: status, message)
        self.line = line ?? "stocktake: error: \(printable(message, limit: 4096))"
    }

    /// The ending that an error brings; `nothing` is what a faulty pipeline leaves undone, such as
    /// "nothing was counted".
    init(_ error: any Error, nothing: String, pipeline: String) {
        switch error {
        case let error as PlanError:
            let errors = error.findings.filter { $0.severity == .error }
            self.init(
                error.exitStatus,
                error: errors.first?.message ?? nothing,
                line:
                    "stocktake: \(errors.count) error\(errors.count == 1 ? "" : "s"), \(nothing); "
                    + "correct and type: stocktake check \(shellWord(pipeline))"
            )
            findings = error.findings
        case let error as ReportError:
            self.init(.cannotWrite, error: "\(error); make room or choose --output")
        case let refusal as RunRefusal:
            self.init(refusal.exitStatus, error: refusal.message)
            findings = refusal.findings
        case is RunInterruption:
            let words = "interrupted, nothing reported; type the same command again"
            self.init(.interrupted, error: words, line: "stocktake: \(words)")
        default:
            self.init(.unexpected, error: "unexpected: \(error)")
        }
    }
}

extension SharedOptions {
    /// Does a command's work and ends it: with what to type next, the log's last line and a status.
    ///
    /// - Parameters:
    ///   - command: its name, for the log.
    ///   - nothing: what a faulty pipeline leaves undone: "nothing was counted".
    ///   - pipeline: the file that is worked on; empty for none.
    ///   - work: returns how it ended, where no error ended it.
    /// - Throws: the exit status, or a usage error.
    func perform(
        _ command: String,
        nothing: String = "nothing was done",
        pipeline: String = "",
        _ work: (Console, ProcessEnvironment) async throws -> Ending
    ) async throws {
        let environment = ProcessEnvironment.current
        let log = try openLog(environment, of: command)
        do {
            let settings = try Settings(self, in: environment)
            let console = Console(settings: settings, log: log)
            let ending = try await ending(nothing, pipeline) {
                try await work(console, environment)
            }
            console.findings(ending.findings)
            if let line = ending.line { console.error(line) }
            log?.add(ending.event)
            throw ExitCode(ending.status)
        } catch let error as ValidationError {
            log?.add(.exitError(exitStatus: ExitStatus.usage.rawValue, error.message))
            throw error
        }
    }

    /// An error becomes an ending, all but the one that is told with the command's usage.
    private func ending(
        _ nothing: String,
        _ pipeline: String,
        _ work: () async throws -> Ending
    ) async throws -> Ending {
        do {
            return try await work()
        } catch let error as ValidationError {
            throw error
        } catch {
            return Ending(error, nothing: nothing, pipeline: pipeline)
        }
    }

    /// - Throws: the exit status 73, before anything is done: a log that nobody would find is no log.
    private func openLog(_ environment: ProcessEnvironment, of command: String) throws -> EventLog?
    {
        do throws(FileError) {
            let path = log ?? environment.text("log")
            return try path.map { path throws(FileError) in try EventLog(at: path, of: command) }
        } catch {
            let words = printable("\(error)", limit: 4096)
            let line = "stocktake: error: --log: \(words); nothing was done, name another file\n"
            _ = writeText(line, to: 2)
            throw ExitCode(ExitStatus.cannotWrite.rawValue)
        }
    }
}
