import Foundation
import Platform
import Rehearsal
import ServiceFaults
import Testing

/// Other things in the ledger's place, and ledgers that were damaged on disk.
@Suite("stocktake and its ledger's file", .serialized, .timeLimit(.minutes(10)))
struct LedgerFileTests {
    private static let ledger = "out/test/ledger.sqlite"
    private static let damaged =
        "nothing was repaired: restore a copy, or move it away and run again, which asks every "
        + "question anew"
    private static let unprivileged =
        geteuid() == 0
        ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []

    private let server: LoopbackServer
    private let scene: FaultScene

    init() throws {
        server = try FaultScene.service()
        scene = try FaultScene(questions: 3, server: server)
    }

    private func path(_ name: String = ledger) -> String {
        scene.scratch.url.appending(path: name).path
    }

    private func bytes() throws -> [UInt8] {
        try readFile(at: path(), maxBytes: 1 << 26)
    }

    private func store(_ bytes: [UInt8]) throws {
        try makeFolders(to: path("out/test"))
        try writeFile(bytes, at: path())
    }

    private func unprivileged(_ arguments: [String]) async throws -> Outcome {
        try await Child(
            words: Self.unprivileged + [Binary.path] + arguments,
            folder: scene.scratch.url,
            environment: scene.environment
        )
        .run()
    }

    // MARK: Something else

