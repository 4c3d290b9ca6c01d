import Foundation
import Testing

/// Keys typed into a pipeline file.
@Suite("A key typed into a file", .serialized, .timeLimit(.minutes(10))) struct TypedSecretTests {
    private static let lines = [
        "model: {name: gpt-5.2, api_key: hunter2}", "model:\n  name: m\n  api_key: 'hunter2'",
        "model:\n  name: m\n  apiKey: |\n    hunter2\n", "api_key: hunter2", "key: hunter2",
        "token: hunter2", "model: {name: m, authorization: Bearer hunter2}", "password: hunter2",
        "OPENAI_API_KEY: sk-proj-hunter2", "sk-proj-hunter2: x", "openai: {secret: hunter2}",
        "model: {name: m, headers: {Authorization: \"Bearer hunter2\"}}",
        "model: {name: m, key_file: sk-proj-hunter2}", "model: {name: m, key_env: sk-hunter2}",
        "model: {name: m, key_env: gsk_hunter2hunter2hunter2}", "model: sk-proj-hunter2",
        "model: {name: sk-proj-hunter2}", "model: {name: m, base_url: sk-proj-hunter2}",
        "model: {name: m, base_url: \"https://me:hunter2@host/v1\"}",
        "model: {name: m, base_url: \"https://host/v1?key=hunter2\"}",
        "model: {name: m, base_url: \"me:hunter2@host/v1\"}",
        "model: {name: m, votes: sk-ant-hunter2hunter2}", "title: [sk-proj-hunter2]",
        "model: {name: m, api: Bearer hunter2hunter2}", "limits: {duration: sk-proj-hunter2}",
        "api_key: \"hunter2\n  and: more\nmodel: m", "api_key: hunter2: x", "api_key: @hunter2",
        "model: {name: m, effort: Hunter2aBcDeF123GhIjKlMn}", "secrets: [a, hunter2",
    ]

    @Test(arguments: lines)
    func `it is never repeated`(line: String) async throws {
        try await check(line, [["run", "-v"]])
    }

    @Test(arguments: [lines[0], lines[10], lines[16]])
    func `no command repeats it`(line: String) async throws {
        try await check(
            line,
            [["check"], ["check", "--format", "json"], ["run", "-q"], ["estimate"], ["history"]]
        )
    }

    private func check(_ line: String, _ commands: [[String]]) async throws {
        let scratch = try Scratch()
        try scratch.write(
            "name: test\nphotos: photos\ncount: {by: model, items: [box]}\n\(line)\n",
            to: "test.yaml"
        )
        for arguments in commands {
            let outcome = try await Binary.run(
                [arguments[0], "test.yaml", "--log", "log.jsonl"] + arguments.dropFirst(),
                in: scratch.url
            )
            #expect(outcome.status == 65, "\(arguments): \(outcome.stderr)")
            let told = try outcome.stdout + outcome.stderr + scratch.read("log.jsonl")
            #expect(!told.lowercased().contains("hunter2"), "\(arguments): \(told)")
        }
    }

    @Test(arguments: ["api_key", "apiKey", "key", "token", "authorization", "password", "secret"])
    func `the error says where keys belong`(name: String) async throws {
        let scratch = try Scratch()
        try scratch.write("name: test\nmodel:\n  name: m\n  \(name): hunter2\n", to: "test.yaml")
        let outcome = try await Binary.run(["check", "test.yaml"], in: scratch.url)
        #expect(
            outcome.stderr.contains(
                "test.yaml:4:3: error: unknown key '\(name)' in model; a key doesn't belong in this "
                    + "file: keep it in a variable (model.key_env), in a file of its own "
                    + "(model.key_file) or in a password manager (model.key_command)\n"
            )
        )
    }
}
