import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// The pipelines of the repository, each asked of a test server as a user would run it.
@Suite("The lecture's pipelines", .serialized, .timeLimit(.minutes(10))) struct LectureTests {
    /// Those that ask a model about photos that exist.
    static let asking = ["captions", "catalogue", "classify", "fridge", "ice", "pizza"]

    /// All pipelines of the repository; the other files are tables.
    static var all: [String] {
        get throws {
            try FileManager.default
                .contentsOfDirectory(atPath: Binary.repository.appending(path: "Pipelines").path)
                .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
                .filter { !["models", "pricing", "pricing-openai"].contains($0) }.sorted()
        }
    }

    private func text(_ name: String) throws -> String {
        let file = Binary.repository.appending(path: "Pipelines/\(name).yaml")
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// The text of a pipeline for another folder.
    private func moved(_ text: String) -> String {
        text.replacing("../Samples/", with: Binary.repository.path + "/Samples/")
    }

    @Test func `all can be priced, and say in their heads what they cost`() async throws {
        let names = try Self.all
        #expect(names.count >= 9)
        var priced = 0
        for name in names {
            let scratch = try Scratch()
            let outcome = try await Binary.run(
                [
                    "estimate", "Pipelines/\(name).yaml", "--format", "json", "--ledger",
                    "\(scratch.url.path)/ledger.sqlite",
                ],
                environment: ["OPENAI_BASE_URL": ""]
            )
            #expect(outcome.status == 0, "\(name): \(outcome.stderr)")
            guard try text(name).contains(" expected (") else { continue }
            let model = try JSONValue(reading: Array(outcome.stdout.utf8))["models"]?[0]
            let cost = try #require(model?["expected"]?.string.flatMap { Decimal(string: $0) })
            let digits = cost < 0.01 ? 4 : 2
            let shown =
                "$"
                + cost.formatted(
                    .number.precision(.fractionLength(digits)).locale(
                        Locale(identifier: "en_US_POSIX")
                    )
                )
            #expect(try text(name).contains("#   \(shown) expected ("), "\(name): \(shown)")
            priced += 1
        }
        #expect(priced >= 6, "their heads name the cost")
    }

    @Test(arguments: asking, WireFormat.allCases)
    func `each runs with both APIs, and once asked is not asked again`(
        _ name: String,
        _ wire: WireFormat
    ) async throws {
        let server = try LoopbackServer { question, _, index in
            let text = InventedAnswer(answering: question).json.compactText
            return ScriptedReply(to: question, text: text, variant: index + 1).answer
        }
        let scratch = try Scratch()
        let pipeline =
            moved(try text(name))
            .replacing("\nmodel:\n", with: "\nmodel:\n  api: \(wire.rawValue)\n")
            + "report: out\n"
        try scratch.write(pipeline, to: "test.yaml")
        let environment = ["OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": ModelScene.key]
        let first = try await Binary.run(
            ["run", "test.yaml"],
            in: scratch.url,
            environment: environment
        )
        #expect(first.status == 0, "\(first.stderr)")
        #expect(!server.journal.isEmpty)
        #expect(server.journal.allSatisfy { $0.head.path == wire.path })
        let json = try JSONValue(
            reading: Array(try scratch.read("out/\(name)/latest/run.json").utf8)
        )
        #expect(json["status"] == "complete")
        #expect(json["requests"]?["failed"] == 0 && json["requests"]?["repaired"] == 0)
        let asked = server.journal.count
        let second = try await Binary.run(
            ["run", "test.yaml"],
            in: scratch.url,
            environment: environment
        )
        #expect(second.status == 0, "\(second.stderr)")
        #expect(server.journal.count == asked)
    }

    /// The variants in comments: `# extract:` or `# photos:` and what follows, at the left edge.
    private func variants(_ text: String) -> [[String]] {
        var all: [[String]] = []
        var current: [String]?
        for line in text.components(separatedBy: "\n") + [""] {
            let begins = line.hasPrefix("# extract:") || line.hasPrefix("# photos:")
            if begins, current == nil {
                current = [String(line.dropFirst(2))]
            } else if let lines = current {
                if line.hasPrefix("# ") {
                    current = lines + [String(line.dropFirst(2))]
                } else {
                    all.append(lines)
                    current = nil
                }
            }
        }
        return all
    }

    /// The text without some of its sections.
    private func without(_ sections: [String], _ text: String) -> String {
        var isInside = false
        let lines = text.components(separatedBy: "\n").filter { line in
            if let first = line.first, !first.isWhitespace, first != "#" {
                isInside = sections.contains { line.hasPrefix("\($0):") }
            }
            return !isInside
        }
        return lines.joined(separator: "\n")
    }

    @Test(arguments: [("captions", 1), ("catalogue", 1), ("classify", 2)])
    func `the variants in their comments are sound, and run`(
        _ name: String,
        _ count: Int
    ) async throws {
        let text = moved(try text(name))
        let found = variants(text)
        #expect(found.count == count)
        for lines in found {
            let sections = lines.compactMap { $0.firstMatch(of: /^([a-z]+):/)?.1 }.map(String.init)
            let scratch = try Scratch()
            let pipeline =
                without(sections, text) + "\n" + lines.joined(separator: "\n") + "\nreport: out\n"
            try scratch.write(pipeline, to: "test.yaml")
            let checked = try await Binary.run(["check", "test.yaml"], in: scratch.url)
            #expect(checked.status == 0, "\(checked.stderr)\n\(pipeline)")
            let outcome = try await Binary.run(
                ["run", "test.yaml", "--rehearse"],
                in: scratch.url
            )
            #expect(outcome.status == 0, "\(outcome.stderr)")
        }
    }
}
