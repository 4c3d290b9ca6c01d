import Testing

@testable import Stocktake

@Suite("Token counts as reported") struct ReportedUsageTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let reported: ReportedUsage
        let input: Int?
        let output: Int?
        var contradiction: String?
    }

    static let rows = [
        Row(
            testDescription: "consistent",
            reported: ReportedUsage(input: 6000, cached: 1000, output: 200, total: 6200),
            input: 6000,
            output: 200
        ),
        Row(
            testDescription: "reasoning within the output",
            reported: ReportedUsage(input: 6000, output: 3200, reasoning: 3000, total: 9200),
            input: 6000,
            output: 3200
        ),
        Row(
            testDescription: "reasoning in the total only, as Gemini reports it",
            reported: ReportedUsage(input: 6000, output: 200, total: 9200),
            input: 6000,
            output: 3200,
            contradiction: "input 6000, output 200, total 9200"
        ),
        Row(
            testDescription: "reasoning beside the output, without a total",
            reported: ReportedUsage(input: 6000, output: 200, reasoning: 3000),
            input: 6000,
            output: 3200,
            contradiction: "input 6000, output 200, reasoning 3000"
        ),
        Row(
            testDescription: "reasoning beside the output, less than it",
            reported: ReportedUsage(input: 6000, output: 200, reasoning: 150, total: 6350),
            input: 6000,
            output: 350,
            contradiction: "input 6000, output 200, reasoning 150, total 6350"
        ),
        Row(
            testDescription: "reasoning beside the output and in the total",
            reported: ReportedUsage(input: 6000, output: 200, reasoning: 3000, total: 9200),
            input: 6000,
            output: 3200,
            contradiction: "input 6000, output 200, reasoning 3000, total 9200"
        ),
        Row(
            testDescription: "cached input beside the input, as Anthropic reports it",
            reported: ReportedUsage(input: 50, cached: 5000, cacheWrite: 950, output: 200),
            input: 6000,
            output: 200,
            contradiction: "input 50, cached 5000, written to the cache 950, output 200"
        ),
        Row(
            testDescription: "a total below its parts",
            reported: ReportedUsage(input: 6000, output: 200, total: 200),
            input: 6000,
            output: 200,
            contradiction: "input 6000, output 200, total 200"
        ),
        Row(
            testDescription: "no output",
            reported: ReportedUsage(input: 6000, total: 9200),
            input: 6000,
            output: 3200
        ),
        Row(
            testDescription: "no input",
            reported: ReportedUsage(output: 200, total: 6200),
            input: 6000,
            output: 200
        ),
        Row(
            testDescription: "a total alone says nothing",
            reported: ReportedUsage(total: 6200),
            input: nil,
            output: nil
        ),
        Row(testDescription: "nothing", reported: ReportedUsage(), input: nil, output: nil),
    ]

    @Test(arguments: rows)
    func `the dearer reading counts`(_ row: Row) {
        let (usage, contradiction) = row.reported.settled()
        #expect(usage.inputTokens == row.input && usage.outputTokens == row.output)
        #expect(contradiction == row.contradiction)
    }

    @Test func `no reading is cheaper than the fields`() {
        for input in [0, 10, 5000] {
            for output in [0, 7, 900] {
                for reasoning in [nil, 0, 3, 10_000] {
                    for total in [nil, 0, 5, 20_000] {
                        let usage = ReportedUsage(
                            input: input,
                            output: output,
                            reasoning: reasoning,
                            total: total
                        ).settled().usage
                        #expect(usage.inputTokens ?? -1 >= input)
                        #expect(usage.outputTokens ?? -1 >= output)
                        let sum = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
                        #expect(sum >= total ?? 0)
                    }
                }
            }
        }
    }
}