    /// Something at the ledger's path that is not a ledger, with the message about it.
    struct Stranger: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Makes it from the bytes of a ledger.
        let make: @Sendable ([UInt8]) -> [UInt8]
        let words: String
    }

    private static func patching(_ bytes: [UInt8], at offset: Int) -> @Sendable ([UInt8]) -> [UInt8]
    {
        { ledger in ledger[..<offset] + bytes + ledger[(offset + bytes.count)...] }
    }

    private static let strangers = [
        Stranger(
            testDescription: "a table of text",
            make: { _ in Array(String(repeating: "location,sku\r\n", count: 50).utf8) },
            words: "the ledger is damaged (file is not a database, SQLite 26); \(damaged)"
        ),
        Stranger(
            testDescription: "a note",
            make: { _ in Array("the ledger is at home\n".utf8) },
            words: "the ledger is damaged (a file of 22 bytes); \(damaged)"
        ),
        // The SQLite file format, 1.3: the user version is at 60, the application's id at 68.
        Stranger(
            testDescription: "a ledger of a later version",
            make: patching([0, 0, 0, 9], at: 60),
            words: """
                a ledger of version 9, made by a newer Stocktake; this one knows up to \
                KNOWN: use the newer one, or name another ledger
                """
        ),
        Stranger(
            testDescription: "another program's database",
            make: patching(Array("GPKG".utf8), at: 68),
            words: "not a ledger but another program's SQLite file; name another path"
        ),
    ]

    @Test(arguments: strangers)
    func `what is no ledger of ours is refused and stays as it is`(
        _ stranger: Stranger
    ) async throws {
        #expect(try await scene.run().status == 0)
        let latest = try scene.latest()
        let whole = try bytes()
        let words = stranger.words.replacing("KNOWN", with: "\(whole[63])")
        let bytes = stranger.make(whole)
        try store(bytes)
        for command in ["run", "history"] {
            let outcome = try await Binary.run(
                [command, "test.yaml"],
                in: scene.scratch.url,
                environment: scene.environment
            )
            #expect(outcome.status == 65)
            #expect(outcome.stdout.isEmpty)
            let next = command == "run" ? "; then run: stocktake run test.yaml" : ""
            #expect(outcome.stderr == "stocktake: error: \(Self.ledger): \(words)\(next)\n")
        }
        #expect(try self.bytes() == bytes)
        #expect(server.journal.count == 3, "nothing was asked")
        #expect(try scene.latest() == latest)
        #expect(
            try scene.scratch.names("out/test")
                == [latest, "latest", "ledger.sqlite", "ledger.sqlite.lock"]
        )
    }

    @Test func `an empty file becomes a ledger`() async throws {
        try store([])
        #expect(try await scene.run().status == 0)
        #expect(try scene.isAllCounted())
        #expect(try await scene.history().count == 1)
    }

    @Test(arguments: [
        ("mkdir", "a folder"), ("mkfifo", "a FIFO"), ("ln -s nowhere", "a dangling link"),
    ])
    func `where no file can be, the run ends and names what is there`(
        _ make: String,
        _ kind: String
    ) async throws {
        let outcome = try await scene.shell(
            """
            mkdir -p out/test; \(make) \(Self.ledger); ls -lR --time-style=+ out >before
            timeout 300 "$0" run test.yaml; echo $?
            rm out/test/*.lock; ls -lR --time-style=+ out | diff before -
            """
        )
        #expect(outcome.stdout == "73\n")
        #expect(
            outcome.stderr
                == "stocktake: error: \(Self.ledger): \(kind), not a file; name another path; then "
                + "run: stocktake run test.yaml\n"
        )
        #expect(server.journal.isEmpty)
    }

    // MARK: Permission

    @Test(arguments: [
        "0444 out/test/ledger.sqlite", "0555 out/test", "0000 out/test/ledger.sqlite",
    ])
    func `without permission to write nothing is asked, and later runs work`(
        _ mode: String
    ) async throws {
        #expect(try await scene.run().status == 0)
        let before = try bytes()
        let change = try await scene.shell("chmod \(mode)")
        #expect(change.status == 0)
        let outcome = try await unprivileged(["run", "test.yaml", "--fresh"])
        let history = try await unprivileged(["history", "test.yaml"])
        _ = try await scene.shell("chmod 755 out/test; chmod 600 out/test/ledger.sqlite")
        #expect(outcome.status == 73)
        let lines = outcome.stderr.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("stocktake: error: out/test/"), "\(lines)")
        #expect(
            lines[0].contains("permission denied")
                || lines[0].contains("; check its folder and permissions; then run: stocktake run"),
            "\(lines)"
        )
        #expect(history.status == (mode.hasPrefix("0000") ? 73 : 0), "reading needs no more")
        #expect(try bytes() == before)
        #expect(server.journal.count == 3)
        #expect(try await unprivileged(["run", "test.yaml"]).status == 0)
        #expect(server.journal.count == 3)
    }

    // MARK: The lock

    @Test(arguments: ["mkdir", "mkfifo", "ln -s nowhere", "ln -s test.yaml"])
    func `a lock that is no file ends the run`(_ make: String) async throws {
        let outcome = try await scene.shell(
            """
            mkdir -p out/test; \(make) out/test/ledger.sqlite.lock
            timeout 300 "$0" run test.yaml; echo $?; ls -A out/test
            """
        )
        #expect(outcome.stdout == "73\nledger.sqlite.lock\n")
        #expect(
            outcome.stderr.hasPrefix(
                "stocktake: error: \(Self.ledger).lock: the lock can't be taken: "
            )
        )
        let advice = ", or name another ledger with --ledger; then run: stocktake run test.yaml\n"
        #expect(outcome.stderr.hasSuffix(advice))
        #expect(server.journal.isEmpty)
    }

    // MARK: Damage

    /// A run on a damaged ledger reports it or counts correctly; it never crashes.
    private func runOnDamage(
        _ damage: [UInt8],
        _ right: [String: String],
        _ what: String
    ) async throws -> Outcome {
        try store(damage)
        let outcome = try await scene.run(["-q"])
        switch outcome.status {
        case 0:
            for file in FaultScene.stable {
                let text = try scene.scratch.read("out/test/latest/\(file)")
                #expect(text == right[file], "\(what): \(file)")
            }
        case 65, 73:
            let lines = outcome.stderr.split(separator: "\n")
            #expect(
                lines.count == 1 && lines[0].hasPrefix("stocktake: error: \(Self.ledger): "),
                "\(what): \(outcome.stderr)"
            )
        default: Issue.record("\(what): \(outcome.status) \(outcome.stderr)")
        }
        return outcome
    }

    private func rightAnswers() async throws -> [String: String] {
        #expect(try await scene.run().status == 0)
        return try FaultScene.stable.reduce(into: [:]) {
            $0[$1] = try scene.scratch.read("out/test/latest/\($1)")
        }
    }

    @Test(arguments: [Dice.seed])
    func `a ledger cut off anywhere is reported and not changed`(seed: UInt64) async throws {
        var dice = Dice(seed: seed)
        let right = try await rightAnswers()
        let whole = try bytes()
        let count = whole.count
        let places = [1, 99, 100, 511, 512, 4095, 4096, 8192, count - 4096, count - 1]
        for place in places + (0..<10).map({ _ in Int.random(in: 1..<count, using: &dice) }) {
            let what = "cut at \(place) of \(count)"
            let cut = Array(whole[..<place])
            let outcome = try await runOnDamage(cut, right, what)
            #expect(outcome.status == 65, "\(what): \(outcome.stderr)")
            #expect(try bytes() == cut, "\(what)")
        }
        #expect(server.journal.count == 3, "nothing was asked")
    }

    /// What disks do to files; `SOAK=200` does it that often.
    @Test(arguments: [Dice.seed])
    func `a ledger with wrong bytes anywhere is reported or used correctly`(
        seed: UInt64
    ) async throws {
        var dice = Dice(seed: seed)
        let right = try await rightAnswers()
        let whole = try bytes()
        let rounds = ProcessInfo.processInfo.environment["SOAK"].flatMap { Int($0) } ?? 8
        for round in 0..<rounds {
            let page = Int.random(in: 0..<whole.count / 4096, using: &dice) * 4096
            let place = Int.random(in: 0..<whole.count, using: &dice)
            var one = whole
            one[place] ^= UInt8.random(in: 1...255, using: &dice)
            var several = whole
            for _ in 0..<16 {
                let place = Int.random(in: 0..<whole.count, using: &dice)
                several[place] = .random(in: 0...255, using: &dice)
            }
            var sector = whole
            for index in 0..<512 { sector[place / 512 * 512 + index] = 0 }
            var swapped = whole
            for index in 0..<4096 { swapped.swapAt(index + page, index + place / 4096 * 4096) }
            for (name, damage) in [
                ("byte \(place)", one), ("several bytes", several), ("sector at \(place)", sector),
                ("pages at \(page) and \(place)", swapped),
            ] {
                _ = try await runOnDamage(damage, right, "round \(round), \(name)")
                for suffix in ["-wal", "-shm"] where scene.scratch.exists(Self.ledger + suffix) {
                    try FileManager.default.removeItem(atPath: path() + suffix)
                }
            }
        }
    }
}
