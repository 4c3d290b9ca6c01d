import Foundation
import Testing

@testable import Stocktake

/// USD per million tokens, as in price lists.
private func million(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))) / 1_000_000
}

@Suite("The cost of a request") struct CostTests {
    /// gpt-5.2's prices, with one for cache writes and a higher tier above 272,000 tokens.
    private let price: ModelPrice

    init() throws {
        price = ModelPrice(
            model: "m",
            standard: TokenPrice(
                input: try million("1.75"),
                cachedInput: try million("0.175"),
                cacheWrite: try million("2.1875"),
                output: try million("14")
            ),
            batch: TokenPrice(input: try million("0.875"), output: try million("7")),
            longPrompt: ModelPrice.LongPrompt(
                aboveInputTokens: 272_000,
                standard: TokenPrice(input: try million("3.5"), output: try million("21"))
            )
        )
    }

    /// Tokens as reported and the cost in USD per million requests of that kind.
    struct Bill: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let usage: TokenUsage
        let dollarsPerMillion: String
    }

    @Test(arguments: [
        Bill(
            testDescription: "the lecture's example",
            usage: TokenUsage(inputTokens: 5000, outputTokens: 1000),
            dollarsPerMillion: "22750"
        ),
        Bill(
            testDescription: "cached input at its own price",
            usage: TokenUsage(inputTokens: 1000, cachedInputTokens: 600, outputTokens: 10),
            dollarsPerMillion: "945"
        ),
        Bill(
            testDescription: "input written to the cache at its own price",
            usage: TokenUsage(inputTokens: 1000, cacheWriteTokens: 400, outputTokens: 10),
            dollarsPerMillion: "2065"
        ),
        Bill(
            testDescription: "all three",
            usage: TokenUsage(
                inputTokens: 1000,
                cachedInputTokens: 600,
                cacheWriteTokens: 400,
                outputTokens: 10
            ),
            dollarsPerMillion: "1120"
        ),
        Bill(
            testDescription: "thinking is part of the output",
            usage: TokenUsage(inputTokens: 4, outputTokens: 100, reasoningTokens: 90),
            dollarsPerMillion: "1407"
        ),
        Bill(
            testDescription: "more cached than there was counts as all of it",
            usage: TokenUsage(inputTokens: 100, cachedInputTokens: 900, outputTokens: 0),
            dollarsPerMillion: "17.5"
        ),
        Bill(
            testDescription: "cached and written beyond the input count once",
            usage: TokenUsage(
                inputTokens: 100,
                cachedInputTokens: 80,
                cacheWriteTokens: 80,
                outputTokens: 0
            ),
            dollarsPerMillion: "57.75"
        ),
        Bill(
            testDescription: "a prompt as long as the first tier goes",
            usage: TokenUsage(inputTokens: 272_000, outputTokens: 1),
            dollarsPerMillion: "476014"
        ),
        Bill(
            testDescription: "a longer prompt costs the higher price as a whole",
            usage: TokenUsage(inputTokens: 272_001, outputTokens: 1),
            dollarsPerMillion: "952024.5"
        ),
        Bill(
            testDescription: "cached input of a tier without a price for it",
            usage: TokenUsage(
                inputTokens: 300_000,
                cachedInputTokens: 299_999,
                cacheWriteTokens: 1,
                outputTokens: 0
            ),
            dollarsPerMillion: "1050000"
        ),
    ])
    func `tokens cost exactly the table's prices`(bill: Bill) throws {
        #expect(
            price.cost(of: bill.usage, tier: "default") == (try million(bill.dollarsPerMillion))
        )
    }

    @Test(arguments: [
        TokenUsage(), TokenUsage(inputTokens: 10), TokenUsage(outputTokens: 10),
        TokenUsage(cachedInputTokens: 5, outputTokens: 10),
        TokenUsage(inputTokens: 10, reasoningTokens: 5),
    ])
    func `unreported tokens make the cost unknown, not zero`(usage: TokenUsage) {
        #expect(price.cost(of: usage, tier: "default") == nil)
    }

    @Test(
        arguments: [
            ("", 1), ("default", 1), ("standard", 1), ("on_demand", 1), ("flex", 2), ("Flex", 2),
            ("priority", nil), ("fast", nil), ("ultrafast", nil), ("scale", nil),
        ] as [(String, Decimal?)]
    )
    func `the price is that of the tier that answered, or unknown`(
        tier: String,
        share: Decimal?
    ) throws {
        let model = try #require(PriceTable.standard.price(of: "gpt-5.2"))
        var half = model
        half.batch = TokenPrice(input: model.standard.input / 2, output: model.standard.output / 2)
        let usage = TokenUsage(inputTokens: 1000, outputTokens: 100)
        let full = try #require(half.cost(of: usage, tier: "default"))
        #expect(half.cost(of: usage, tier: tier) == share.map { full / $0 })
        half.batch = nil
        #expect((half.cost(of: usage, tier: tier) == nil) == (share != 1), "none is no half price")
    }

    @Test(arguments: [(5000, 1000, "24937.5"), (0, 0, "0"), (272_000, 1, "595014")])
    func `a ceiling uses the highest price of the input`(
        input: Int,
        output: Int,
        dollars: String
    ) throws {
        let ceiling = price.ceiling(inputTokens: input, outputTokens: output)
        #expect(ceiling == (try million(dollars)))
    }

    @Test func `a ceiling without a price for cache writes uses the input's`() throws {
        let ceiling = price.ceiling(inputTokens: 300_000, outputTokens: 10)
        #expect(ceiling == (try million("1050210")))
    }

    @Test(arguments: 1...20)
    func `no request within its plan costs more than its ceiling`(seed: UInt64) throws {
        var dice = RepeatableNumbers(state: seed)
        for _ in 0..<100 {
            let input = Int.random(in: 0...400_000, using: &dice)
            let output = Int.random(in: 0...32_000, using: &dice)
            let ceiling = price.ceiling(inputTokens: input, outputTokens: output)
            let used = Int.random(in: 0...input, using: &dice)
            let usage = TokenUsage(
                inputTokens: used,
                cachedInputTokens: Int.random(in: 0...used, using: &dice),
                cacheWriteTokens: Int.random(in: 0...used, using: &dice),
                outputTokens: Int.random(in: 0...output, using: &dice)
            )
            let cost = try #require(price.cost(of: usage, tier: "default"))
            #expect(cost <= ceiling && cost >= 0, "\(usage) of \(input) and \(output)")
        }
    }

    @Test func `the models of the built-in table have a cost and a ceiling`() throws {
        for model in PriceTable.standard.models {
            let usage = TokenUsage(inputTokens: 1000, cachedInputTokens: 500, outputTokens: 100)
            let cost = try #require(model.cost(of: usage, tier: "default"))
            #expect(cost > 0 && cost == model.ceiling(inputTokens: 1000, outputTokens: 100))
        }
    }
}
