import Foundation
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

/// The last line of a run that did not end with 0: its reason, and a command that can be pasted.
@Suite("The last line", .serialized, .timeLimit(.minutes(10))) struct LastLineTests {
    /// The command at the end of stderr, run by a shell whose path has the program.
    private func type(_ outcome: Outcome, _ scene: ModelScene) async throws -> Outcome {
        let line = outcome.stderr.split(separator: "\n").last.map(String.init) ?? ""
        let range = try #require(line.range(of: "run: stocktake "), "\(line)")
        let command = "stocktake " + line[range.upperBound...]
        let folder = URL(filePath: Binary.path).deletingLastPathComponent().path
        return try await Binary.shell(
            "PATH='\(folder)':$PATH exec sh -c \"$1\"",
            in: scene.scratch.url,
            environment: scene.environment,
            arguments: [command]
        )
    }

    /// A scene of some places, about which the answers are of use once the switch is on.
    private func scene(
        _ isMended: Switch,
        places: Int = 3,
        model: String = ""
    ) throws -> ModelScene {
        let server = try LoopbackServer { question, _, _ in
            let text = isMended.isOn ? ModelScene.twoBoxes(question) : "{}"
            return ScriptedReply(to: question, text: text).answer
        }
        return try ModelScene(
            photos: places,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1\(model)",
            server: server
        )
    }

    @Test(arguments: [[], ["-q"], ["--format", "json"]])
    func `typing it pays only for what is open, whatever the options were`(
        flags: [String]
    ) async throws {
        let isMended = Switch()
        let scene = try scene(isMended)
        let options = [
            "--ledger", "it's kept.sqlite", "--output", "my reports", "--only", "L1",
            "--max-cost", "9.50",
        ]
        let outcome = try await scene.run(options + flags)
        #expect(outcome.status == 3)
        #expect(
            outcome.stderr.hasSuffix(
                ", then run: stocktake retry --only L1 --max-cost 9.5 --ledger "
                    + "'it'\\''s kept.sqlite' --output 'my reports' test.yaml\n"
            ),
            "\(outcome.stderr)"
        )
        let reason = "were not counted: photo photos/L1/1.jpg: no usable answer"
        #expect(outcome.stderr.contains(reason))
        let asked = scene.server.journal.count
        isMended.turn(on: true)
        let typed = try await type(outcome, scene)
        #expect(typed.status == 0, "\(typed.stderr)")
        #expect(scene.server.journal.count == asked + 1, "one question of one place")
        let again = try await scene.run(options)
        #expect(again.status == 0)
        #expect(scene.server.journal.count == asked + 1, "nothing is paid for twice")
        #expect(!scene.scratch.exists("out/test/ledger.sqlite"))
    }

    @Test func `what came from variables is repeated, as a mail is read in another shell`()
        async throws
    {
        let isMended = Switch()
        let scene = try scene(isMended)
        let outcome = try await Binary.run(
            ["run", "test.yaml", "-q"],
            in: scene.scratch.url,
            environment: scene.environment.merging([
                "STOCKTAKE_LEDGER": "l.sqlite", "STOCKTAKE_ONLY": "L0", "STOCKTAKE_OUTPUT": "o",
            ]) { $1 }
        )
        let command = "stocktake retry --only L0 --ledger l.sqlite --output o test.yaml\n"
        #expect(outcome.stderr.hasSuffix(command), "\(outcome.stderr)")
        isMended.turn(on: true)
        #expect(try await type(outcome, scene).status == 0)
    }

    @Test(arguments: ["csv", "xlsx", "json", "csv, xlsx, json"])
    func `the reports it names exist`(formats: String) async throws {
        let scene = try scene(Switch(), places: 2)
        try scene.scratch.write(
            scene.scratch.read("test.yaml").replacing(
                "report: out",
                with: "report: {folder: out, formats: [\(formats)]}"
            ),
            to: "test.yaml"
        )
        for flags in [[], ["--output", "a b"], ["--fail-on", "review,recount,variance"]] {
            let outcome = try await scene.run(flags)
            let match = try #require(outcome.stderr.firstMatch(of: /; see (.+?\.\w+)[,;]/))
            #expect(scene.scratch.exists(String(match.1)), "\(match.1)")
            let last = try #require(outcome.stdout.split(separator: "\n").last)
            #expect(scene.scratch.exists(last.trimmingCharacters(in: .whitespaces)), "\(last)")
        }
    }

    /// What a quiet run says on stderr, by its exit status.
    struct Quiet: Sendable, CustomTestStringConvertible {
        let status: Int32
        var flags: [String] = []
        var server: @Sendable () throws -> LoopbackServer = { try ModelScene.service() }
        var key: String? = ModelScene.key
        let reason: String
        let next: String

        var testDescription: String { "\(status) \(reason)" }
    }

    private static let quiet = [
        Quiet(
            status: 77,
            key: "",
            reason: "no key, OPENAI_API_KEY is not set",
            next: "then run: stocktake run test.yaml"
        ),
        Quiet(
            status: 77,
            key: "wrong",
            reason: "the service refused the key (401",
            next: "then run: stocktake run test.yaml"
        ),
        Quiet(
            status: 8,
            flags: ["--max-cost", "0.0001"],
            reason: "so nothing was sent; raise the limit",
            next: "then run: stocktake run --max-cost 0.0001 test.yaml"
        ),
        Quiet(
            status: 69,
            server: {
                try LoopbackServer { _, _, _ in .error(status: 400, APIError("bad", code: "odd")) }
            },
            reason: "odd",
            next: "run: stocktake run test.yaml"
        ),
        Quiet(
            status: 4,
            flags: ["--fail-on", "review,variance,recount,not_counted,incomplete"],
            reason: "--fail-on matched: L0 box, ",
            next: "run: stocktake run test.yaml"
        ),
    ]

    @Test(arguments: quiet)
    func `a quiet run says why it failed, and what to type`(quiet: Quiet) async throws {
        let scene = try ModelScene(photos: 2, views: "separate", server: quiet.server())
        if quiet.status == 4 {
            let yaml = try scene.scratch.read("test.yaml")
            try scene.scratch.write(yaml.replacing(", views: separate", with: ""), to: "test.yaml")
        }
        for flags in [["-q"], []] {
            let outcome = try await Binary.run(
                ["run", "test.yaml"] + quiet.flags + flags,
                in: scene.scratch.url,
                environment: scene.environment.merging(["OPENAI_API_KEY": quiet.key ?? ""]) { $1 }
            )
            #expect(outcome.status == quiet.status, "\(outcome.stderr)")
            let last = String(outcome.stderr.split(separator: "\n").last ?? "")
            #expect(last.contains(quiet.reason), "\(outcome.stderr)")
            #expect(last.hasSuffix(quiet.next), "\(outcome.stderr)")
            #expect(!outcome.stderr.contains("above"))
        }
    }

    @Test(arguments: ["check", "estimate"])
    func `quiet, a photo that can't be used is still named`(command: String) async throws {
        let scene = try ModelScene(photos: 2, server: ModelScene.service())
        try scene.scratch.write("no photo", to: "photos/L0/9.jpg")
        let outcome = try await Binary.run(
            [command, "test.yaml", "-q"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(outcome.status == 3)
        #expect(outcome.stdout.isEmpty)
        #expect(outcome.stderr.contains("photo photos/L0/9.jpg: "), "\(outcome.stderr)")
        #expect(outcome.stderr.hasSuffix("run: stocktake \(command) test.yaml\n"))
        #expect(outcome.stderr.split(separator: "\n").count == 1)
    }
}
