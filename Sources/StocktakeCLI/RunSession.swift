import Foundation
import Platform
import Rehearsal
import Stocktake

/// One run as a command: plan, count with progress, write, print, exit status.
struct RunSession {
    let console: Console
    let output: String?
    let ledger: String?
    let conditions: [FailCondition]
    let locations: [String]
    let isRehearsal: Bool
    let lockWait: Duration
    /// The metrics file for a monitoring system; nil for none.
    let metrics: MetricsFile?
    let cacheFolder: String?
    let isFresh: Bool
    let asking: AskEnvironment

    func run(_ pipeline: String) async throws -> CommandResult {
        // The file's name, until the pipeline's own name is known.
        var name = MetricsFile.name(ofFile: pipeline)
        do {
            let planning = Planning(output: output, ledger: ledger, readStdin: standardInput)
            let plan = try planning.plan(pipeline).restricted(to: locations).failing(on: conditions)
            name = plan.name
            if isRehearsal { return try await rehearse(plan.askingModel) }
            return try await count(plan, asking, isFresh: isFresh)
        } catch is RunInterruption where isFresh {
            // Run again with --fresh, it would pay for everything twice.
            let words = "interrupted, no reports written; \(again)"
            do {
                try metrics?.write(exitStatus: ExitStatus.interrupted.rawValue, of: name)
            } catch {
                console.error("stocktake: error: \(error); \(Self.metricsAdvice)")
            }
            return CommandResult(.interrupted, error: words, line: "stocktake: \(words)")
        } catch {
            let ending = CommandResult(error, nothing: "nothing was counted", pipeline: pipeline)
            do {
                try metrics?.write(exitStatus: ending.status, of: name)
            } catch let trouble as ReportError {
                console.findings(ending.findings)
                if let line = ending.line { console.error(line) }
                return CommandResult(.cannotWrite, error: "\(trouble); \(Self.metricsAdvice)")
            }
            throw error
        }
    }

    private static let metricsAdvice = "make room or name another file with --metrics"

    /// Counts as with a model, but asks a server in this process that reads labels.
    private func rehearse(_ plan: Plan) async throws -> CommandResult {
        let service = try LabelRehearsal(plan)
        defer { service.stop() }
        var asking = asking
        asking.rehearsal = service.address
        // A rehearsal that reused earlier answers would exercise nothing.
        return try await count(plan, asking, isFresh: true)
    }

    private func count(
        _ plan: Plan,
        _ asking: AskEnvironment,
        isFresh: Bool
    ) async throws -> CommandResult {
        // Not earlier: while a list is read from stdin, a signal should just end the process.
        SignalWatch.start()
        var asking = asking
        asking.log = { [log = console.log] event, run in log?.add(event, run: run) }
        asking.notice = { [console] words in console.notice(words) }
        var progress = ProgressLine(console.settings)
        defer { progress.clear() }
        let (counted, reports) = try await StocktakeRun(
            plan,
            in: environment(isFresh: isFresh),
            asking: asking
        )
        .run(
            onProgress: { progress.show($0) },
            onCount: { count in
                progress.clear()
                announce(count)
            }
        )
        console.findings(reports.findings)
        let printed = try show(counted, reports)
        let status = ExitStatus.worst(of: [counted.exitStatus, printed])
        do {
            try metrics?.write(exitStatus: status.rawValue, of: plan.name, counted)
        } catch let error as ReportError {
            return CommandResult(.cannotWrite, error: "\(error); \(Self.metricsAdvice)")
        }
        return CommandResult(
            status,
            counted.summary(exitStatus: status),
            line: lastLine(status, reports, again: counted.next(plan), limit: counted.limit)
        )
    }

    /// Logs and prints the result of counting, before the reports are written.
    private func announce(_ counted: CountedRun) {
        for event in counted.events { console.log?.add(event, run: counted.runID) }
        console.findings(counted.findings)
        guard console.settings.isVerbose else { return }
        for line in counted.asked { console.note("stocktake: note: \(line)") }
    }

    /// The run's clock starts at the time of day and then ignores changes of the system clock.
    private func environment(isFresh: Bool) -> RunEnvironment {
        let (start, begin) = (Date(), ContinuousClock.now)
        return RunEnvironment(
            now: { start.addingTimeInterval((ContinuousClock.now - begin).seconds) },
            interruption: { SignalWatch.received },
            workers: processorCount(),
            lockWait: lockWait,
            cacheFolder: cacheFolder,
            isFresh: isFresh
        )
    }

    private func show(_ counted: CountedRun, _ reports: WrittenReports) throws -> ExitStatus {
        if console.settings.format == .json {
            return console.result(String(decoding: try counted.json(reports), as: UTF8.self))
        }
        guard !console.settings.isQuiet else { return .success }
        return console.result(
            counted.text(
                reports,
                columns: console.columns,
                isColoured: console.isColoured(1)
            )
        )
    }

    /// What to do next if the status is not 0.
    private func lastLine(
        _ status: ExitStatus,
        _ reports: WrittenReports,
        again next: String,
        limit: String?
    ) -> String? {
        let folder = printable(reports.latest, limit: 4096)
        return switch status {
        case .notAllCounted:
            "stocktake: some photos or locations were not counted; see \(folder)/not-counted.csv, "
                + "then run: \(next)"
        case .failOnMatched:
            "stocktake: --fail-on matched; see \(folder)/review.csv"
        case .limitReached:
            "stocktake: \(printable(limit ?? "a limit was reached", limit: 400)), then \(again)"
        case .serviceGivenUp, .noAccess:
            "stocktake: not every question was asked; correct the cause and \(again)"
        default: nil
        }
    }

    /// Advises against repeating `--fresh`, which would pay for everything twice.
    private var again: String {
        "run the command again\(isFresh ? " without --fresh" : ""); received answers are kept"
    }

    private func standardInput() throws -> [UInt8] {
        try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
    }
}

extension CountedRun {
    /// The command to run once the cause is gone: `retry` asks a model only about what failed.
    fileprivate func next(_ plan: Plan) -> String {
        "stocktake \(hasFailedQuestions ? "retry" : "run") \(shellWord(plan.file))"
    }
}

/// A text as one word for a shell, quoted if necessary.
func shellWord(_ text: String) -> String {
    let isPlain = text.wholeMatch(of: /[A-Za-z0-9._\/+:@%=,-]+/) != nil
    return isPlain ? text : "'" + printable(text, limit: 4096).replacing("'", with: "'\\''") + "'"
}
