import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake run PIPELINE`: counts, compares and reports.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Count the goods in the photos of a pipeline and report."
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Flag(help: "Count nothing; estimate the cost, as 'stocktake estimate' does.")
    var dryRun = false

    @Flag(
        help: """
            Ask a label reader on this machine instead of a model, in the same way: no key, no cost.
            """
    )
    var rehearse = false

    @OptionGroup var askingOptions: AskingOptions

    @Flag(help: "Ask every question again, even those that earlier runs answered.")
    var fresh = false

    @Option(
        help: ArgumentHelp(
            "Exit with status 4 if any line is one of: "
                + FailCondition.allCases.map(\.rawValue).joined(separator: ", "),
            valueName: "conditions"
        )
    )
    var failOn: String?

    @Option(help: ArgumentHelp("Count this location only; repeatable.", valueName: "location"))
    var only: [String] = []

    @OptionGroup var options: EstimateOptions

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let isDry = dryRun || ProcessEnvironment.current.flag("dry-run")
        let nothing = isDry ? "nothing was priced" : "nothing was counted"
        try await shared.perform("run", nothing: nothing, pipeline: pipeline) {
            let conditions = try FailCondition.list(failOn ?? $1.text("fail-on"))
            if isDry { return try await estimate($0, $1).run(pipeline) }
            return try await session($0, $1, conditions).run(pipeline)
        }
    }
}

extension RunCommand {
    /// The estimate of this run, with the same flags.
    private func estimate(
        _ console: Console,
        _ environment: ProcessEnvironment
    ) throws -> EstimateSession {
        guard !rehearse else {
            throw ValidationError("--rehearse costs nothing and can't be combined with --dry-run")
        }
        var session = try EstimateSession(
            options,
            ledger: askingOptions.ledger,
            console,
            environment
        )
        session.locations = locations(environment)
        session.isDryRun = true
        session.estimating.isFresh = fresh || environment.flag("fresh")
        return session
    }

    private func locations(_ environment: ProcessEnvironment) -> [String] {
        only.isEmpty ? environment.list("only") : only
    }

    private func session(
        _ console: Console,
        _ environment: ProcessEnvironment,
        _ conditions: [FailCondition]
    ) throws -> RunSession {
        guard options.model.isEmpty, !options.allModels, console.settings.format != .csv else {
            throw ValidationError("--model, --all-models and --format csv need --dry-run")
        }
        return RunSession(
            console: console,
            output: options.output ?? environment.text("output"),
            ledger: askingOptions.ledger ?? environment.text("ledger"),
            conditions: conditions,
            locations: locations(environment),
            isRehearsal: rehearse || environment.flag("rehearse"),
            lockWait: try environment.duration(askingOptions.lockWait, "lock-wait"),
            metrics: (askingOptions.metrics ?? environment.text("metrics"))
                .map { MetricsFile(at: $0) },
            cacheFolder: environment.cacheFolder,
            keys: askingOptions.keyQuestion(console, environment),
            isFresh: fresh || environment.flag("fresh"),
            asking: try asking(environment)
        )
    }

    /// The settings for asking a model that come from flags and environment.
    private func asking(_ environment: ProcessEnvironment) throws -> AskEnvironment {
        var asking = environment.asking
        asking.maxCost = try options.limit(environment)
        return asking
    }
}

extension FailCondition {
    /// A comma-separated list; empty for nil.
    static func list(_ text: String?) throws -> [FailCondition] {
        try (text ?? "").split(separator: ",").map { word in
            let name = word.trimmingCharacters(in: .whitespaces)
            guard let condition = FailCondition(rawValue: name) else {
                let known = allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--fail-on takes \(known), not '\(name)'")
            }
            return condition
        }
    }
}
