import Foundation
import Platform
import Synchronization
import Testing

@testable import Stocktake

@Suite("A run") struct StocktakeRunTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
    }

    private func count(
        _ plan: Plan,
        in environment: RunEnvironment = .test()
    ) async throws -> CountedRun {
        try await run(plan, in: environment).count
    }

    private func run(
        _ plan: Plan,
        in environment: RunEnvironment = .test(),
        onCount: (CountedRun) async -> Void = { _ in }
    ) async throws -> (count: CountedRun, reports: WrittenReports) {
        try await StocktakeRun(plan, in: environment, asking: AskEnvironment())
            .run(onProgress: { _ in }, onCount: onCount)
    }

    private func reasons(_ run: CountedRun) -> [String] {
        run.record.photos.map(\.reason)
    }

    @Test(arguments: [1, 2]) func `from photos to lines, whatever the workers`(
        _ workers: Int
    ) async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        try scene.photo("2.jpg", [.sign, .carton])
        let plan = try scene.plan()
        var told: [Int] = []
        let environment = RunEnvironment.test(workers: workers)
        let run = try await StocktakeRun(plan, in: environment, asking: AskEnvironment())
            .run(onProgress: { progress in
                told.append(progress.done)
                #expect(progress.total == 2 && progress.rejected == 0)
                #expect(progress.labels == progress.done)
            }).count
        #expect(told == [1, 2])
        #expect(run.exitStatus == .success)
        #expect(run.record.status == .complete)
        #expect(run.record.photos.map(\.location) == ["B-7", "B-7"])
        let line = try #require(run.record.lines.first)
        #expect(run.record.lines.count == 1)
        #expect(line.tally.location == "B-7" && line.tally.sku == "ICE")
        #expect(line.tally.counted == 1, "one serial on two photos is one carton")
        #expect(line.tally.evidence.map(\.counts).filter(\.self).count == 1)
        #expect(run.record.id.wholeMatch(of: /2026-11-22T\d{6}Z-[0-9a-f]{4}/) != nil)
    }

    @Test func `the time limit ends a run before its first photo`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        try scene.photo("2.jpg", [.sign])
        let plan = try scene.plan("limits: {duration: 60s}")
        let run = try await count(plan, in: .test(clock: ScriptedClock(0, 60)))
        #expect(run.exitStatus == .limitReached)
        #expect(run.exitStatus.rawValue == 8)
        #expect(run.record.status == .stopped)
        #expect(reasons(run) == Array(repeating: "not_reached: limits.duration reached", count: 2))
        #expect(run.record.lines == [])
        #expect(
            run.findings == [
                Finding(
                    .warning,
                    .timeLimit,
                    "limits.duration is reached: 2 of 2 photos not looked at",
                    key: "limits.duration"
                )
            ]
        )
        #expect(
            run.limit
                == "limits.duration is reached: 2 of 2 photos not looked at; raise the limit"
        )
    }

    @Test func `the time limit keeps what was counted before it`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        try scene.photo("2.jpg", [.sign])
        let plan = try scene.plan("limits: {duration: 60s}")
        let run = try await count(plan, in: .test(clock: ScriptedClock(0, 1, 2, 59.5, 60.5)))
        #expect(run.exitStatus == .limitReached)
        #expect(reasons(run) == ["", "not_reached: limits.duration reached"])
        #expect(run.record.lines.map(\.tally.counted) == [1])
        #expect(run.record.duration == .milliseconds(60_500))
    }

    @Test(
        arguments: [
            (
                // The photo that was not reached may be of any location.
                "sign",
                [
                    "B-7 ICE 1/1 incomplete not_reached", "B-7 TEA -/2 incomplete not_reached",
                    "C-1 ICE -/1 not_counted not_reached",
                ]
            ),
            (
                "folder",
                [
                    "B-7 ICE 1/1 ok ", "B-7 TEA -/2 recount none_seen",
                    "C-1 ICE -/1 not_counted not_reached", "D-1 ICE -/1 not_counted no_photo",
                ]
            ),
        ]
    )
    func `a photo that was not reached may show what the books expect`(
        _ location: String,
        _ lines: [String]
    ) async throws {
        try scene.photo("B-7/1.jpg", [.carton, .sign])
        try scene.photo("C-1/2.jpg", [.sign])
        try scene.folder.write(
            "sku,location,expected_quantity\nICE,B-7,1\nTEA,B-7,2\nICE,C-1,1\n"
                + (location == "folder" ? "ICE,D-1,1\n" : ""),
            to: "books.csv"
        )
        try scene.folder.write(
            "name: test\nphotos: {files: photos, location: \(location), views: separate}\n"
                + "count: items.csv\nreport: {folder: out, formats: [json]}\n"
                + "compare: {expected: books.csv}\nlimits: {duration: 60s}\n",
            to: "limit.yaml"
        )
        let plan = try Planning(output: nil) { [] }.plan(scene.folder.path("limit.yaml"))
        let run = try await count(plan, in: .test(clock: ScriptedClock(0, 1, 2, 59.5, 60.5)))
        #expect(run.exitStatus == .limitReached && run.record.status == .stopped)
        #expect(reasons(run) == ["", "not_reached: limits.duration reached"])
        #expect(run.record.lines.map(shown) == lines)
        // Without a limit, all of it is looked at.
        let whole = try await count(plan, in: .test())
        #expect(!whole.record.lines.contains { $0.reasons.contains(.notReached) })
        #expect(whole.record.lines.map(\.reasons).joined().contains(.noPhoto))
    }

    private func shown(_ line: StockLine) -> String {
        let counted = line.tally.counted.map { "\($0)" } ?? "-"
        let expected = line.expected.map { "\($0)" } ?? "-"
        return "\(line.tally.location) \(line.tally.sku) \(counted)/\(expected) "
            + "\(line.status.rawValue) \(line.reasonCodes)"
    }

    @Test func `--only a location on a photo that was not reached is not unknown`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        try scene.photo("2.jpg", [.sign])
        let plan = try scene.plan("limits: {duration: 60s}").restricted(to: ["C-1"])
        let run = try await count(plan, in: .test(clock: ScriptedClock(0, 1, 2, 59.5, 60.5)))
        #expect(
            run.findings.filter { $0.code == .noPhotos }.map(\.message) == [
                "--only C-1: no book line and no photo looked at so far has this location"
            ]
        )
        #expect(run.exitStatus == .limitReached)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `a signal ends a run without a record`(
        _ signal: Int32
    ) async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        let plan = try scene.plan()
        let error = await #expect(throws: RunInterruption.self) {
            try await count(plan, in: .test(interruption: { signal }))
        }
        #expect(error?.signal == signal)
        #expect(isMissing(scene.folder.path("out")))
    }

    @Test func `a signal between two photos leaves the second alone`() async throws {
        for name in ["1", "2", "3"] { try scene.photo("\(name).jpg", [.carton]) }
        try scene.folder.write("", to: "photos/4.jpg")
        let plan = try scene.plan()
        let looks = Mutex(0)
        let environment = RunEnvironment.test(interruption: {
            looks.withLock { looks in
                looks += 1
                return looks > 1 ? SIGINT : nil
            }
        })
        await #expect(throws: RunInterruption.self) { try await count(plan, in: environment) }
    }

    @Test func `the same bytes at one place are one photo`() async throws {
        for name in ["1", "2", "3"] { try scene.photo("\(name).jpg", [.carton, .sign]) }
        let run = try await count(try scene.plan())
        #expect(run.exitStatus == .success)
        #expect(run.record.usedPhotos.count == 1)
        #expect(run.record.photos.count(where: \.isDuplicate) == 2)
        #expect(run.findings.map(\.severity) == [.note, .note])
        #expect(run.record.lines.map(\.tally.counted) == [1])
        #expect(run.record.lines.map(\.tally.photos.count) == [1])
    }

    @Test func `the same bytes at two places are told on both lines`() async throws {
        try scene.photo("A/1.jpg", [.carton])
        try scene.photo("B/1.jpg", [.carton])
        try scene.folder.write(
            "name: a\nphotos: {files: photos, views: separate}\ncount: items.csv\n"
                + "report: out\n",
            to: "folder.yaml"
        )
        let plan = try Planning(output: nil) { [] }.plan(scene.folder.path("folder.yaml"))
        let run = try await count(plan)
        #expect(run.record.usedPhotos.count == 2)
        #expect(run.record.lines.count >= 2)
        for line in run.record.lines where !line.tally.location.isEmpty {
            #expect(line.reasons.contains(.samePhotoElsewhere), "\(line.tally.location)")
            #expect(line.status == .review)
        }
        #expect(run.findings.contains { $0.message.contains("is listed at several locations") })
    }

    @Test func `one bad photo never stops the rest, and never vanishes`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        try scene.folder.write("no photo", to: "photos/2.jpg")
        try scene.folder.write("photos/1.jpg\nphotos/2.jpg\nphotos/3.jpg\n", to: "list.txt")
        let run = try await count(try scene.plan(files: "list.txt"))
        #expect(run.exitStatus == .notAllCounted)
        #expect(run.record.status == .incomplete)
        #expect(run.record.lines.map(\.tally.counted) == [1])
        #expect(reasons(run)[0] == "")
        #expect(reasons(run)[1].hasPrefix("not_a_photo: "))
        #expect(reasons(run)[2] == "missing: no such file")
        #expect(run.findings.map(\.code) == [.photoRejected, .photoMissing])
    }

    @Test func `only the formats asked for are written`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        let (run, reports) = try await run(try scene.plan(formats: "[json]"))
        #expect(reports.files == ["run.json"])
        #expect(try FolderListing(of: reports.folder).entries.map(\.name) == ["run.json"])
        #expect(reports.path() == scene.folder.path("out/test/latest/run.json"))
        let written = try readFile(at: "\(reports.folder)/run.json", maxBytes: 1 << 20)
        #expect(written == (try run.json(reports)))
    }

    @Test func `a run is open until its reports are on disk, and failed where they can't be`()
        async throws
    {
        try scene.photo("1.jpg", [.carton, .sign])
        let plan = try scene.plan()
        func last() throws -> (ending: RunEnding?, lines: Int) {
            let ledger = try #require(try LedgerReader(at: plan.ledger))
            let run = try #require(try ledger.runs().first)
            return (run.ending, try ledger.tallies(run: run.begin.id).count)
        }
        let foreign = try scene.folder.write("", to: "out/test/.other.tmp/counts.csv")
        let whileOpen: (CountedRun) async -> Void = { counted in
            do {
                let (ending, lines) = try last()
                #expect(ending == nil)
                #expect(lines == 1, "what was found is kept, should it die now")
                // What a run that dies now would leave, and the next one removes.
                let half = "out/test/.\(counted.record.id).tmp"
                try scene.folder.write("", to: "\(half)/counts.csv")
                await #expect(throws: RunRefusal.self) { try await count(plan) }
                let isThere = FileManager.default.fileExists(atPath: scene.folder.path(half))
                #expect(isThere, "it is still under way")
                // What can't be foreseen: somebody puts a folder where the link belongs.
                try scene.folder.write("", to: "out/test/latest/file")
            } catch {
                Issue.record(error)
            }
        }
        await #expect(throws: ReportError.self) {
            try await run(plan, onCount: whileOpen)
        }
        #expect(try last().ending?.exitStatus == 73 && last().ending?.status == .failed)
        #expect(try last().lines == 1)
        // And what can: nothing is looked at for a report that would find no place.
        let error = await #expect(throws: ReportError.self) { try await count(plan) }
        #expect(error?.message == "expected the link to the last run")
        try FileManager.default.removeItem(atPath: scene.folder.path("out/test/latest"))
        _ = try await count(plan)
        #expect(try last().ending?.status == .complete)
        #expect(FileManager.default.fileExists(atPath: foreign), "none of this ledger's")
    }

    @Test func `what a dead run left of its folder is gone when the next one begins`() async throws
    {
        try scene.photo("1.jpg", [.carton, .sign])
        let plan = try scene.plan()
        let ledger = try Ledger(at: madeFolder(plan.ledger))
        let id = "2026-11-22T010000Z-dead"
        try await ledger.beginRun(LedgerScene.run(id))
        try ledger.close()
        try scene.folder.write("", to: "out/test/.\(id).tmp/counts.csv")
        _ = try await count(plan)
        #expect(!FileManager.default.fileExists(atPath: scene.folder.path("out/test/.\(id).tmp")))
    }

    private func madeFolder(_ path: String) throws -> String {
        try makeFolders(to: parentFolder(of: path))
        return path
    }

    @Test func `waiting for another run is no time of its own`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        let plan = try scene.plan("limits: {duration: 1s}")
        // How often the waiting run has looked at its clock, and what it shows.
        let clock = Mutex((looks: 0, seconds: 0.0))
        let environment = RunEnvironment(
            now: {
                clock.withLock { clock in
                    clock.looks += 1
                    return LedgerScene.start.addingTimeInterval(clock.seconds)
                }
            },
            interruption: { nil },
            workers: 1,
            lockWait: .seconds(30)
        )
        let (isHeld, began) = AsyncStream.makeStream(of: Void.self)
        let first = StocktakeRun(try scene.plan(), in: .test(), asking: AskEnvironment())
        let hold: @Sendable (CountedRun) async -> Void = { _ in
            began.yield()
            do {
                // It looks a second time once it has found the lock taken.
                try await eventually { clock.withLock { $0.looks } >= 2 }
                clock.withLock { $0.seconds = 20 }
            } catch {
                Issue.record(error)
            }
        }
        async let holder = first.run(onProgress: { _ in }, onCount: hold)
        for await _ in isHeld { break }
        let waited = try await count(plan, in: environment)
        _ = try await holder
        #expect(waited.exitStatus == .success)
        #expect(waited.record.duration == .zero)
    }
}

@Suite("--fail-on") struct FailConditionTests {
    @Test(
        arguments: [
            ([], false), ([.review], true), ([.recount], true), ([.incomplete], false),
            ([.notCounted], true), ([.variance], true), ([.incomplete, .review], true),
        ] as [([FailCondition], Bool)]
    )
    func `any line with one of the conditions matches`(
        _ conditions: [FailCondition],
        _ matches: Bool
    ) {
        #expect(SampleRecord.record().lines.matches(conditions) == matches)
    }

    @Test func `lines that agree match nothing`() {
        let lines = [SampleRecord.line("A", "ICE", 1, expected: 1)]
        #expect(!lines.matches(FailCondition.allCases))
    }
}
