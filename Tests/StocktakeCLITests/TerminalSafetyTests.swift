import Foundation
import Testing

@Suite("stocktake and the terminal", .serialized, .timeLimit(.minutes(10)))
struct TerminalSafetyTests {
    /// What a terminal would obey, or what turns text around.
    private func unsafe(_ text: String) -> [String] {
        text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }.map { String($0.value, radix: 16) }
    }

    private let hostile = "p\u{9B}31m\u{202E}\u{2066}gpj.jpg"

    @Test func `a hostile file name reaches neither stream as it is`() async throws {
        let scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "good.jpg")
        try scratch.write("no photo", to: hostile)
        try scratch.write("good.jpg\n\(hostile)\n", to: "list.txt")
        try scratch.addPipeline(files: "list.txt")
        for arguments in [["run", "test.yaml", "-v"], ["check", "test.yaml", "-v"]] {
            let outcome = try await Binary.run(arguments, in: scratch.url)
            #expect(outcome.status == 3)
            #expect(unsafe(outcome.stderr + outcome.stdout) == [], "\(arguments)")
            #expect(outcome.stderr.contains("p\\u{9b}31m\\u{202e}\\u{2066}gpj.jpg"))
        }
        for command in ["run", "check"] {
            let outcome = try await Binary.run(
                [command, "test.yaml", "--format", "json"],
                in: scratch.url
            )
            #expect(unsafe(outcome.stderr + outcome.stdout) == [], "\(command)")
            #expect(outcome.stdout.contains("p\\u009b31m\\u202e\\u2066gpj.jpg"))
            let json = try JSONSerialization.jsonObject(with: Data(outcome.stdout.utf8))
            let findings = (json as? [String: Any])?["findings"] as? [[String: Any]] ?? []
            let photos = findings.compactMap { $0["photo"] as? String }
            #expect(photos.contains { $0.unicodeScalars.elementsEqual(hostile.unicodeScalars) })
        }
    }

    @Test(arguments: [
        ["run", "Pipelines/warehouse.yaml", "--fail-on", "x\u{1B}[31m"],
        ["run", "Pipelines/warehouse.yaml", "--\u{1B}[31m"],
        ["\u{1B}[31m\u{9B}"], ["check", "a", "b\u{202E}"],
        ["estimate", "a", "--max-cost", "\u{1B}c"],
        ["schema", "\u{1B}c"],
    ])
    func `a usage error does not hand back what was typed`(_ arguments: [String]) async throws {
        let outcome = try await Binary.run(arguments)
        #expect(outcome.status == 64)
        #expect(unsafe(outcome.stderr) == [])
        #expect(outcome.stderr.contains("\\u{") && outcome.stderr.contains("Usage: stocktake"))
        #expect(outcome.stdout.isEmpty)
    }

    @Test func `nor does one about the environment, or the advice what to type`() async throws {
        let variable = try await Binary.run(
            ["check", "Pipelines/warehouse.yaml"],
            environment: ["STOCKTAKE_FORMAT": "x\u{1B}["]
        )
        #expect(variable.status == 64)
        #expect(unsafe(variable.stderr) == [])
        let missing = try await Binary.run(["run", "no\u{9B}ne.yaml"])
        #expect(missing.status == 66)
        #expect(unsafe(missing.stderr) == [])
        #expect(missing.stderr.contains(#"stocktake check "$(printf 'no\302\233ne.yaml')""#))
    }

    @Test func `a file with CRLF is shown with its line and a caret`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "\u{FEFF}name: test\r\nphotoes: x\u{202E}\r\ncount: 1\r\n",
            to: "bad.yaml"
        )
        let outcome = try await Binary.run(["check", "bad.yaml"], in: scratch.url)
        #expect(outcome.status == 65)
        #expect(
            outcome.stderr.contains(
                "bad.yaml:2:1: error: unknown key 'photoes'; did you mean 'photos'?\n"
                    + "  photoes: x\u{FFFD}\n  ^\n"
            ),
            "\(outcome.stderr)"
        )
        #expect(outcome.stderr.contains("  name: test\n  ^\n"))
    }

    @Test(arguments: ["run", "estimate"])
    func `an output folder without a name is a usage error`(_ command: String) async throws {
        let outcome = try await Binary.run([command, "Pipelines/warehouse.yaml", "--output", ""])
        #expect(outcome.status == 64)
        #expect(outcome.stderr.contains("--output is empty; name a folder"))
    }

    @Test(arguments: ["\r\n", "\n", "\r"])
    func `a bomb behind a comment or a tag is refused at once`(_ end: String) async throws {
        let scratch = try Scratch()
        var lines = ["# a comment", "name: z", "x0: !!seq &a0 [x]"]
        for level in 1...11 {
            let copies = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            lines.append("x\(level): !!seq &a\(level) [\(copies)]")
        }
        lines.append("? *a11\(end): 1")
        try scratch.write(lines.joined(separator: end) + end, to: "bomb.yaml")
        let outcome = try await Binary.run(["check", "bomb.yaml"], in: scratch.url)
        #expect(outcome.status == 65)
        let refusal = "bomb.yaml:3:5: error: YAML anchors ('&') are not supported"
        #expect(outcome.stderr.contains(refusal))
    }
}
