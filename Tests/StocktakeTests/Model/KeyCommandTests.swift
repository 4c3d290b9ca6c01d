import Foundation
import Testing

@testable import Stocktake

@Suite("model.key_command", .timeLimit(.minutes(10))) struct KeyCommandTests {
    private static let secrets = [
        "OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN",
        "OP_SERVICE_ACCOUNT_TOKEN", "BW_SESSION", "VAULT_TOKEN", "DB_PASSWORD", "PGPASSWORD",
        "STOCKTAKE_ALLOW_KEY", "ANTHROPIC_AUTH", "MY_KEY", "key", "LD_PRELOAD", "BASH_ENV", "ENV",
    ]

    private func line(
        _ command: String,
        _ variables: [String: String] = ["PATH": "/usr/bin:/bin"],
        within time: Duration = .seconds(300),
        duration: Duration? = nil,
        interruption: @escaping @Sendable () -> Int32? = { nil }
    ) throws -> String {
        var environment = KeyEnvironment(variables: variables)
        environment.commandTime = time
        environment.duration = duration
        environment.interruption = interruption
        return try KeyCommand(command, environment).firstLine()
    }

    private func refusal(_ work: () throws -> String) throws -> RunRefusal {
        try #require(#expect(throws: RunRefusal.self) { try work() })
    }

    @Test(arguments: secrets)
    func `a secret of the environment is not passed on`(name: String) throws {
        let found = try line("echo x${\(name)}x", [name: "hunter2", "PATH": "/usr/bin:/bin"])
        #expect(found == "xx")
    }

    @Test(arguments: [
        "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "SSH_AUTH_SOCK", "GPG_TTY", "GNUPGHOME",
        "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "AWS_PROFILE", "OP_ACCOUNT",
    ])
    func `what a password manager needs is passed on`(name: String) throws {
        #expect(try line("echo \"$\(name)\"", [name: "value"]) == "value")
    }

    @Test func `a proxy is passed on without a password only`() throws {
        #expect(try line("echo $https_proxy", ["https_proxy": "http://proxy:3128"]) != "")
        let command = "echo x$https_proxy"
        #expect(try line(command, ["https_proxy": "http://me:hunter2@proxy:3128"]) == "x")
    }

    /// Long sleeps, also of children and of one that ignores SIGTERM, would outlast the test.
    @Test(arguments: [
        "sleep 3000", "sleep 3000 & sleep 3000; echo sk-late",
        "trap '' TERM; while :; do sleep 1; done", "tail -f /dev/null", "yes >&2",
    ])
    func `a command that hangs is ended with its children`(command: String) throws {
        let refusal = try refusal { try line(command, within: .milliseconds(300)) }
        #expect(refusal.exitStatus == .noAccess)
        #expect(refusal.message.contains("printed no key within 0 s and was ended"))
    }

    @Test func `a limit of the run, or a signal, ends it earlier`() throws {
        let late = try refusal { try line("sleep 3000", duration: .milliseconds(200)) }
        #expect(late.exitStatus == .limitReached)
        #expect(late.message.hasPrefix("limits.duration ended while model.key_command was running"))
        let interruption = #expect(throws: RunInterruption.self) {
            try line("sleep 3000") { 15 }
        }
        #expect(interruption?.signal == 15)
    }

    @Test func `a child that stays behind is not waited for`() throws {
        #expect(try line("echo sk-now; sleep 30 &") == "sk-now")
    }

    @Test(arguments: [
        ("echo 'no such item' >&2; exit 3", "ended with status 3, saying 'no such item'; "),
        ("printf 'a\\n\\033[31mred\\n\\n' >&2; exit 1", "saying '\\u{1b}[31mred'"),
        ("echo 'key sk-proj-0123456789' >&2; exit 1", "saying 'key …'"),
        ("head -c 9000 /dev/zero | tr '\\0' x >&2; exit 1", "xxx…'"),
        ("echo oops >&2", "is empty, saying 'oops'; "), ("kill -9 $$", "ended with signal 9"),
        ("no-such-program", "ended with status 127, saying '"),
    ])
    func `what it said is repeated, without control characters and secrets`(
        command: String,
        words: String
    ) throws {
        let message = try refusal { try line(command) }.message
        #expect(message.contains(words), "\(message)")
        #expect(message.count < 500 && !message.contains("\n"))
    }

    @Test func `it reads no stdin but a terminal's`() throws {
        #expect(try line("cat; echo sk-after") == "sk-after")
    }

    @Test func `more than a key is not taken`() throws {
        let message = try refusal { try line("yes sk-endless") }.message
        #expect(message.contains("printed more than 16384 bytes"))
    }
}
