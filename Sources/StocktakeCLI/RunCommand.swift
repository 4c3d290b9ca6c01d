import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake run PIPELINE`: count, compare, report.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Count the goods in the photos of a pipeline and report."
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Flag(help: "Count nothing: say what it would cost, as 'stocktake estimate' does.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "End with status 4 if any line is one of: "
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
        let surroundings = Surroundings.current
        let console = Console(settings: try Settings(shared, in: surroundings))
        let conditions = try FailCondition.list(failOn ?? surroundings.text("fail-on"))
        if dryRun || surroundings.flag("dry-run") {
            let session = try EstimateSession(options, console, surroundings)
            throw ExitCode(await session.run(pipeline).rawValue)
        }
        guard options.model.isEmpty, !options.allModels, console.settings.format != .csv else {
            throw ValidationError("--model, --all-models and --format csv go with --dry-run")
        }
        let status = await RunSession(console: console).run(
            pipeline,
            output: options.output ?? surroundings.text("output"),
            failOn: conditions,
            only: only.isEmpty ? surroundings.list("only") : only
        )
        throw ExitCode(status.rawValue)
    }
}

extension FailCondition {
    /// A comma-separated list; empty for nil.
    static func list(_ text: String?) throws -> [FailCondition] {
        try (text ?? "").split(separator: ",").map { word in
            let name = word.trimmingCharacters(in: .whitespaces)
            guard let condition = FailCondition(rawValue: name) else {
                let known = allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--fail-on knows \(known), not '\(name)'")
            }
            return condition
        }
    }
}
