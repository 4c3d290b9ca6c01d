import Foundation
import JSONSchema
import Testing

/// A file of `--log`, line by line.
struct Log {
    let events: [JSONValue]

    /// - Throws: where a line is no JSON.
    init(_ text: String) throws {
        events = try text.split(separator: "\n").map { try JSONValue(reading: Array($0.utf8)) }
    }

    init(in scratch: Scratch, _ name: String = "log.jsonl") throws {
        try self.init(scratch.read(name))
    }

    var kinds: [String] { events.compactMap { $0["type"]?.string } }

    func all(_ kind: String) -> [JSONValue] {
        events.filter { $0["type"]?.string == kind }
    }

    var lastStatus: Int? { events.last?["exit_status"]?.number?.exactInt }
}

@Suite("stocktake --log", .serialized, .timeLimit(.minutes(10))) struct LogTests {
    /// A command, how it ends, and with what line.
    struct Row: CustomTestStringConvertible {
        let command: String
        let status: Int32
        var last = "summary"
        var others: Set<String> = []
        var testDescription: String { command }
    }

    /// Every command, done and failed.
    static let rows: [Row] = [
        Row(command: "run test.yaml", status: 0, others: ["photo", "merge"]),
        Row(command: "run missing.yaml", status: 3, others: ["photo", "finding", "merge"]),
        Row(command: "run books.yaml --fail-on recount", status: 4, others: ["photo", "merge"]),
        Row(command: "run test.yaml --output test.yaml/x", status: 73, last: "exit_error"),
        Row(command: "run test.yaml --metrics none/m", status: 73, last: "exit_error"),
        Row(command: "run test.yaml >/dev/full", status: 73, others: ["merge", "exit_error"]),
        Row(command: "run test.yaml --fail-on x", status: 64, last: "exit_error"),
        Row(command: "run test.yaml --only nowhere", status: 3, others: ["finding"]),
        Row(command: "run bad.yaml", status: 65, last: "exit_error", others: ["finding"]),
        Row(command: "run model.yaml", status: 77, last: "exit_error"),
        Row(command: "run model.yaml --dry-run", status: 0, others: ["plan"]),
        Row(command: "run model.yaml --rehearse -q", status: 0, others: ["plan", "request"]),
        Row(command: "retry test.yaml", status: 0, others: ["photo", "merge"]),
        Row(command: "retry model.yaml --lock-wait x", status: 64, last: "exit_error"),
        Row(command: "retry nowhere.yaml", status: 66, last: "exit_error", others: ["finding"]),
        Row(command: "estimate model.yaml", status: 0, others: ["plan"]),
        Row(command: "estimate model.yaml --max-cost 0.0001", status: 8, others: ["finding"]),
        Row(command: "estimate model.yaml --output test.yaml/x", status: 73, last: "exit_error"),
        Row(command: "estimate model.yaml --max-cost x", status: 64, last: "exit_error"),
        Row(command: "estimate bad.yaml", status: 65, last: "exit_error", others: ["finding"]),
        Row(command: "check test.yaml", status: 0),
        Row(command: "check missing.yaml", status: 3, others: ["finding"]),
        Row(command: "check bad.yaml --format json", status: 65, others: ["finding"]),
        Row(command: "check nowhere.yaml", status: 66, others: ["finding"]),
        Row(command: "history model.yaml", status: 0),
        Row(command: "history model.yaml --ledger test.yaml", status: 65, last: "exit_error"),
        Row(command: "history bad.yaml", status: 65, last: "exit_error", others: ["finding"]),
        Row(
            command: "search test.yaml x --log first.jsonl 2>/dev/null; "
                + "STOCKTAKE_LOG= \"$0\" run test.yaml --quiet; \"$0\" search test.yaml ice",
            status: 0
        ),
        Row(command: "search test.yaml ice", status: 66, last: "exit_error"),
        Row(command: "init new", status: 0),
        Row(command: "init test.yaml", status: 73, last: "exit_error"),
        Row(command: "schema pipeline", status: 0),
        Row(command: "schema pipeline >/dev/full", status: 73, others: ["exit_error"]),
        Row(command: "schema reply model.yaml", status: 0),
        Row(command: "schema reply bad.yaml", status: 65, last: "exit_error", others: ["finding"]),
        Row(command: "validate schema.json 7.json", status: 0),
        Row(command: "validate schema.json text.json", status: 1),
        Row(command: "validate far.json 7.json", status: 2, last: "exit_error"),
        Row(command: "validate test.yaml 7.json", status: 65, last: "exit_error"),
        Row(command: "validate schema.json none.json", status: 66, last: "exit_error"),
    ]

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        try scratch.addPipeline(files: "\"photos/*\"")
        let sound = try scratch.read("test.yaml")
        let missing = sound.replacing("\"photos/*\"", with: "list.txt")
        try scratch.write(missing, to: "missing.yaml")
        try scratch.write("photos/1.jpg\n\"a\tb'\u{9B}\u{202E}.jpg\n", to: "list.txt")
        try scratch.write(sound + "compare: books.csv\n", to: "books.yaml")
        let books = "sku,location,expected_quantity\nICE-BAG-4,A-01,99\n"
        try scratch.write(books, to: "books.csv")
        let model = sound.replacing(
            "count: catalogue.csv",
            with: "count: {by: model, items: [box]}"
        )
        .replacing("location: sign, ", with: "")
        try scratch.write(model + "model: gpt-5.2\n", to: "model.yaml")
        try scratch.write("name: test\nphotoes: \"x\\y\"\n", to: "bad.yaml")
        try scratch.write(#"{"type":"integer"}"#, to: "schema.json")
        try scratch.write(#"{"$ref":"https://example.com/s"}"#, to: "far.json")
        try scratch.write("7", to: "7.json")
        try scratch.write(#""seven""#, to: "text.json")
    }

    @Test(arguments: rows)
    func `the last line has the exit status of the process`(_ row: Row) async throws {
        let outcome = try await Binary.shell(
            "\"$0\" \(row.command)",
            in: scratch.url,
            environment: ["STOCKTAKE_LOG": "log.jsonl"]
        )
        #expect(outcome.status == row.status, "\(outcome.stderr)")
        let log = try Log(in: scratch)
        #expect(log.kinds.last == row.last)
        #expect(log.lastStatus == Int(row.status))
        #expect(row.others.isSubset(of: log.kinds), "\(log.kinds)")
        let command = row.command.prefix { $0 != " " }
        for event in log.events {
            #expect(event["version"]?.number != nil && event["time"]?.string != nil)
            #expect(event["run"] != nil)
            #expect(event["command"]?.string == String(command))
        }
        #expect(log.kinds.count { $0 == "summary" } <= 1)
        let errors = log.all("exit_error")
        #expect(errors.isEmpty == (row.last == "summary" && !row.others.contains("exit_error")))
        #expect(errors.allSatisfy { $0["message"]?.string?.isEmpty == false })
    }

    @Test func `every command is in the table, and takes the option`() async throws {
        let help = try await Binary.run(["--help"])
        let commands = help.stdout.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }
            .compactMap { $0.firstMatch(of: /^  ([a-z]+) +/)?.1 }
        #expect(commands.count >= 8)
        for command in commands {
            let rows = Self.rows.filter { $0.command.hasPrefix("\(command) ") }
            #expect(rows.contains { $0.status == 0 } && rows.contains { $0.status != 0 })
            let own = try await Binary.run([String(command), "--help"])
            #expect(own.stdout.contains("--log <file>"), "\(command)")
        }
    }

    @Test func `findings are logged when nothing is printed, hostile names and all`() async throws {
        let outcome = try await Binary.run(
            ["check", "missing.yaml", "-q", "--log", "log.jsonl"],
            in: scratch.url
        )
        #expect(outcome.status == 3)
        #expect(outcome.stderr.split(separator: "\n").count == 1, "the last line only")
        #expect(outcome.stderr.contains("run: stocktake check missing.yaml"))
        let log = try Log(in: scratch)
        let finding = try #require(log.all("finding").first)
        #expect(finding["severity"] == "warning" && finding["code"] == "photo_missing")
        #expect(finding["photo"]?.string?.hasPrefix("\"a\\u{9}b'\\u{9b}\\u{202e}") == true)
        #expect(log.events.last?["warnings"] == 1)
    }

    @Test func `an estimate logs a plan for each model`() async throws {
        _ = try await Binary.run(
            ["estimate", "model.yaml", "--model", "gpt-5.2", "--model", "x", "--log", "log.jsonl"],
            in: scratch.url
        )
        let log = try Log(in: scratch)
        let plans = log.all("plan")
        #expect(plans.compactMap { $0["model"]?.string } == ["gpt-5.2", "x"])
        #expect(plans.first?["estimated"]?.string?.hasPrefix("0.0") == true)
        #expect(plans.last?["estimated"] == .null, "without a price it is unknown")
        #expect(log.events.last?["estimated"] == plans.first?["estimated"], "the pipeline's own")
    }

    @Test func `an interrupted run logs one error`() async throws {
        let count = try scratch.addManySamples()
        let words = [Binary.path, "run", "test.yaml", "--progress", "always", "--log", "log.jsonl"]
        let outcome = try await Child(words: words, folder: scratch.url)
            .run(signal: (SIGTERM, after: "/\(count) photos"))
        #expect(outcome.status == 130)
        let log = try Log(in: scratch)
        #expect(log.kinds == ["exit_error"])
        #expect(log.lastStatus == 130)
    }

    @Test(arguments: [("none/log", 73), ("photos", 73), ("''", 64)])
    func `a log that can't be opened ends a command before anything is done`(
        _ path: String,
        _ status: Int32
    ) async throws {
        for command in ["run test.yaml", "init new"] {
            let outcome = try await Binary.shell("\"$0\" \(command) --log \(path)", in: scratch.url)
            #expect(outcome.status == status)
            #expect(outcome.stderr.contains("--log"), "\(outcome.stderr)")
        }
        #expect(!scratch.exists("out") && !scratch.exists("new"))
    }

    @Test func `a full disk under the log ends no run, and is reported once`() async throws {
        let outcome = try await Binary.run(
            ["run", "missing.yaml", "-q", "--log", "/dev/full"],
            in: scratch.url
        )
        #expect(outcome.status == 3 && scratch.exists("out/test/latest/report.xlsx"))
        let lines = outcome.stderr.split(separator: "\n")
        #expect(lines.count == 2, "\(outcome.stderr)")
        let warning =
            "stocktake: warning: --log: /dev/full: no space left on device (error 28); "
            + "nothing more is logged"
        #expect(lines.first.map(String.init) == warning)
    }

    /// A file may grow to 2000 KiB here; the reports need less.
    @Test func `a line torn by a limit spoils no later one`() async throws {
        let pad = #"{"pad":"\#(String(repeating: "x", count: 2_047_800))"}"# + "\n"
        try scratch.write(pad, to: "log.jsonl")
        let line = "\"$0\" run missing.yaml -q --log log.jsonl"
        let torn = try await Binary.shell("ulimit -f 2000; \(line)", in: scratch.url)
        #expect(torn.status == 3, "\(torn.stderr)")
        #expect(torn.stderr.contains("nothing more is logged"))
        let whole = try await Binary.shell(line, in: scratch.url)
        #expect(whole.status == 3, "\(whole.stderr)")
        let lines = try scratch.read("log.jsonl").split(separator: "\n").map(Array.init)
        let unread = lines.filter { line in
            do {
                return try Log(String(line)).events.count != 1
            } catch {
                return true
            }
        }
        #expect(unread.count == 1, "the torn one")
        let second = try Log(lines.suffix(5).map { String($0) }.joined(separator: "\n"))
        #expect(second.kinds == ["photo", "photo", "merge", "finding", "summary"])
        #expect(second.lastStatus == 3)
    }

    @Test func `commands at once tear no line of each other`() async throws {
        try scratch.write(
            (0..<100).map { "none\($0).jpg\n" }.joined() + "photos/1.jpg",
            to: "list.txt"
        )
        let outcome = try await Binary.shell(
            "for i in 1 2 3 4 5 6 7 8; do \"$0\" check missing.yaml -q --log log.jsonl & done; wait",
            in: scratch.url
        )
        #expect(outcome.stderr.split(separator: "\n").count == 8, "the last line of each")
        let log = try Log(in: scratch)
        #expect(log.all("finding").count == 800 && log.all("summary").count == 8)
    }

    @Test func `all that a run logs bears its id, and never a key`() async throws {
        let scene = try ModelScene(photos: 2, perLocation: 1, server: ModelScene.service())
        let done = try await scene.run(["-q", "--log", "log.jsonl"])
        #expect(done.status == 0)
        let failed = try await scene.run(["-q", "--log", "log.jsonl", "--metrics", "none/m"])
        #expect(failed.status == 73)
        let log = try Log(in: scene.scratch)
        let runs = log.events.compactMap { $0["run"]?.string }
        #expect(runs.count == log.events.count && Set(runs).count == 2)
        #expect(log.kinds.last == "exit_error")
        #expect(log.all("summary").first?["requests"] == 2)
        #expect(try scene.keyIsNowhere())
    }
}
