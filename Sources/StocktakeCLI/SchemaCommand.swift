import ArgumentParser
import Platform
import Stocktake

/// `stocktake schema pipeline|reply`: prints the JSON Schemas, for editors and for inspection.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract:
            "Print a JSON Schema: pipeline for pipeline files, reply for a model's answers.",
        discussion: """
            'stocktake schema pipeline' needs no file; 'stocktake schema reply PIPELINE' prints the \
            schema of the pipeline's largest question, byte for byte as it is sent.

            The keys of a pipeline file:

            \(PipelineSchema.help)
            """
    )

    /// What the schema describes.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case pipeline, reply
    }

    @Argument(help: "The schema to print.")
    var kind: Kind

    @Argument(help: "The pipeline file, for reply.")
    var pipeline: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (kind == .reply) == (pipeline != nil) else {
            throw ValidationError(
                kind == .reply
                    ? "schema reply needs a pipeline file" : "schema pipeline takes no file"
            )
        }
    }

    func run() async throws {
        let file = pipeline ?? ""
        try await shared.perform("schema", nothing: "no schema", pipeline: file) { console, _ in
            guard kind == .reply else {
                return CommandResult(console.result(try PipelineSchema.text()))
            }
            let planning = Planning(output: nil) {
                try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
            }
            let plan = try planning.plan(file, for: .estimate)
            return CommandResult(console.result(plan.replySchema + "\n"))
        }
    }
}
