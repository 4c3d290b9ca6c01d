import Testing

@testable import Stocktake

@Suite("Replies that are unusable whatever they say") struct UnusableReplyTests {
    private func reply(
        _ text: String = "{}",
        ending: Reply.Ending = .complete,
        inputTokens: Int? = nil
    ) -> Reply {
        Reply(
            text: text,
            ending: ending,
            usage: TokenUsage(inputTokens: inputTokens),
            snapshot: "model-1",
            requestID: "",
            serviceTier: ""
        )
    }

    @Test(arguments: [
        (Reply.Ending.refused, UnusableReply.refused), (.filtered, .filtered), (.cutOff, .cutOff),
    ])
    func `a reply that didn't end, however good its text`(
        _ ending: Reply.Ending,
        _ reason: UnusableReply
    ) {
        #expect(UnusableReply(reply(ending: ending), leastInputTokens: 1) == reason)
    }

    @Test(arguments: ["", " \n\t\r\n "])
    func `an empty reply`(_ text: String) {
        #expect(UnusableReply(reply(text), leastInputTokens: 1) == .empty)
    }

    /// Servers without usage report nothing or 0, which is no evidence.
    @Test(arguments: [(99, false), (100, true), (0, true), (nil, true)])
    func `photos that were dropped show in the tokens`(_ tokens: Int?, _ isUsable: Bool) {
        let reason = UnusableReply(reply(inputTokens: tokens), leastInputTokens: 100)
        #expect(reason == (isUsable ? nil : .photosDropped(reported: 99, least: 100)))
    }

    @Test func `the reasons keep their words`() {
        let reasons: [UnusableReply] = [
            .refused, .filtered, .cutOff, .empty, .photosDropped(reported: 9, least: 90),
        ]
        #expect(
            reasons.map(\.words) == [
                "the model declined to answer", "a content filter of the service cut the answer",
                "the answer was cut at the output limit", "the answer is empty",
                "the service reports 9 input tokens where the photos need at least 90: the model "
                    + "did not see them all",
            ]
        )
    }
}
