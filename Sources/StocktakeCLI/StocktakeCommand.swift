import ArgumentParser
import Platform
import Stocktake

/// The program: one subcommand per file.
@main
struct StocktakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stocktake",
        abstract:
            "Counts goods in photos, in batch and unattended, with evidence for every number.",
        discussion: exitStatusHelp,
        version: StocktakeVersion.text,
        subcommands: [
            RunCommand.self, RetryCommand.self, EstimateCommand.self, CheckCommand.self,
            HistoryCommand.self, SearchCommand.self, InitCommand.self, SchemaCommand.self,
            ValidateCommand.self,
        ]
    )

    /// Runs the command.
    ///
    /// SIGPIPE is ignored, as when the output goes to `head`; so is SIGXFSZ, and a file at its size
    /// limit becomes an ordinary write error.
    static func main() async {
        openStandardDescriptors()
        ignoreSIGPIPE()
        ignoreSIGXFSZ()
        do {
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// Ends as ArgumentParser would, but without control characters in what the message repeats.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        guard code != .success, !message.isEmpty else { exit(withError: error) }
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.map { printable(String($0), limit: 4096) }.joined(separator: "\n")
        _ = writeText(shown + "\n", to: 2)
        exit(withError: code)
    }

    private static let exitStatusHelp =
        "Exit status:\n"
        + ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n")
        + "\n\nEvery option has an environment variable: STOCKTAKE_FAIL_ON for --fail-on."
}
