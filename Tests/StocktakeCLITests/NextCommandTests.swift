import Foundation
import Testing

@testable import StocktakeCLI

@Suite("The command to type next") struct NextCommandTests {
    /// The words that a shell makes of a text.
    private func words(_ text: String) async throws -> [String] {
        let child = Child(
            words: ["/bin/sh", "-c", "printf '%s\\0' \(text)"],
            folder: FileManager.default.temporaryDirectory
        )
        return try await child.run().stdout.split(separator: "\0", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    @Test(arguments: [
        "plain", "a b", "it's", "a\"b", "$HOME", "`id`", "$(id)", "a\\b", "", "*", "~", "~/x", "#x",
        "a;b", "a&b", "a|b", "!x", "100%", "straße/日本", "\u{1F4E6} box", "-x", "--only", "a=b",
        "new\nline", "tab\t", "\u{1B}[31m", "a'\u{7}%\\b", "\u{202E}rtl", "a\u{301}", "{a,b}",
        "<x>",
    ])
    func `what a shell reads is what was meant`(text: String) async throws {
        #expect(try await words(shellWord(text)) == [text])
        let command = NextCommand(
            name: "run",
            pipeline: text,
            ledger: text,
            output: text,
            locations: [text, "B"]
        )
        func option(_ name: String) -> [String] {
            text.hasPrefix("-") ? ["--\(name)=\(text)"] : ["--\(name)", text]
        }
        let pipeline = text.hasPrefix("-") ? "./" + text : text
        #expect(
            try await words(command.again)
                == ["stocktake", "run"] + option("only") + ["--only", "B"] + option("ledger")
                + option("output") + [pipeline]
        )
        let printed = command.again.unicodeScalars
        #expect(
            printed.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) }
        )
    }

    @Test func `all that decides what is asked and kept is repeated`() {
        var command = NextCommand(
            name: "run",
            pipeline: "p.yaml",
            ledger: "l.sqlite",
            output: "out",
            locations: ["A", "B"],
            maxCost: 2.5
        )
        let options = "--only A --only B --max-cost 2.5 --ledger l.sqlite --output out p.yaml"
        #expect(command.again == "stocktake run \(options)")
        #expect(command.retry == "stocktake retry \(options)")
        command.isRehearsal = true
        #expect(command.retry == "stocktake run --rehearse \(options)", "a rehearsal stays free")
        #expect(NextCommand(name: "retry", pipeline: "p").again == "stocktake retry p")
    }
}
