import Foundation
import Rehearsal
import ServiceFaults
import Testing

/// A service that sends the run's key back wherever it can.
@Suite("A service that repeats the key", .serialized, .timeLimit(.minutes(10)))
struct KeyEchoTests {
    private static let key = ModelScene.key
    private static let hidden = key.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
    private static let encoded = Data("Bearer \(key)".utf8).base64EncodedString()
    private static let headers = [
        ("x-request-id", key), ("retry-after", "0"), ("openai-version", key),
        ("www-authenticate", "Bearer \(key)"),
    ]

    /// A body with the key as code, type, parameter and in its words, in several forms.
    private static let refusal =
        #"{"error":{"message":"no: Bearer \#(key) \#(hidden) \#(encoded)","code":"\#(key)","#
        + #""type":"\#(hidden)","param":"\#(key)"}}"#

    private static func answer(_ question: ReceivedRequest) -> String {
        let reply = ScriptedReply(to: question, text: ModelScene.twoBoxes(question))
        return reply.bodyText
            .replacing("gpt-5.2", with: key)
            .replacing("a lid", with: "\(hidden.replacing("\\u", with: "\\\\u")) \(encoded)")
            .replacing("no box", with: key)
    }

    private func run(_ statuses: [Int]) async throws -> (ModelScene, Outcome) {
        let server = try LoopbackServer { question, _, index in
            let status = index < statuses.count ? statuses[index] : 200
            return .reply(
                status: status,
                headers: Self.headers.map { (name: $0.0, value: $0.1) },
                body: status == 200 ? Self.answer(question) : Self.refusal
            )
        }
        let scene = try ModelScene(
            photos: 2,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1",
            server: server
        )
        let outcome = try await scene.run(["--verbose", "--log", "log.jsonl"])
        server.stop()
        return (scene, outcome)
    }

    /// Whether the key, or a part of it that no other text has, is in a text.
    private func tells(_ text: String) -> Bool {
        let middle = String(Self.encoded.prefix(24).dropFirst(8))
        let parts = ["SECRET", "0123456789abcdef", Self.hidden, middle]
        return parts.contains { text.contains($0) }
    }

    @Test(arguments: [[], [400], [401], [429, 429], [500], [404]])
    func `has it shown and stored nowhere`(_ statuses: [Int]) async throws {
        let (scene, outcome) = try await run(statuses)
        #expect(!tells(outcome.stdout) && !tells(outcome.stderr), "\(outcome.stderr)")
        #expect(try scene.keyIsNowhere())
        #expect(!tells(try scene.scratch.read("log.jsonl")))
        if statuses.isEmpty || statuses[0] >= 429 {
            #expect(outcome.status == 0, "\(outcome.stderr)")
            #expect(try scene.counts() == ["L0,box,2,ok,", "L1,box,2,ok,"])
            #expect(try scene.scratch.read("out/test/latest/costs.csv").contains("[key]"))
        } else {
            #expect(outcome.stderr.contains("\"no: Bearer [key] [key] "), "\(outcome.stderr)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/unzip"), "needs unzip"))
    func `the workbook is without it too`() async throws {
        let (scene, _) = try await run([])
        let texts = try await Binary.shell(
            "unzip -p out/test/latest/report.xlsx",
            in: scene.scratch.url
        )
        #expect(texts.stdout.contains("[key]") && !tells(texts.stdout))
    }
}
