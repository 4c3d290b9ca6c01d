import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake retry PIPELINE`: asks failed and unanswered questions again.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Ask failed and unanswered questions again, even those that failed too often.",
        discussion: """
            Answered questions are not asked again and cost nothing; the reports cover everything.
            """
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @OptionGroup var options: AskingOptions

    @Option(
        help: ArgumentHelp("Write the reports to this folder.", valueName: "folder")
    )
    var output: String?

    @Option(help: ArgumentHelp("Spend no more than this.", valueName: "usd"))
    var maxCost: String?

    @Option(help: ArgumentHelp("Ask about this location only; repeatable.", valueName: "location"))
    var only: [String] = []

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("retry", nothing: "nothing was counted", pipeline: pipeline) {
            try await session($0, $1).run(pipeline)
        }
    }

    private func session(_ console: Console, _ environment: ProcessEnvironment) throws -> RunSession
    {
        var asking = environment.asking
        asking.isRetry = true
        asking.maxCost = try environment.amount(maxCost, "max-cost")
        return RunSession(
            console: console,
            output: output ?? environment.text("output"),
            ledger: options.ledger ?? environment.text("ledger"),
            conditions: [],
            locations: only.isEmpty ? environment.list("only") : only,
            isRehearsal: false,
            lockWait: try environment.duration(options.lockWait, "lock-wait"),
            metrics: (options.metrics ?? environment.text("metrics")).map { MetricsFile(at: $0) },
            cacheFolder: environment.cacheFolder,
            keys: options.keyQuestion(console, environment),
            isFresh: false,
            asking: asking
        )
    }
}

/// The options of every command that asks a model.
struct AskingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep replies in this ledger instead of the pipeline's own.",
            valueName: "file"
        )
    )
    var ledger: String?

    @Option(
        help: ArgumentHelp(
            "Wait up to this long for another run to finish: 90s, 10m.",
            valueName: "time"
        )
    )
    var lockWait: String?

    @Option(
        help: ArgumentHelp(
            "Write metrics to this file for the Prometheus textfile collector.",
            valueName: "file"
        )
    )
    var metrics: String?

    @Flag(
        help: """
            Send the key that the pipeline names to the server that it names; remembered for this \
            file, key and server.
            """
    )
    var allowKey = false

    /// How the user's word for a key is asked for.
    func keyQuestion(_ console: Console, _ environment: ProcessEnvironment) -> KeyQuestion {
        KeyQuestion(
            console: console,
            isAllowed: allowKey || environment.flag("allow-key"),
            remembered: environment.allowedKeys
        )
    }
}

extension ProcessEnvironment {
    /// The settings for asking a model that come from the environment.
    var asking: AskEnvironment {
        var asking = AskEnvironment()
        asking.variables = variables
        asking.temporaryFolder = variables["TMPDIR"] ?? "/tmp"
        return asking
    }

    /// An amount in USD, from a flag or its variable; nil if neither is given.
    func amount(_ flag: String?, _ option: String) throws -> Decimal? {
        guard let written = flag ?? text(option) else { return nil }
        guard let amount = Money.amount(written) else {
            throw ValidationError(
                "--\(option) must be an amount in USD such as 2.50, not '\(written)'"
            )
        }
        return amount
    }
}
