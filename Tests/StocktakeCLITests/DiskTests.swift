import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// Disks that are full, before a run or in the middle of one.
@Suite(
    "stocktake on a full disk",
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: SmallDisk.mustBeMade, "needs to mount a small disk")
)
struct DiskTests {
    private func shell(
        _ scene: FaultScene,
        kilobytes: Int = 512,
        _ line: String,
        _ more: [String: String] = [:]
    ) async throws -> Outcome {
        try await SmallDisk.shell(
            kilobytes: kilobytes,
            line,
            in: scene.scratch.url,
            environment: scene.environment.merging(more) { $1 }
        )
    }

    // MARK: The ledger's disk

    @Test func `without room for a ledger nothing is asked`() async throws {
        let server = try FaultScene.service()
        let scene = try FaultScene(questions: 2, server: server)
        // From no room at all to nearly enough: each step of the opening finds the disk full once.
        let outcome = try await shell(
            scene,
            """
            for room in 0 4 8 16 32 36 40 44 48 56 64; do
                rm -f disk/*; fill $room
                "$0" run test.yaml -q --ledger disk/ledger.sqlite; echo $room $?
                rm -rf disk/filling out
            done
            """
        )
        let statuses = outcome.stdout.split(separator: "\n").map { $0.split(separator: " ")[1] }
        #expect(Set(statuses) == ["73"], "\(outcome.stdout)\(outcome.stderr)")
        for line in outcome.stderr.split(separator: "\n") {
            #expect(line.hasPrefix("stocktake: error: disk/ledger.sqlite"), "\(line)")
            #expect(line.contains(/disk is full|no space left|can.t grow/), "\(line)")
        }
        #expect(outcome.stderr.split(separator: "\n").count == statuses.count)
        #expect(server.journal.isEmpty)
        #expect(!scene.scratch.exists("out/test/latest"))
    }

