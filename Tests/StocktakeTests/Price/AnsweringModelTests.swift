import Foundation
import Testing

@testable import Stocktake

@Suite("Which model answered") struct AnsweringModelTests {
    @Test(arguments: [
        ("gpt-5.2", "gpt-5.2"), ("gpt-5.2", "gpt-5.2-2025-12-11"), ("gpt-5.2", "GPT-5.2"),
        ("openai/gpt-5.2", "gpt-5.2-2025-12-11"), ("gpt-5.2-2025-12-11", "gpt-5.2"),
        ("gpt-4", "gpt-4-0613"), ("openai/gpt-5.2:free", "openai/gpt-5.2"),
        ("qwen3-vl:8b", "qwen3-vl:8b"), ("qwen3-vl", "qwen3-vl:latest"),
        ("models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("qwen3-vl-8b", "/models/Qwen3-VL-8B-Instruct-Q4_K_M.gguf"),
        ("qwen3-vl-8b-instruct", "Qwen3-VL-8B-Instruct-UD-IQ4_XS.gguf"),
        ("Qwen/Qwen3-VL-8B-Instruct", "qwen3-vl-8b-instruct-fp8"),
        ("qwen3-vl-8b", "qwen3-vl-8b-awq"), ("qwen3-vl-8b", "mlx-community/Qwen3-VL-8B-4bit"),
        ("claude-sonnet-4", "claude-sonnet-4-20250514"),
        ("C:\\models\\m.gguf", "m"),
    ])
    func `these are names of one model`(one: String, other: String) {
        #expect(isSameModel(one, other) && isSameModel(other, one))
    }

    @Test(arguments: [
        ("gpt-5.2", "gpt-5-mini"), ("gpt-5.2", "gpt-5.2-pro"), ("gpt-5", "gpt-5.2"),
        ("gpt-5", "gpt-5-mini-2025-08-07"), ("gpt-5.2", "gpt-5.2-mini"), ("gpt-4o", "gpt-4"),
        ("qwen3-vl:8b", "qwen3-vl:2b"), ("qwen3-vl-8b", "qwen3-8b"), ("gpt-5.2", "m"),
        ("llama-3", "llama-3.2"), ("gpt-5.2", "gpt-5.2-preview"), ("gpt-5", "gpt-5-chat"),
    ])
    func `these are two models`(one: String, other: String) {
        #expect(!isSameModel(one, other) && !isSameModel(other, one))
    }

    /// What follows: the price of which model, and whether that is certain.
    struct Row: Sendable, CustomTestStringConvertible {
        let asked: String
        let answered: String
        let price: String?
        var isOther = true
        var isCertain = true
        var testDescription: String { "\(asked), answered by \(answered)" }
    }

    @Test(arguments: [
        Row(asked: "gpt-5.2", answered: "gpt-5.2-2025-12-11", price: "gpt-5.2", isOther: false),
        Row(asked: "gpt-5.2", answered: "", price: "gpt-5.2", isOther: false),
        Row(asked: "gpt-5.2", answered: "gpt-5-mini-2025-08-07", price: "gpt-5-mini"),
        Row(asked: "gpt-5.2", answered: "openai/gpt-5-mini", price: "gpt-5-mini"),
        Row(asked: "gpt-5.2", answered: "llama-3.2-11b", price: nil),
        // A gateway's alias, a local server's file, a server that knows one model only.
        Row(asked: "vision", answered: "gpt-5.2-2025-12-11", price: "gpt-5.2", isCertain: false),
        Row(asked: "qwen3-vl", answered: "m", price: nil, isCertain: false),
        Row(asked: "gpt-5.2", answered: "/models/qwen.gguf", price: "gpt-5.2", isCertain: false),
    ])
    func `an answer has the price of the model that gave it`(row: Row) {
        let answering = AnsweringModel(asked: row.asked, prices: .standard, models: .standard)
        let identity = answering.identity(of: row.answered)
        #expect(identity.price?.model == row.price)
        #expect(identity.isOther == row.isOther && identity.isCertain == row.isCertain)
    }
    @Test(arguments: [
        Row(asked: "qwen3-vl", answered: "m", price: "qwen3-vl", isCertain: false),
        Row(asked: "qwen3-vl", answered: "gpt-5.2-2025-12-11", price: "gpt-5.2"),
        Row(asked: "qwen3-vl", answered: "gpt-5-mini", price: nil),
    ])
    func `a server's own name for a model with a price of its own is no other model`(
        row: Row
    ) throws {
        let text = """
            as_of: 2026-09-30
            source: own
            currency: USD
            unit: per_1m_tokens
            models:
              - {model: qwen3-vl, input: 1.25, output: 10.00}
              - {model: gpt-5.2, input: 1.75, output: 14.00}

            """
        let table = PriceTable.read(file: "prices.yaml", bytes: Array(text.utf8)).0
        let answering = AnsweringModel(
            asked: row.asked,
            prices: try #require(table),
            models: .standard
        )
        let identity = answering.identity(of: row.answered)
        #expect(identity.price?.model == row.price)
        #expect(identity.isOther == row.isOther && identity.isCertain == row.isCertain)
    }
}
