import Testing

@testable import Stocktake

@Suite("A ledger with noise in it") struct LedgerNoiseTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    @Test(.timeLimit(.minutes(10)), arguments: [UInt64.random(in: 0...9999)], [40, 300, 2048])
    func `an answer is never lost without a word, so never paid for twice`(
        seed: UInt64,
        length: Int
    ) async throws {
        var random = RepeatableNumbers(state: seed)
        try await scene.fill(40)
        let whole = try scene.bytes()
        let keys = (0..<40).map(LedgerScene.key)
        for _ in 0..<60 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            for index in start..<min(start + length, bytes.count) {
                bytes[index] = .random(in: .min ... .max, using: &random)
            }
            try scene.write(bytes)
            do throws(LedgerError) {
                let ledger = try Ledger(at: scene.path)
                let answered = try ledger.answeredKeys(among: keys)
                try ledger.close()
                #expect(answered == Set(keys), "seed \(seed), \(length) bytes at \(start)")
            } catch {
                let expected: Set<LedgerError.Code> = [.damaged, .foreign, .newerVersion]
                #expect(expected.contains(error.code), "\(error)")
            }
        }
    }

    @Test(arguments: [
        ("attempts SET question = lower(hex(randomblob(32)))", "without its question"),
        ("replies SET verdict = 'maybe'", "an unknown verdict"),
        ("attempts SET state = 'lost'", "an unknown state"),
        ("replies SET attempt = attempt + 1000", "a reply without its attempt"),
    ])
    func `rows that hide an answer are damage`(_ change: (String, String)) async throws {
        try await scene.fill(3)
        try scene.tamper("PRAGMA foreign_keys = OFF; UPDATE \(change.0)")
        let error = #expect(throws: LedgerError.self) { try Ledger(at: scene.path) }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains(change.1) == true, "\(error?.message ?? "")")
        #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) }
    }

    @Test func `an answer whose reply is gone is damage`() async throws {
        try await scene.fill(3)
        try scene.tamper("DELETE FROM replies WHERE attempt = 2")
        let error = #expect(throws: LedgerError.self) { try Ledger(at: scene.path) }
        #expect(error?.message.contains("an answer without its reply") == true)
    }
}
