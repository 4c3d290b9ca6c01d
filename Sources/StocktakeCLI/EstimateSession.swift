import Foundation
import Platform
import Stocktake

/// One estimate as a command: plan, price, write, print, exit status.
struct EstimateSession {
    let console: Console
    let choice: ModelChoice
    let output: String?
    let ledger: String?
    /// The locations selected by `run --dry-run`; empty for all.
    var locations: [String] = []
    /// Whether it is `run --dry-run`.
    var isDryRun = false
    var estimating: EstimateEnvironment

    init(
        _ options: EstimateOptions,
        ledger: String?,
        _ console: Console,
        _ environment: ProcessEnvironment
    ) throws {
        self.console = console
        choice = try options.choice(environment)
        output = options.output ?? environment.text("output")
        self.ledger = ledger ?? environment.text("ledger")
        var estimating = EstimateEnvironment()
        estimating.variables = environment.variables
        estimating.workers = processorCount()
        estimating.cacheFolder = environment.cacheFolder
        estimating.maxCost = try options.limit(environment)
        self.estimating = estimating
    }

    func run(_ pipeline: String) async throws -> CommandResult {
        let planning = Planning(output: nil, ledger: ledger) {
            try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
        }
        let plan = try planning.plan(pipeline, for: .estimate).restricted(to: locations)
        let finished = await EstimateRun(plan, for: choice, in: estimating).estimate()
        for event in finished.events { console.log?.add(event) }
        console.findings(finished.findings)
        let printed = try show(finished)
        if let output {
            let path = try finished.writeWorkbook(to: output)
            console.note("wrote \(printable(path, limit: 4096))")
        }
        let status = printed == .success ? finished.exitStatus : printed
        return CommandResult(
            status,
            finished.summary(exitStatus: status),
            line: lastLine(status, finished, pipeline)
        )
    }

    /// The reason and what to do next if the status is not 0.
    private func lastLine(
        _ status: ExitStatus,
        _ finished: FinishedEstimate,
        _ pipeline: String
    ) -> String? {
        guard let trouble = finished.trouble, status != .success, status != .cannotWrite else {
            return nil
        }
        let next = NextCommand(
            name: isDryRun ? "run" : "estimate",
            pipeline: pipeline,
            ledger: ledger,
            output: output,
            locations: locations,
            maxCost: estimating.maxCost
        )
        let models: [String] =
            switch choice {
            case .own: []
            case .named(let names): names.map { "--model=" + shellWord($0) }
            case .all: ["--all-models"]
            }
        let flags = (isDryRun ? ["--dry-run"] : []) + models
        return
            "stocktake: \(printable(trouble, limit: 400)); nothing was sent; correct it and run: "
            + next.text(next.name, flags: flags)
    }

    private func show(_ finished: FinishedEstimate) throws -> ExitStatus {
        switch console.settings.format {
        case .json: console.result(String(decoding: try finished.json(), as: UTF8.self))
        case .csv: console.result(String(decoding: finished.csv, as: UTF8.self))
        case .text where console.settings.isQuiet: .success
        case .text: console.result(finished.text(isVerbose: console.settings.isVerbose))
        }
    }
}
