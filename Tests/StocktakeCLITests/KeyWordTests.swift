import Foundation
import ServiceFaults
import Testing

/// A pipeline that names both a key and the server that gets it.
@Suite("The user's word for a key", .serialized, .timeLimit(.minutes(10))) struct KeyWordTests {
    private let scene: ModelScene
    private var scratch: Scratch { scene.scratch }
    private var server: LoopbackServer { scene.server }
    private var host: String { server.baseURL.replacing("/v1", with: "") }

    init() throws {
        let server = try ModelScene.service()
        scene = try ModelScene(
            model: "name: gpt-5.2, base_url: \"\(server.baseURL)\", key_env: MY_KEY",
            server: server
        )
    }

    private var environment: [String: String] {
        [
            "MY_KEY": ModelScene.key, "XDG_STATE_HOME": scratch.url.appending(path: "state").path,
            "OPENAI_API_KEY": "sk-env-0123456789abcdefSECRET",
            "PATH": URL(filePath: Binary.path).deletingLastPathComponent().path
                + ":/usr/bin:/bin",
        ]
    }

    private func run(
        _ arguments: [String] = [],
        _ command: String = "run",
        with more: [String: String] = [:]
    ) async throws -> Outcome {
        let outcome = try await Binary.run(
            [command, "test.yaml"] + arguments,
            in: scratch.url,
            environment: environment.merging(more) { $1 }
        )
        #expect(!outcome.stdout.contains("SECRET") && !outcome.stderr.contains("SECRET"))
        return outcome
    }

    private func shell(_ line: String) async throws -> Outcome {
        try await Binary.shell(line, in: scratch.url, environment: environment)
    }

    private func replace(_ old: String, _ new: String) throws {
        try scratch.write(scratch.read("test.yaml").replacing(old, with: new), to: "test.yaml")
    }

    @Test(arguments: [[], ["-q"], ["--format", "json"]])
    func `without it nothing is sent, and the command to type gives it once`(
        flags: [String]
    ) async throws {
        let refused = try await run(flags)
        #expect(refused.status == 77)
        #expect(refused.stdout.isEmpty)
        let file = scratch.url.resolvingSymlinksInPath().appending(path: "test.yaml").path
        let type = "stocktake run --allow-key test.yaml"
        #expect(
            refused.stderr
                == "stocktake: error: not allowed yet, so nothing was sent: the pipeline names both "
                + "a key, the variable MY_KEY, and the server that gets it, \(host); if you trust "
                + "\(file), type once: \(type)\n"
        )
        #expect(server.journal.isEmpty)
        let allowed = try await shell(type)
        #expect(allowed.status == 0, "\(allowed.stderr)")
        #expect(allowed.stderr.contains("stocktake: allowed from now on: the variable MY_KEY to "))
        #expect(server.journal.count == 1)
        let later = try await run(["--fresh", "-q"])
        #expect(later.status == 0 && later.stderr.isEmpty, "\(later.stderr)")
        #expect(server.journal.count == 2)
    }

    @Test(arguments: [
        ("key_env: MY_KEY", "key_env: MY_KEY2"), ("key_env: MY_KEY", "key_file: test.yaml"),
        ("key_env: MY_KEY", "key_command: echo"), ("//127.0.0.1:", "//localhost:"),
        ("/v1\"", "0/v1\""),
    ])
    func `another key or another server needs another word`(
        old: String,
        new: String
    ) async throws {
        #expect(try await run(["--allow-key"]).status == 0)
        try replace(old, new)
        #expect(try await run().status == (old.hasPrefix("/v1") ? 65 : 77))
        #expect(server.journal.count == 1)
    }

    @Test func `the variable gives the word too, also where it can't be remembered`()
        async throws
    {
        #expect(try await run(with: ["STOCKTAKE_ALLOW_KEY": "0"]).status == 77)
        let state = ["XDG_STATE_HOME": "/dev/null/state"]
        let outcome = try await run(
            with: state.merging(["STOCKTAKE_ALLOW_KEY": "1"]) { $1 }
        )
        #expect(outcome.status == 0)
        #expect(outcome.stderr.contains("so the next run needs --allow-key again"))
        #expect(try await run(with: state).status == 77)
        #expect(try await run(with: ["STOCKTAKE_ALLOW_KEY": "1"]).status == 0)
        #expect(try await run(["--fresh"], "run").status == 0)
    }

    @Test func `where no key is sent, no word is needed`() async throws {
        #expect(try await run(["--rehearse"]).status != 77)
        #expect(try await run([], "estimate").status == 0)
        #expect(try await run(["--dry-run"]).status == 0)
        #expect(try await run([], "retry").status == 77)
        #expect(server.journal.isEmpty)
    }

    @Test func `check says what would be read and sent, and reads nothing`() async throws {
        try replace("key_env: MY_KEY", "key_command: 'touch read; echo sk-x-0123456789SECRET'")
        let words = "a run reads its key from the command 'touch read; echo …' and sends it to "
        let before = try await run([], "check")
        #expect(before.status == 0)
        #expect(before.stderr.contains("stocktake: warning: \(words)\(host), and this file names"))
        let json = try await run(["--format", "json"], "check")
        #expect(json.stdout.contains("\"allowed\" : false"))
        #expect(json.stdout.contains("\"sent_to\" : \"\(host)\""))
        #expect(!scratch.exists("read"))
        #expect(try await run(["--allow-key"]).status != 0, "that is not the key of the service")
        #expect(scratch.exists("read"))
        let after = try await run([], "check")
        #expect(after.stderr.contains("stocktake: \(words)\(host)\n"), "\(after.stderr)")
        #expect(!after.stderr.contains("warning: a run"))
    }

    @Test(arguments: [
        "$OPENAI_API_KEY", "$MY_KEY", "$STOCKTAKE_ALLOW_KEY", "$AWS_SESSION_TOKEN",
    ])
    func `even with it a command gets no secret of the environment`(
        variable: String
    ) async throws {
        try replace("key_env: MY_KEY", "key_command: 'echo \(variable)'")
        let outcome = try await run(
            ["--allow-key"],
            with: ["AWS_SESSION_TOKEN": "hunter2SECRET"]
        )
        #expect(outcome.status == 77)
        #expect(outcome.stderr.contains("the key from model.key_command is empty"))
        #expect(server.journal.isEmpty)
    }

    /// `script` gives the program a terminal.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/script")),
        arguments: [("y", 0), ("yes", 0), ("Y", 0), ("n", 77), ("", 77), ("yess", 77)]
    )
    func `on a terminal it is asked for`(answer: String, status: Int32) async throws {
        let line = "printf '\(answer)\\n' | script -qefc \"$0 run test.yaml\" /dev/null"
        let outcome = try await shell(line)
        #expect(outcome.status == status, "\(outcome.stdout)")
        #expect(outcome.stdout.contains("  key       the variable MY_KEY\r\n"))
        #expect(outcome.stdout.contains("  sent to   \(host)\r\n"))
        #expect(outcome.stdout.contains("Allow this, now and in later runs? [y/N]"))
        #expect(server.journal.count == (status == 0 ? 1 : 0))
        #expect(try await run().status == status, "it is remembered")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/script")))
    func `with --quiet nobody is asked`() async throws {
        let line = "printf 'y\\n' | script -qefc \"$0 run test.yaml -q\" /dev/null"
        let outcome = try await shell(line)
        #expect(outcome.status == 77)
        #expect(!outcome.stdout.contains("[y/N]"))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends a key command that hangs`(signal: Int32) async throws {
        try replace("key_env: MY_KEY", "key_command: 'touch started; sleep 3000; echo x'")
        let run = try StartedProgram(
            ["run", "test.yaml", "--allow-key"],
            in: scratch.url,
            environment: environment
        )
        try await run.wait { scratch.exists("started") }
        run.send(signal)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix("run again: stocktake run test.yaml\n"))
    }
}
