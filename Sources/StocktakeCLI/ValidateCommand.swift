import ArgumentParser
import JSONSchema
import Platform
import Stocktake

/// `stocktake validate SCHEMA INSTANCE`: checks any JSON file with the built-in validator.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a JSON file against a JSON Schema (draft 2020-12).",
        discussion: """
            Exit status: 0 valid; 1 invalid, each error with its JSON Pointer; 2 the schema needs \
            something that is not supported, such as a remote reference; 65 the schema is invalid; \
            66 a file is missing.
            """
    )

    @Argument(help: "The schema file.")
    var schema: String

    @Argument(help: "The JSON file to check.")
    var instance: String

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("validate") { console, _ in ending(console) }
    }

    /// The largest file accepted, in bytes.
    private static let maxBytes = 256 << 20

    private func ending(_ console: Console) -> CommandResult {
        let files: (schema: [UInt8], instance: [UInt8])
        do throws(FileError) {
            files.schema = try readFile(at: schema, maxBytes: Self.maxBytes)
            files.instance = try readFile(at: instance, maxBytes: Self.maxBytes)
        } catch {
            return CommandResult(.missingInput, error: "\(error)")
        }
        switch SchemaVerdict(schema: files.schema, instance: files.instance) {
        case .valid:
            console.note("stocktake: \(printable(instance)) is valid")
            return CommandResult(status: 0, counts: ["errors": 0])
        case .invalid(let violations):
            let lines = violations.map { printable("\($0)", limit: 4096) }
            let printed = console.result(lines.joined(separator: "\n") + "\n")
            let status = printed == .success ? 1 : printed.rawValue
            return CommandResult(status: status, counts: ["errors": violations.count])
        case .unsupported(let error):
            return CommandResult(
                status: 2,
                error: "\(error)",
                line: "\(printable(schema)): not supported: \(printable("\(error)", limit: 4096))"
            )
        case .invalidSchema(let error):
            return CommandResult(
                .invalidData,
                error: "\(error)",
                line: "\(printable(schema)): error: \(printable("\(error)", limit: 4096))"
            )
        case .unreadable(let input, let error):
            return input == .schema
                ? unreadable(schema, files.schema, error, .invalidData)
                : unreadable(instance, files.instance, error, .unexpected)
        }
    }

    private func unreadable(
        _ path: String,
        _ bytes: [UInt8],
        _ error: JSONError,
        _ status: ExitStatus
    ) -> CommandResult {
        let place = error.position(in: bytes)
        return CommandResult(
            status,
            error: error.message,
            line: "\(printable(path)):\(place.line):\(place.column): error: "
                + printable(error.message, limit: 4096)
        )
    }
}
