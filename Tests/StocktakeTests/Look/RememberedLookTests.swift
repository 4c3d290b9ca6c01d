import Foundation
import GRDB
import Imaging
import SymbolReading
import Synchronization
import Testing

@testable import Stocktake

@Suite("A look that the ledger keeps") struct RememberedLookTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
    }

    private func count(
        _ plan: Plan,
        fresh: Bool = false,
        interruption: @escaping @Sendable () -> Int32? = { nil }
    ) async throws -> CountedRun {
        try await StocktakeRun(
            plan,
            in: RunEnvironment(
                now: { Date(timeIntervalSince1970: 1_795_312_800) },
                interruption: interruption,
                workers: 1,
                cacheFolder: scene.folder.path("cache"),
                isFresh: fresh
            ),
            asking: AskEnvironment()
        )
        .run(onProgress: { _ in }).count
    }

    @Test(arguments: ["a01-view1", "a02-view2", "a03-view1", "a04-view1"])
    func `it is the same after being written and read`(_ name: String) throws {
        let prepared = try SamplePhotos.prepared(SamplePhotos.path("warehouse/\(name).jpg"))
        let seen = try LabelReader(symbols: SymbolReader(), referenceYear: 2026).observe(prepared)
        let look = PhotoLook(prepared.quality, seen)
        let json = try jsonLine(look)
        let again = try JSONDecoder().decode(PhotoLook.self, from: Data(json.utf8))
        #expect(again == look && again.quality == prepared.quality)
        #expect(again.observation(of: prepared.photo) == seen, "to the last digit")
    }

    @Test func `an unchanged photo is not looked at again, but for --fresh`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        let plan = try scene.plan()
        #expect(try await count(plan).record.lines.map(\.tally.counted) == [1])
        // What only the ledger says: a photo without a label.
        let ledger = try Ledger(at: plan.ledger)
        let photo = try #require(try ledger.photos(run: ledger.runs()[0].begin.id)[0].sha256)
        let json = try #require(try ledger.observation(LabelReader.version, of: photo))
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.contains("9520000000011") && text.contains("meanLuma"))
        let bare = text.replacing(/"labels":\[\{.*?\}\]/, with: "\"labels\":[]")
        let seen = LedgerObservation(
            look: LabelReader.version,
            photo: photo,
            body: Array(bare.utf8)
        )
        try await ledger.record([seen], run: ledger.runs()[0].begin.id)
        try ledger.close()
        #expect(try await count(plan).record.lines.map(\.tally.sku) == [""])
        #expect(try await count(plan, fresh: true).record.lines.map(\.tally.counted) == [1])
        #expect(
            try await count(plan).record.lines.map(\.tally.counted) == [1],
            "the last look holds"
        )
    }

    @Test func `limits are held against what was measured before`() async throws {
        try scene.photo("1.jpg", [.carton, .sign])
        let first = try await count(try scene.plan())
        #expect(first.record.lines.map(\.tally.counted) == [1])
        for _ in 0..<2 {
            let strict = try scene.plan("prepare: {reject: {darker_than: 255}}")
            let run = try await count(strict)
            #expect(run.record.photos[0].reason.hasPrefix("too_dark: mean brightness "))
            #expect(run.exitStatus == .notAllCounted)
        }
        #expect(try await count(try scene.plan()).record.lines == first.record.lines)
    }

    @Test func `a dark photo that was never read for labels is read when limits change`()
        async throws
    {
        try scene.photo("1.jpg", [.carton, .sign])
        let strict = try scene.plan("prepare: {reject: {darker_than: 255}}")
        #expect(try await count(strict).exitStatus == .notAllCounted)
        #expect(try await count(try scene.plan()).record.lines.map(\.tally.counted) == [1])
    }

    @Test func `a run that was stopped goes on from the photos it looked at`() async throws {
        for index in 1...3 {
            try scene.photo("\(index).jpg", [.carton, .sign], quality: 90 - index)
        }
        let plan = try scene.plan()
        let looks = Mutex(0)
        await #expect(throws: RunInterruption.self) {
            // Asked once for each photo as it is opened, and again before each look.
            try await count(plan) {
                looks.withLock {
                    $0 += 1
                    return $0 > 6 ? SIGINT : nil
                }
            }
        }
        let ledger = try #require(try LedgerReader(at: plan.ledger))
        let stopped = try ledger.runs()[0]
        #expect(stopped.ending?.status == .stopped && stopped.ending?.exitStatus == 130)
        let known = try ledger.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM observations") ?? 0
        }
        #expect((1...2).contains(known), "\(known)")
        let run = try await count(plan)
        #expect(run.record.continues == stopped.begin.id)
        #expect(run.exitStatus == .success)
        #expect(try await count(plan).record.continues == nil)
    }

    @Test func `what a photo looks like is remembered, and measured where it was not`()
        async throws
    {
        for (index, quality) in [90, 60].enumerated() {
            try scene.photo("\(index).jpg", [.carton], quality: quality)
        }
        let plan = try Planning(output: nil) { [] }.plan(
            try scene.folder.write(
                "name: test\nphotos: {files: photos, views: separate}\n"
                    + "count: {by: model, items: [box]}\nmodel: gpt-5.2\nreport: out\n",
                to: "model.yaml"
            )
        )
        func inspected(
            _ change: (Ledger, String) async throws -> Void = { _, _ in }
        ) async throws
            -> PhotoOutcomes
        {
            let run = try await OpenRun.begin(plan, .test(), isRehearsal: false)
            try await change(run.context.ledger, run.id)
            let photos = try await PhotoInspection(plan, run.context).inspect { _ in }
            try await run.abandon(.stopped, .success, at: Date())
            return photos
        }
        let first = try await inspected()
        #expect(first.nearDuplicates == ["PHOTOS"])
        #expect(first.findings.map(\.code) == [.nearDuplicate])
        #expect(first.losing([]).nearDuplicates == ["PHOTOS"])
        let version = PhotoPreparation.qualityVersion
        let hash = first.observations[0].photo.sha256
        // As a wall, which is like no other picture: the ledger is believed, nothing is decoded.
        let wall = PhotoLikeness(cells: [UInt8](repeating: 90, count: 256))
        let cases: [(PhotoLikeness?, Set<String>)] = [(wall, []), (nil, ["PHOTOS"])]
        for (likeness, duplicates) in cases {
            let quality = PhotoQuality(meanLuma: 90, laplacianVariance: 500, likeness: likeness)
            let body = Array(try jsonLine(PhotoLook(quality)).utf8)
            let again = try await inspected { ledger, run in
                let look = LedgerObservation(look: version, photo: hash, body: body)
                try await ledger.record([look], run: run)
            }
            #expect(again.nearDuplicates == duplicates)
        }
    }

    @Test func `other bytes in the same file are counted, also where its time was set back`()
        async throws
    {
        try scene.photo("1.jpg", [.carton, .sign])
        let path = scene.folder.path("photos/1.jpg")
        let plan = try scene.plan()
        let now = Date()
        func counted() async throws -> [Int?] {
            let run = try await StocktakeRun(
                plan,
                in: RunEnvironment(
                    now: { now.addingTimeInterval(60) },
                    interruption: { nil },
                    workers: 1,
                    cacheFolder: scene.folder.path("cache")
                ),
                asking: AskEnvironment()
            )
            .run(onProgress: { _ in }).count
            return run.record.lines.map(\.tally.counted)
        }
        #expect(try await counted() == [1])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let size = try #require(attributes[.size] as? Int)
        var other = try PrintedLabel.jpeg([.sign], quality: 60)
        try #require(other.count <= size)
        other += [UInt8](repeating: 0, count: size - other.count)
        try scene.folder.write(other, to: "photos/1.jpg")
        let date = try #require(attributes[.modificationDate])
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        #expect(try await counted() == [nil], "no label is left in it")
    }
}
