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
    let keys: KeyQuestion
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
            var asking = asking
            let use = plan.keyUse(asking.variables)
            asking.allowedKey = try keys.allowed(use, next(pipeline))
            return try await count(plan, asking, isFresh: isFresh)
        } catch {
            let ending = CommandResult(
                error,
                nothing: "nothing was counted",
                pipeline: pipeline,
                next: next(pipeline).again
            )
            do {
                try metrics?.write(exitStatus: ending.status, of: name)
            } catch let trouble as ReportError {
                console.findings(ending.findings)
                if let line = ending.line { console.error(line) }
                return CommandResult(.cannotWrite, error: "\(trouble); \(Self.metricsAdvice)")
            }
            return ending
        }
    }

    /// What to type to go on where this run ended.
    private func next(_ pipeline: String) -> NextCommand {
        NextCommand(
            name: asking.isRetry ? "retry" : "run",
            pipeline: pipeline,
            ledger: ledger,
            output: output,
            locations: locations,
            maxCost: asking.maxCost,
            isRehearsal: isRehearsal
        )
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
        console.findings(plan.findings)
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
                announce(count, after: plan.findings)
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
            line: lastLine(status, counted, reports, next(plan.file))
        )
    }

    /// Logs and prints the result of counting, before the reports are written.
    private func announce(_ counted: CountedRun, after findings: [Finding]) {
        for event in counted.events { console.log?.add(event, run: counted.runID) }
        let printed = Set(findings)
        console.findings(counted.findings.filter { !printed.contains($0) })
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

    /// The reason and what to do next if the status is not 0.
    private func lastLine(
        _ status: ExitStatus,
        _ counted: CountedRun,
        _ reports: WrittenReports,
        _ next: NextCommand
    ) -> String? {
        func reason(_ words: String?) -> String {
            words.map { ": " + printable($0, limit: 400) } ?? ""
        }
        func report(_ name: String) -> String {
            "see " + printable(reports.path(of: name), limit: 4096)
        }
        switch status {
        case .notAllCounted:
            return
                "stocktake: some photos or locations were not counted\(reason(counted.trouble)); "
                + report("not-counted.csv") + ", then run: "
                + (counted.hasFailedQuestions ? next.retry : next.text("run"))
        case .failOnMatched:
            return "stocktake: --fail-on matched\(reason(counted.firstToReview)); "
                + report("review.csv") + "; after a correction, run: \(next.again)"
        case .limitReached:
            let words = printable(counted.limit ?? "a limit was reached", limit: 400)
            return "stocktake: \(words); what was done is kept; then run: \(next.again)"
        case .serviceGivenUp, .noAccess:
            return "stocktake: not every question was asked\(reason(counted.trouble)); "
                + "what was answered is kept; then run: \(next.again)"
        default: return nil
        }
    }

    private func standardInput() throws -> [UInt8] {
        try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
    }
}
