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
            RunCommand.self, EstimateCommand.self, CheckCommand.self, InitCommand.self,
            SchemaCommand.self,
        ]
    )

    /// Runs the command; SIGPIPE is a quiet end, as when the output goes to `head`.
    static func main() async {
        openStandardDescriptors()
        ignoreSIGPIPE()
        await main(nil)
    }

    private static let exitStatusHelp =
        "Exit status:\n"
        + ExitStatus.allCases.map { "  \($0.rawValue)\t\($0.meaning)" }.joined(separator: "\n")
        + "\n\nEvery option has an environment twin: --fail-on is STOCKTAKE_FAIL_ON."
}
