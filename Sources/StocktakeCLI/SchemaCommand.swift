import ArgumentParser
import Stocktake

/// `stocktake schema pipeline`: the JSON Schema of pipeline files, for editors.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print a JSON Schema: pipeline = that of pipeline files."
    )

    /// The schemas there are.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case pipeline
    }

    @Argument(help: "Which schema.")
    var kind: Kind

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let console = Console(settings: try Settings(shared, in: .current))
        throw ExitCode(console.result(try PipelineSchema.text()).rawValue)
    }
}