    @Test(arguments: [300, 900, 1_500])
    func `a ledger that fills up ends the run, and what was stored is not asked again`(
        _ kilobytes: Int
    ) async throws {
        // No reply can be made smaller: 12 KB of digits that follow no rule.
        let server = try LoopbackServer { question, _, index in
            let reply = ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).bodyText
            var dice = Dice(seed: UInt64(index))
            let digits = (0..<1_500).map { _ in String(dice.next(), radix: 36) }
            let padding = ",\"padding\":\"\(digits.joined())\"}"
            return .reply(status: 200, body: String(reply.dropLast()) + padding)
        }
        let scene = try FaultScene(
            questions: 60,
            more: "ledger: disk/ledger.sqlite",
            server: server
        )
        #expect(try await scene.runFirst(2).status == 0)
        let old = try scene.latest()
        let oldBytes = try scene.bytes("out/test/\(old)")
        try FileManager.default.moveItem(
            at: scene.scratch.url.appending(path: "disk"),
            to: scene.scratch.url.appending(path: "first")
        )
        let outcome = try await shell(
            scene,
            kilobytes: kilobytes,
            """
            cp first/ledger.sqlite disk/
            "$0" run test.yaml; echo $?
            ls -A out/test >names; readlink out/test/latest >latest; ls -A tmp >left
            "$0" history test.yaml >history 2>&1; echo $?
            mount -o remount,size=16m disk
            "$0" run test.yaml -q; echo $?
            """
        )
        let lines = outcome.stderr.split(separator: "\n")
        #expect(outcome.stdout == "73\n0\n0\n", "\(outcome.stderr)")
        #expect(
            lines.last?.wholeMatch(
                of:
                    /stocktake: error: disk\/ledger.sqlite: the ledger can't grow \(.*, SQLite \d+\); make room and run again: what was stored is kept; then run: stocktake run test.yaml/
            ) != nil,
            "\(lines)"
        )
        #expect(try scene.scratch.read("names") == "\(old)\nlatest\n")
        #expect(try scene.scratch.read("latest") == "\(old)\n")
        #expect(try scene.scratch.read("left") == "")
        #expect(try scene.bytes("out/test/\(old)") == oldBytes)
        // What was under way when the disk was full may be asked again, and nothing else.
        #expect(scene.timesAsked.count == 60 && (scene.timesAsked.max() ?? 0) <= 2)
        #expect(scene.timesAsked.reduce(0, +) <= 60 + 4)
        #expect(try scene.isAllCounted())
        let requests = try scene.scene.json()["requests"]
        #expect(
            kilobytes < 900 || requests?["reused"] != 2,
            "something was stored before the disk was full"
        )
    }

    // MARK: The reports' disk

    @Test(arguments: [("[csv, xlsx, json]", [0, 40, 1000]), ("[csv]", [0, 4, 8, 12, 16, 20])])
    func `without room for reports the old ones stay, and nothing is asked again`(
        _ formats: String,
        _ rooms: [Int]
    ) async throws {
        let server = try FaultScene.service()
        let scene = try FaultScene(questions: 6, server: server)
        try scene.scratch.write(
            scene.scratch.read("test.yaml").replacing(
                "report: out",
                with: "report: {folder: out, formats: \(formats)}"
            ),
            to: "test.yaml"
        )
        let first = try await scene.runFirst(2)
        #expect(first.status == 0)
        // From no room at all to nearly enough: each report in its turn finds the disk full.
        let words = rooms.map(String.init).joined(separator: " ")
        let outcome = try await shell(
            scene,
            kilobytes: 4096,
            """
            cp -a out/test disk/; mv disk/test/ledger.sqlite .; rm disk/test/*.lock
            cp -a disk/test before
            for room in \(words); do
                fill $room
                "$0" run test.yaml --ledger ledger.sqlite --output disk; echo $?
                rm disk/filling
                diff -r before disk/test && [ "$(ls -A before)" = "$(ls -A disk/test)" ] \\
                    && [ "$(readlink before/latest)" = "$(readlink disk/test/latest)" ] \\
                    || echo changed
            done
            "$0" run test.yaml -q --ledger ledger.sqlite --output disk; echo "room: $?"
            cp -a disk/test after; ls -A after tmp >&2
            """
        )
        #expect(
            outcome.stdout == String(repeating: "73\n", count: rooms.count) + "room: 0\n",
            "\(outcome.stdout)\(outcome.stderr)"
        )
        let errors = outcome.stderr.split(separator: "\n").filter {
            $0.hasPrefix("stocktake: error")
        }
        #expect(errors.count == rooms.count)
        for line in errors {
            #expect(line.hasPrefix("stocktake: error: disk/test/"), "\(line)")
            let next = "; make room or choose --output; then run: stocktake run "
            #expect(line.contains(next), "\(line)")
        }
        #expect(scene.timesAsked == Array(repeating: 1, count: 6))
        #expect(try scene.isAllCounted(in: "after/latest"))
        #expect(try scene.scratch.names("after").count { $0.hasPrefix(".") } == 0)
    }

    @Test func `metrics that can't be written are an error, and the reports are kept`() async throws
    {
        let server = try FaultScene.service()
        let scene = try FaultScene(questions: 2, server: server)
        let outcome = try await shell(
            scene,
            """
            fill 0
            "$0" run test.yaml -q --metrics disk/m.prom; echo $?
            ls -A disk
            """
        )
        #expect(outcome.stdout == "73\nfilling\n", "\(outcome.stderr)")
        let words = "stocktake: error: disk/m.prom: no space left on device (error 28); "
        #expect(outcome.stderr.hasPrefix(words), "\(outcome.stderr)")
        #expect(try scene.isAllCounted())
    }

    // MARK: The temporary folder

    /// Photos that can't be sent as they are: these are made smaller first.
    @Test func `without room to prepare photos they are asked about by the next run`()
        async throws
    {
        let server = try FaultScene.service()
        let scene = try FaultScene(questions: 6, server: server)
        try scene.scratch.write(
            scene.scratch.read("test.yaml").replacing("original", with: "240"),
            to: "test.yaml"
        )
        let outcome = try await shell(
            scene,
            """
            fill 0
            "$0" run test.yaml >table; echo $?
            ls -A disk
            rm disk/filling
            "$0" run test.yaml -q; echo $?
            ls -A disk
            """,
            ["TMPDIR": "disk"]
        )
        #expect(outcome.stdout == "73\nfilling\n0\n", "\(outcome.stderr)")
        let words =
            "stocktake: error: no room to prepare photos for sending: no space left on device "
            + "(error 28); make room, or name another folder in TMPDIR, and run the command "
            + "again; received answers are kept; then run: stocktake run test.yaml\n"
        #expect(outcome.stderr == words)
        #expect(scene.timesAsked == Array(repeating: 1, count: 6))
        #expect(try scene.isAllCounted())
    }
}
