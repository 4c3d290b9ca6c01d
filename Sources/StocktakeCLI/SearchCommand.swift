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

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output is empty; name a folder") }
        // A word may begin with a dash, but not be a mistyped option.
        if let option = words.first(where: { $0.wholeMatch(of: /--[A-Za-z].*/) != nil }) {
            throw ValidationError(
                "there is no option '\(option)'; to search for it, leave out the dashes"
            )
        }
    }

    func run() async throws {
        try await shared.perform("search", nothing: "nothing was searched", pipeline: pipeline) {
            try search($0, $1)
        }
    }

    private func search(
        _ console: Console,
        _ environment: ProcessEnvironment
    ) throws -> CommandResult {
        let ledger = ledger ?? environment.text("ledger")
        let planning = Planning(output: output ?? environment.text("output"), ledger: ledger) { [] }
        let search = try PhotoSearch(in: planning.places(of: pipeline))
        let most = try limit(environment)
        guard let found = try search.photos(matching: words.joined(separator: " "), limit: most)
        else {
            let run = NextCommand(name: "run", pipeline: pipeline, ledger: ledger)
            return CommandResult(
                .missingInput,
                error: "no descriptions yet in the ledger; run the pipeline: \(run.again)"
            )
        }
        let wantsPage = openReport || environment.flag("open-report")
        let page = wantsPage ? try search.writePage(found) : nil
        guard console.settings.format != .json else {
            let json = try found.json(report: page)
            return CommandResult(console.result(String(decoding: json, as: UTF8.self)))
        }
        var text = found.text(columns: console.columns, isColoured: console.isColoured(1))
        if let page { text += "\n  \(printable(page, limit: 4096))\n" }
        return CommandResult(console.result(text))
    }

    private func limit(_ environment: ProcessEnvironment) throws -> Int {
        guard let written = limit ?? environment.text("limit") else { return 20 }
        guard let number = Int(written), (1...100_000).contains(number) else {
            throw ValidationError("--limit must be a number from 1 to 100000, not '\(written)'")
        }
        return number
    }
}
