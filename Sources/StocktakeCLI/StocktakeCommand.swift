import ArgumentParser
import Platform
import Stocktake

/// The program: one subcommand per file.
@main
struct StocktakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stocktake",
        abstract: "Counts goods in photos, in batch, unattended, with every number provable.",
        discussion: exitStatusHelp,
        version: StocktakeVersion.text,
        subcommands: [
            RunCommand.self, RetryCommand.self, EstimateCommand.self, CheckCommand.self,
            HistoryCommand.self, InitCommand.self, SchemaCommand.self, ValidateCommand.self,
        ]
    )

    /// Runs the command; SIGPIPE is a quiet end, as when the output goes to `head`, and a file that may
    /// not grow any more is one that can't be written.
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

    /// Ends as ArgumentParser would, but its messages repeat what was typed: without what a terminal
    /// would obey in it.
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
        + "\n\nEvery option has an environment twin: --fail-on is STOCKTAKE_FAIL_ON."
}
