import Foundation
import Platform
import Rehearsal
import Stocktake

/// One run from the person's side: plan, count with progress, write, print, exit status.
struct RunSession {
    let console: Console
    let output: String?
    let ledger: String?
    let conditions: [FailCondition]
    let locations: [String]
    let isRehearsal: Bool
    let lockWait: Duration
    /// Where the run's figures go for a monitoring system; nil for nowhere.
    let metrics: MetricsFile?
    let cacheFolder: String?
    let isFresh: Bool
    let asking: AskEnvironment

    func run(_ pipeline: String) async throws -> Ending {
        // The file's name, until the pipeline says its own.
        var name = MetricsFile.name(ofFile: pipeline)
        do {
            let planning = Planning(output: output, ledger: ledger, readStdin: standardInput)
            let plan = try planning.plan(pipeline).restricted(to: locations).failing(on: conditions)
            name = plan.name
            if isRehearsal { return try await rehearse(plan.askingModel) }
            return try await count(plan, asking, isFresh: isFresh)
        } catch is RunInterruption where isFresh {
            // Typed again as it was, it would pay for everything twice.
            let words = "interrupted, nothing reported; \(again)"
            do {
                try metrics?.write(exitStatus: ExitStatus.interrupted.rawValue, of: name)
            } catch {
                console.error("stocktake: error: \(error); \(Self.metricsAdvice)")
            }
            return Ending(.interrupted, error: words, line: "stocktake: \(words)")
        } catch {
            let ending = Ending(error, nothing: "nothing was counted", pipeline: pipeline)
            do {
                try metrics?.write(exitStatus: ending.status, of: name)
            } catch let trouble as ReportError {
                console.findings(ending.findings)
                if let line = ending.line { console.error(line) }
                return Ending(.cannotWrite, error: "\(trouble); \(Self.metricsAdvice)")
            }
            throw error
        }
    }

    private static let metricsAdvice = "make room or name another file with --metrics"

    /// The same way as to a model, but to a server of this process that reads labels.
    private func rehearse(_ plan: Plan) async throws -> Ending {
        let service = try LabelRehearsal(plan)
        defer { service.stop() }
        var asking = asking
        asking.rehearsal = service.address
        // A rehearsal that reused the last one's answers would exercise nothing.
        return try await count(plan, asking, isFresh: true)
    }

    private func count(
        _ plan: Plan,
        _ asking: AskEnvironment,
        isFresh: Bool
    ) async throws -> Ending {
        // Not before: while a list is read from stdin, a signal simply ends the process.
        SignalWatch.start()
        var asking = asking
        asking.log = { [log = console.log] event, run in log?.add(event, run: run) }
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
            return Ending(.cannotWrite, error: "\(error); \(Self.metricsAdvice)")
        }
        return Ending(
            status,
            counted.summary(exitStatus: status),
            line: lastLine(status, reports, again: counted.next(plan), limit: counted.limit)
        )
    }

    /// What was counted, before its reports are written.
    private func announce(_ counted: CountedRun) {
        for event in counted.events { console.log?.add(event, run: counted.runID) }
        console.findings(counted.findings)
        guard console.settings.isVerbose else { return }
        for line in counted.asked { console.note("stocktake: note: \(line)") }
    }

    /// The clock begins with the time of day and goes on evenly, whatever that is set to meanwhile.
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

    /// What to do next, where the status is not 0.
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
                + "then type: \(next)"
        case .failOnMatched:
            "stocktake: --fail-on matched; see \(folder)/review.csv"
        case .limitReached:
            "stocktake: \(printable(limit ?? "a limit was reached", limit: 400)), then \(again)"
        case .serviceGivenUp, .noAccess:
            "stocktake: not everything was asked; correct it and \(again)"
        default: nil
        }
    }

    /// With `--fresh` once more, everything would be paid for twice.
    private var again: String {
        "type the same command again\(isFresh ? " without --fresh" : ""): what was answered is "
            + "kept"
    }

    private func standardInput() throws -> [UInt8] {
        try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
    }
}

extension CountedRun {
    /// What to type once the cause is gone: a model is asked again only for what failed.
    fileprivate func next(_ plan: Plan) -> String {
        "stocktake \(hasFailedQuestions ? "retry" : "run") \(shellWord(plan.file))"
    }
}

/// A word that a shell takes as it stands.
func shellWord(_ text: String) -> String {
    let isPlain = text.wholeMatch(of: /[A-Za-z0-9._\/+:@%=,-]+/) != nil
    return isPlain ? text : "'" + printable(text, limit: 4096).replacing("'", with: "'\\''") + "'"
}
