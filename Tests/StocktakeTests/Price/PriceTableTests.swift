import Foundation
import Testing

@testable import Stocktake

/// The repository's folder, relative to this file.
private let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: repository.appending(path: path)))
}

private func exact(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")))
}

private let head = "as_of: 2026-08-21\nsource: test\ncurrency: USD\nunit: per_1m_tokens\n"

private func read(_ text: String) -> (PriceTable?, [Finding]) {
    PriceTable.read(file: "prices.yaml", bytes: Array(text.utf8))
}

@Suite("Price table") struct PriceTableTests {
    @Test(arguments: ["pricing.yaml", "models.yaml"])
    func `the built-in table and the one in Pipelines are the same bytes`(_ name: String) throws {
        let published = try bytes("Pipelines/\(name)")
        #expect(published == (try bytes("Sources/Stocktake/Price/\(name)")))
        let embedded =
            name == "pricing.yaml" ? PackageResources.pricing_yaml : PackageResources.models_yaml
        #expect(published == embedded)
    }

    @Test func `the built-in table is the lecture's`() throws {
        let table = PriceTable.standard
        #expect(table.models.map(\.model) == ["gpt-5-mini", "gpt-5.2", "gpt-5.2-pro"])
        #expect(table.source == "lecture's table")
        #expect(table.asOf.description == "2025-12-11")
        #expect(table.imageTokens == 3200)
        let row = try #require(table.price(of: "gpt-5.2"))
        #expect(row.standard.input == (try exact("0.00000175")))
        #expect(row.standard.output == (try exact("0.000014")))
        #expect(row.batch == nil && row.longPrompt == nil)
        #expect(row.standard.cachedInput == nil && row.standard.cacheWrite == nil)
    }

    @Test(arguments: [("gpt-5-mini", "0.08"), ("gpt-5.2", "0.56"), ("gpt-5.2-pro", "6.72")])
    func `a hundred photos at the flat rate`(_ model: String, _ cost: String) throws {
        let row = try #require(PriceTable.standard.price(of: model))
        let tokens = 100 * (try #require(PriceTable.standard.imageTokens))
        #expect(Decimal(tokens) * row.standard.input == (try exact(cost)))
    }

    @Test(
        arguments: [
            ("gpt-5.2", "gpt-5.2"), ("gpt-5.2-2025-12-11", "gpt-5.2"),
            ("gpt-5.2-pro-2025-12-11", "gpt-5.2-pro"), ("gpt-5.2-2025-13-11", nil),
            ("gpt-5.2-2025", nil), ("gpt-5", nil), ("GPT-5.2", nil), ("gpt-5.2 ", nil), ("", nil),
            ("gpt-5.2-2025-12-11-2025-12-11", nil),
        ] as [(String, String?)]
    )
    func `a model is found by its name or as a dated snapshot`(_ asked: String, _ row: String?) {
        #expect(PriceTable.standard.price(of: asked)?.model == row)
    }

    @Test func `a snapshot's own row takes precedence over its model's`() throws {
        let table = try #require(
            read(
                head + """
                    models:
                      - {model: a, input: 1, output: 2}
                      - {model: a-2026-01-31, input: 3, output: 4}
                    """
            ).0
        )
        #expect(table.price(of: "a-2026-01-31")?.standard.input == (try exact("0.000003")))
        #expect(table.price(of: "a-2026-02-28")?.standard.input == (try exact("0.000001")))
    }

    @Test(arguments: ["per_token", "per_1k_tokens", "per_1m_tokens"])
    func `each unit gives exactly the same price`(_ unit: String) throws {
        let inputs = [
            "per_token": "1.75e-06", "per_1k_tokens": "0.00175", "per_1m_tokens": "1.75",
        ]
        let input = try #require(inputs[unit])
        let (table, findings) = read(
            head.replacing("per_1m_tokens", with: unit)
                + "models: [{model: a, input: \(input), output: \(input)}]\n"
        )
        #expect(findings == [])
        #expect(table?.price(of: "a")?.standard.input == (try exact("0.00000175")))
        #expect(table?.imageTokens == nil)
    }

    @Test func `a free model costs 0 throughout`() {
        let (table, findings) = read(head + "models: [{model: local, input: 0, output: 0.00}]\n")
        #expect(findings == [])
        #expect(table?.price(of: "local")?.standard == TokenPrice(input: 0, output: 0))
    }

    @Test func `every problem is reported with its position`() throws {
        var golden = ""
        for (name, text) in Self.faulty {
            let (table, findings) = read(text)
            #expect(table == nil, "\(name)")
            #expect(!findings.isEmpty, "\(name)")
            #expect(findings.allSatisfy { $0.severity == .error && $0.code == .dataInvalid })
            golden += "# \(name)\n"
            for finding in findings {
                let place = try #require(finding.position)
                golden += "\(place.file):\(place.line):\(place.column): \(finding.message)\n"
            }
        }
        try expectGolden(golden, "Price/price-problems.txt")
    }

