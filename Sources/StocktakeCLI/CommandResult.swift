import ArgumentParser
import Foundation
import Platform
import Stocktake

/// How a command ends: its exit status, its last line on stderr, and the last line of its log.
struct CommandResult {
    /// Of the process.
    let status: Int32
    /// A `summary`, or an `exit_error`.
    let event: RunEvent
    /// What caused an error.
    var findings: [Finding] = []
    /// What is wrong and what to do next; nil if there is nothing to add.
    var line: String?

    /// The work was done, and the status has its usual meaning.
    init(_ status: ExitStatus, _ summary: RunEvent? = nil, line: String? = nil) {
        self.status = status.rawValue
        event = summary ?? .summary(exitStatus: status.rawValue)
        self.line = line
    }

    /// The work was done, with a status whose meaning is specific to this command.
    init(status: Int32, counts: KeyValuePairs<String, Int>) {
        self.status = status
        event = .summary(exitStatus: status, counts: counts)
    }

    /// An error ended the work; its message goes to the log, and to stderr if there is no `line`.
    init(_ status: ExitStatus, error message: String, line: String? = nil) {
        self.init(status: status.rawValue, error: message, line: line)
    }

    /// An error ended the work, and its message ends with the command to type next, if there is one.
    private init(_ status: ExitStatus, error message: String, next: String?) {
        let isTold = ["run again", "run the command again"].contains { message.hasSuffix($0) }
        let advice = next.map { (isTold ? ": " : "; then run: ") + $0 } ?? ""
        self.init(status, error: message + advice)
    }

    /// An error ended the work, with a status whose meaning is specific to this command.
    init(status: Int32, error message: String, line: String? = nil) {
        self.status = status
        event = .exitError(exitStatus: status, message)
        self.line = line ?? "stocktake: error: \(printable(message, limit: 4096))"
    }

    /// The ending for an error.
    ///
    /// - Parameters:
    ///   - error: what ended the work.
    ///   - nothing: what was not done because of a faulty pipeline: "nothing was counted".
    ///   - pipeline: the pipeline file.
    ///   - next: the command to type once the cause is gone; nil if there is none.
    init(_ error: any Error, nothing: String, pipeline: String, next: String? = nil) {
        switch error {
        case let error as KeyNotAllowed:
            self.init(.noAccess, error: error.message)
        case let error as PlanError:
            let errors = error.findings.filter { $0.severity == .error }
            self.init(
                error.exitStatus,
                error: errors.first?.message ?? nothing,
                line:
                    "stocktake: \(errors.count) error\(errors.count == 1 ? "" : "s"), \(nothing); "
                    + "correct and run: stocktake check \(shellWord(pipeline))"
            )
            findings = error.findings
        case let error as ReportError:
            self.init(.cannotWrite, error: "\(error); make room or choose --output", next: next)
        case let refusal as RunRefusal:
            self.init(refusal.exitStatus, error: refusal.message, next: next)
            findings = refusal.findings
        case is RunInterruption:
            let again = next.map { "what was done is kept; run again: \($0)" }
            let words = "interrupted, no reports written; \(again ?? "run the command again")"
            self.init(.interrupted, error: words, line: "stocktake: \(words)")
        default:
            self.init(.unexpected, error: "unexpected: \(error)", next: next)
        }
    }
}

extension SharedOptions {
    /// Does a command's work and ends it with advice, the log's last line and an exit status.
    ///
    /// - Parameters:
    ///   - command: its name, for the log.
    ///   - nothing: what was not done because of a faulty pipeline: "nothing was counted".
    ///   - pipeline: the pipeline file; empty for none.
    ///   - work: returns how it ended, unless it throws.
    /// - Throws: the exit status, or a usage error.
    func perform(
        _ command: String,
        nothing: String = "nothing was done",
        pipeline: String = "",
        _ work: (Console, ProcessEnvironment) async throws -> CommandResult
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

    /// Turns an error into an ending, except a usage error, which is shown with the usage.
    private func ending(
        _ nothing: String,
        _ pipeline: String,
        _ work: () async throws -> CommandResult
    ) async throws -> CommandResult {
        do {
            return try await work()
        } catch let error as ValidationError {
            throw error
        } catch {
            return CommandResult(error, nothing: nothing, pipeline: pipeline)
        }
    }

    /// - Throws: exit status 73 before any work is done, if the log can't be opened.
    private func openLog(_ environment: ProcessEnvironment, of command: String) throws -> EventLog?
    {
        do throws(FileError) {
            let path = log ?? environment.text("log")
            return try path.map { path throws(FileError) in try EventLog(at: path, of: command) }
        } catch {
            let words = printable("\(error)", limit: 4096)
            let line = "stocktake: error: --log: \(words); nothing was done; name another file\n"
            _ = writeText(line, to: 2)
            throw ExitCode(ExitStatus.cannotWrite.rawValue)
        }
    }
}
