import ArgumentParser
import JSONSchema
import Platform
import Stocktake

/// `stocktake validate SCHEMA INSTANCE`: our JSON Schema validator, for any files.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a JSON file against a JSON Schema (draft 2020-12).",
        discussion: """
            Exit status: 0 valid; 1 invalid, each error with its JSON Pointer; 2 the schema needs \
            something that is not supported, such as a remote reference; 65 the schema is none; \
            66 a file is missing.
            """
    )

    @Argument(help: "The schema file.")
    var schema: String

    @Argument(help: "The JSON file to check.")
    var instance: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let console = Console(settings: try Settings(shared, in: .current))
        throw ExitCode(status(console))
    }

    /// What the files' own contents may be at most, in bytes.
    private static let maxBytes = 256 << 20

    private func status(_ console: Console) -> Int32 {
        let files: (schema: [UInt8], instance: [UInt8])
        do throws(FileError) {
            files.schema = try readFile(at: schema, maxBytes: Self.maxBytes)
            files.instance = try readFile(at: instance, maxBytes: Self.maxBytes)
        } catch {
            console.error("stocktake: error: \(printable("\(error)", limit: 4096))")
            return ExitStatus.missingInput.rawValue
        }
        switch SchemaVerdict(schema: files.schema, instance: files.instance) {
        case .valid:
            console.note("stocktake: \(printable(instance)) is valid")
            return 0
        case .invalid(let violations):
            let lines = violations.map { printable("\($0)", limit: 4096) }
            let printed = console.result(lines.joined(separator: "\n") + "\n")
            return printed == .success ? 1 : printed.rawValue
        case .unsupported(let error):
            console.error(
                "\(printable(schema)): not supported: \(printable("\(error)", limit: 4096))"
            )
            return 2
        case .invalidSchema(let error):
            console.error("\(printable(schema)): error: \(printable("\(error)", limit: 4096))")
            return ExitStatus.invalidData.rawValue
        case .unreadable(let input, let error):
            let file = input == .schema ? (schema, files.schema) : (instance, files.instance)
            let place = error.position(in: file.1)
            console.error(
                "\(printable(file.0)):\(place.line):\(place.column): error: "
                    + printable(error.message, limit: 4096)
            )
            return input == .schema ? ExitStatus.invalidData.rawValue : 1
        }
    }
}