    static let faulty: [(String, String)] = [
        ("empty", ""),
        ("a list", "- a\n"),
        ("not YAML", "models: [\n"),
        ("an anchor", "models: &a [*a, *a]\n"),
        ("nothing in it", "{}\n"),
        (
            "wrong at the top",
            """
            as_of: 2026-02-30
            source: " "
            currency: EUR
            unit: per_1k_token
            image_tokens: 0
            image_token: 3200
            models: []
            """
        ),
        ("missing unit", "as_of: 2026-08-21\nsource: x\ncurrency: USD\nmodels: [{model: a}]\n"),
        ("models is no list", head + "models: {a: {input: 1}}\n"),
        (
            "rows",
            head + """
                image_tokens: 1.5
                models:
                  - gpt-5.2
                  - {input: 1, output: 2}
                  - {model: two words, input: 1, output: 2}
                  - {model: no-output, input: 1}
                  - {model: no-input, output: 1, in: 3}
                  - {model: negative, input: -1, output: -0.5}
                  - {model: nan, input: .nan, output: NaN}
                  - {model: infinite, input: .inf, output: 1e400}
                  - {model: huge, input: 1e30, output: 1000.01}
                  - {model: digits, input: 0.0000000000001, output: 1e-125}
                  - {model: more-digits, input: 1.0000000000000000000000000000000000000001, output: 2}
                  - {model: words, input: about 2, output: }
                  - {model: nested, input: {a: 1}, output: [2]}
                  - {model: zero-input, input: 0, output: 2}
                  - {model: zero-batch, input: 1, output: 2, batch: {input: 0, output: 0}}
                  - {model: zero-cached, input: 1, cached_input: 0, output: 2}
                  - {model: twice, input: 1, output: 2}
                  - {model: twice, input: 1, output: 3}
                  - {model: hostile, input: "1\\e[31m\\u202e", output: 1, note: ""}
                """
        ),
        (
            "contradictory",
            head + """
                models:
                  - {model: cached, input: 1, cached_input: 1.01, output: 2}
                  - {model: write, input: 4, cache_write: 1, output: 2}
                  - {model: batch, input: 1, output: 2, batch: {input: 1.5, output: 2.5}}
                  - model: batch-cached
                    input: 1
                    cached_input: 0.1
                    output: 2
                    batch: {input: 0.5, cached_input: 0.2, output: 1}
                  - {model: half-batch, input: 1, output: 2, batch: {input: 0.5}}
                  - {model: no-batch, input: 1, output: 2, batch: 0.5}
                  - {model: above, input: 4, output: 8, above: {input_tokens: 0, input: 2, output: 8}}
                  - {model: no-limit, input: 4, output: 8, above: {input: 8, output: 12}}
                  - model: above-batch
                    input: 4
                    output: 8
                    batch: {input: 2, output: 4}
                    above:
                      input_tokens: 100
                      input: 8
                      output: 12
                      batch: {input: 1, output: 13}
                """
        ),
    ]
}

@Suite("OpenAI's published prices") struct PublishedPriceTests {
    static let name = "Pipelines/pricing-openai.yaml"

    private func table() throws -> PriceTable {
        let (table, findings) = PriceTable.read(file: Self.name, bytes: try bytes(Self.name))
        #expect(findings == [])
        return try #require(table)
    }

    @Test func `the table has every published model and no flat rate`() throws {
        let table = try table()
        #expect(table.models.count == 27)
        #expect(table.imageTokens == nil)
        #expect(table.asOf.description == "2026-08-21")
        let row = try #require(table.price(of: "gpt-5.6-luna"))
        #expect(row.standard.cacheWrite == (try exact("0.00000025")))
        #expect(row.batch?.cachedInput == (try exact("0.00000001")))
        #expect(row.note == nil)
        #expect(table.price(of: "gpt-6-astra")?.note != nil)
        #expect(table.price(of: "gpt-5.2-pro")?.standard.cachedInput == nil)
    }

    @Test func `it matches the lecture's table`() throws {
        let table = try table()
        for row in PriceTable.standard.models {
            let published = try #require(table.price(of: row.model))
            #expect(published.standard.input == row.standard.input)
            #expect(published.standard.output == row.standard.output)
        }
    }

    @Test func `a batch is half the price`() throws {
        for row in try table().models {
            guard let batch = row.batch else { continue }
            #expect(batch.input * 2 == row.standard.input, "\(row.model)")
            #expect(batch.output * 2 == row.standard.output, "\(row.model)")
        }
    }

    @Test func `a cache write costs a quarter more, where it costs anything`() throws {
        for row in try table().models {
            let long = row.longPrompt
            let prices: [TokenPrice?] = [row.standard, row.batch, long?.standard, long?.batch]
            for price in prices.compactMap({ $0 }) {
                guard let write = price.cacheWrite else { continue }
                #expect(write * 4 == price.input * 5, "\(row.model)")
            }
        }
    }

    @Test func `a long prompt costs twice the input and half as much again for the output`() throws
    {
        let table = try table()
        for row in table.models {
            guard let long = row.longPrompt else { continue }
            #expect(long.aboveInputTokens == 272_000)
            #expect(long.standard.input == row.standard.input * 2, "\(row.model)")
            #expect(long.standard.output * 2 == row.standard.output * 3, "\(row.model)")
            #expect((long.batch == nil) == (row.batch == nil), "\(row.model)")
        }
        let row = try #require(table.price(of: "gpt-5.4"))
        #expect(row.standard(inputTokens: 272_000) == row.standard)
        #expect(row.standard(inputTokens: 272_001).input == (try exact("0.000005")))
        #expect(row.batch(inputTokens: 272_000) == row.batch)
        #expect(row.batch(inputTokens: 272_001)?.output == (try exact("0.00001125")))
    }

    @Test func `every model with a price has facts`() throws {
        for row in try table().models {
            #expect(ModelTable.standard.facts(of: row.model) != nil, "\(row.model)")
        }
    }

    @Test func `exactly the models with the large window have a long prompt's price`() throws {
        for row in try table().models {
            let window = try #require(ModelTable.standard.facts(of: row.model)).tokenLimits.window
            #expect((row.longPrompt != nil) == (window == 1_050_000), "\(row.model)")
        }
    }
}
