import Testing

@testable import Stocktake

@Suite("Asking: a service that repeats the key") struct AskSecretTests {
    @Test func `the stored reply is without it, and counts`() async throws {
        let scene = try AskScene(photos: 1)
        scene.key = "sk-0123456789abcdef"
        let echo = #"[{"what":"sk-0123456789abcdef","why":"\\u0073k-0123456789abcdef"}]"#
        let run = try await scene.ask { request in
            .answer(
                request.right().replacing(#""not_counted":[]"#, with: #""not_counted":"# + echo)
            )
        }
        #expect(run.answers == ["1: bread 1, ice 1"])
        let reply = try #require(try scene.storedReply(1))
        #expect(!reply.contains("0123456789") && reply.split(separator: "[key]").count == 3)
    }

    @Test func `a short word that serves as key spoils no answer`() async throws {
        let scene = try AskScene(photos: 1)
        scene.key = "x"
        let run = try await scene.ask()
        #expect(run.answers == ["1: bread 1, ice 1"])
    }
}
