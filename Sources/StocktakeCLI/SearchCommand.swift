import ArgumentParser
import Foundation
import Platform
import Stocktake

/// `stocktake search PIPELINE WORDS`: finds photos by their descriptions.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the photos of a pipeline by the words of their descriptions.",
        discussion: """
            Photos that match all words come first; if there are none, those that match some. The \
            last word may be the beginning of one; "words in quotes" are a phrase. Reads the \
            ledger only: no key, no cost, also during a run.
            """
    )

    @Argument(help: "The pipeline file.")
    var pipeline: String

    @Argument(parsing: .allUnrecognized, help: "The words to search for.")
    var words: [String] = []

    @Option(help: ArgumentHelp("The most photos to show (default: 20).", valueName: "number"))
    var limit: String?

    @Flag(help: "Write a page of thumbnails, search.html, to the pipeline's reports.")
    var openReport = false

    @Option(
        help: ArgumentHelp(
            "Read this ledger instead of the pipeline's own.",
            valueName: "file"
        )
    )
    var ledger: String?

    @Option(help: ArgumentHelp("Write the page below this folder.", valueName: "folder"))
    var output: String?

    @Flag(
        help: """
            Let the pipeline's model choose by what the words mean, for a price that is shown before.
            """
    )
    var ask = false

    @Option(help: ArgumentHelp("With --ask, spend no more than this.", valueName: "usd"))
    var maxCost: String?

    @Option(
        help: ArgumentHelp(
            "With --ask, wait up to this long for a run to finish: 90s, 10m.",
            valueName: "time"
        )
    )
    var lockWait: String?

    @Flag(help: "With --ask, send the key that the pipeline names to the server that it names.")
    var allowKey = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output is empty; name a folder") }
        // A word may begin with a dash, but not be a mistyped option; after `--` everything is a word.
        let typed = CommandLine.arguments.prefix { $0 != "--" }
        if let option = words.first(where: {
            $0.wholeMatch(of: /--[A-Za-z].*/) != nil && typed.contains($0)
        }) {
            throw ValidationError(
                "there is no option '\(option)'; to search for it, type -- before it"
            )
        }
    }

    func run() async throws {
        try await shared.perform("search", nothing: "nothing was searched", pipeline: pipeline) {
            try await session($0, $1).run()
        }
    }

    private func session(
        _ console: Console,
        _ environment: ProcessEnvironment
    ) throws -> SearchSession {
        let ledger = ledger ?? environment.text("ledger")
        return SearchSession(
            console: console,
            pipeline: pipeline,
            words: words.joined(separator: " "),
            limit: try limit(environment),
            wantsPage: openReport || environment.flag("open-report"),
            planning: Planning(output: output ?? environment.text("output"), ledger: ledger) {
                try readAll(fromDescriptor: 0, named: "standard input", maxBytes: 1 << 26)
            },
            ledger: ledger,
            asking: ask || environment.flag("ask") ? try asking(console, environment) : nil
        )
    }

    private func asking(
        _ console: Console,
        _ environment: ProcessEnvironment
    ) throws -> SearchSession.Asking {
        var asking = environment.asking
        asking.maxCost = try environment.amount(maxCost, "max-cost")
        return SearchSession.Asking(
            keys: KeyQuestion(
                console: console,
                isAllowed: allowKey || environment.flag("allow-key"),
                remembered: environment.allowedKeys
            ),
            lockWait: try environment.duration(lockWait, "lock-wait"),
            environment: asking
        )
    }

    private func limit(_ environment: ProcessEnvironment) throws -> Int {
        guard let written = limit ?? environment.text("limit") else { return 20 }
        guard let number = Int(written), (1...100_000).contains(number) else {
            throw ValidationError("--limit must be a number from 1 to 100000, not '\(written)'")
        }
        return number
    }
}
