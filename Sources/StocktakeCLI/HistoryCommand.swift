import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake history PIPELINE`: lists the runs in its ledger, latest first.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs of a pipeline: time, outcome, lines and cost."
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Option(
        help: ArgumentHelp(
            "Read this ledger instead of the pipeline's own.",
            valueName: "file"
        )
    )
    var ledger: String?

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("history", nothing: "no history", pipeline: pipeline) {
            console,
            environment in
            let planning = Planning(output: nil, ledger: ledger ?? environment.text("ledger")) {
                try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
            }
            let history = try RunHistory(of: planning.plan(pipeline, for: .estimate))
            let text =
                console.settings.format == .json
                ? String(decoding: try history.json(), as: UTF8.self) : history.text
            return CommandResult(console.result(text))
        }
    }
}
