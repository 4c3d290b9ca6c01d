import ArgumentParser
import Foundation
import Stocktake

/// `stocktake estimate PIPELINE`: estimates the cost before any money is spent.
struct EstimateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Estimate what a pipeline would cost; sends nothing, needs no key."
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @OptionGroup var options: EstimateOptions

    @Option(
        help: ArgumentHelp(
            "Look up earlier answers in this ledger instead of the pipeline's own.",
            valueName: "file"
        )
    )
    var ledger: String?

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("estimate", nothing: "nothing was priced", pipeline: pipeline) {
            try await EstimateSession(options, ledger: ledger, $0, $1).run(pipeline)
        }
    }
}

/// The options of `estimate`, and of `run --dry-run`.
struct EstimateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Price this model; repeatable.", valueName: "name"))
    var model: [String] = []

    @Flag(help: "Price every model of the price table.")
    var allModels = false

    @Option(
        help: ArgumentHelp(
            "Exit with status 8 if the expected cost is above this; a run spends no more.",
            valueName: "usd"
        )
    )
    var maxCost: String?

    @Option(
        help: ArgumentHelp(
            "Write estimate.xlsx (or a run's reports) to this folder.",
            valueName: "folder"
        )
    )
    var output: String?

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output is empty; name a folder") }
    }

    func choice(_ environment: ProcessEnvironment) throws -> ModelChoice {
        let named = model.isEmpty ? environment.list("model") : model
        let isAll = allModels || environment.flag("all-models")
        guard !(isAll && !model.isEmpty) else {
            throw ValidationError("--model and --all-models can't be combined")
        }
        return isAll ? .all : named.isEmpty ? .own : .named(named)
    }

    func limit(_ environment: ProcessEnvironment) throws -> Decimal? {
        try environment.amount(maxCost, "max-cost")
    }
}
