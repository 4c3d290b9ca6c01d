import Foundation
import Testing

@Suite("stocktake estimate", .serialized, .timeLimit(.minutes(10))) struct EstimateTests {
    @Test func `the lecture's case on every model of the table`() async throws {
        let outcome = try await Binary.run([
            "estimate", "Pipelines/pizza-100.yaml", "--all-models",
        ])
        #expect(outcome.status == 0, "\(outcome.stderr)")
        let lines = outcome.stdout.split(separator: "\n").map(String.init)
        #expect(lines.first == "pizza-100 · 100 photos · 1 request")
        for (model, flat) in [
            ("gpt-5-mini", "$0.08"), ("gpt-5.2", "$0.56"), ("gpt-5.2-pro", "$6.72"),
        ] {
            let line = try #require(lines.first { $0.hasPrefix("  \(model) ") })
            #expect(line.contains("320,000") && line.contains(" \(flat) "), "\(line)")
        }
        for line in lines { #expect(line.count <= 80, "\(line)") }
        #expect(outcome.stdout.contains("nothing was sent; prices: lecture's table"))
    }

    @Test func `the machine-readable forms`() async throws {
        let json = try await Binary.run([
            "estimate", "Pipelines/pizza-100.yaml", "--model", "gpt-5.2", "--format", "json",
        ])
        let parsed = try JSONSerialization.jsonObject(with: Data(json.stdout.utf8))
        let root = try #require(parsed as? [String: Any])
        let model = try #require((root["models"] as? [[String: Any]])?.first)
        #expect(model["photos_cost"] as? String == "0.5600")
        #expect(model["photos"] as? Int == 100)
        #expect((model["tokens"] as? [String: Int])?["photos_flat"] == 320_000)
        #expect((root["prices"] as? [String: String])?["source"] == "lecture's table")
        let unknown = try await Binary.run([
            "estimate", "Pipelines/pizza-100.yaml", "--model", "nobodys-model", "--format", "csv",
        ])
        #expect(unknown.stdout.contains("nobodys-model,100,1,"))
        #expect(unknown.stdout.contains(",,,,USD,"))
    }

    @Test func `a limit stops with 8 and says what would fit; an unknown price with 65`()
        async throws
    {
        let above = try await Binary.run([
            "estimate", "Pipelines/pizza-100.yaml", "--max-cost", "0.20",
        ])
        #expect(above.status == 8)
        #expect(above.stderr.contains("above the limit of $0.20; about "))
        let within = try await Binary.run(
            ["run", "Pipelines/pizza-100.yaml", "--dry-run"],
            environment: ["STOCKTAKE_MAX_COST": "50"]
        )
        #expect(within.status == 0)
        let unknown = try await Binary.run([
            "estimate", "Pipelines/pizza-100.yaml", "--model", "nobodys-model", "--max-cost", "1",
        ])
        #expect(unknown.status == 65)
        #expect(unknown.stderr.contains("no price for nobodys-model, so the limit can't be"))
    }

    @Test func `a pipeline without photos can't be run`() async throws {
        let pizza = try await Binary.run(["run", "Pipelines/pizza-100.yaml"])
        #expect(pizza.status == 66)
    }

    @Test func `a label pipeline costs nothing, and can be priced for a model`() async throws {
        let own = try await Binary.run(["estimate", "Pipelines/warehouse.yaml"])
        #expect(own.status == 0)
        #expect(own.stdout.contains("Labels are read on this machine: no requests, $0.00."))
        let scratch = try Scratch()
        let estimate = [
            "estimate", "Pipelines/warehouse.yaml", "--all-models", "--ledger",
            "\(scratch.url.path)/ledger.sqlite",
        ]
        let priced = try await Binary.run(estimate)
        #expect(priced.status == 0)
        #expect(priced.stdout.contains("warehouse · 8 photos · 8 requests"))
        #expect(priced.stdout.contains("location by sign is only known by looking"))
        // A run has read the signs, so that the photos of a place are known to go together.
        let run = try await Binary.run(["run", "Pipelines/warehouse.yaml"] + scratch.flags)
        #expect(run.status == 0)
        let placed = try await Binary.run(estimate)
        #expect(placed.stdout.contains("warehouse · 8 photos · 4 requests"))
        #expect(!placed.stdout.contains("location by sign is only known by looking"))
    }

    @Test func `unreadable photos are listed and priced as unknown`() async throws {
        let scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "p/good.jpg")
        try scratch.write("no photo", to: "p/bad.jpg")
        try scratch.write(
            "name: t\nphotos: p\ncount: [carton]\nmodel: gpt-5.2\n",
            to: "t.yaml"
        )
        let outcome = try await Binary.run(["estimate", "t.yaml"], in: scratch.url)
        #expect(outcome.status == 3)
        #expect(
            outcome.stdout.hasPrefix("t · 1 photo · 1 request · 1 photo not readable: cost unknown")
        )
        #expect(outcome.stderr.contains("p/bad.jpg: cost unknown, not in the figures: not a photo"))
    }

    @Test func `the workbook is written where asked, twice the same`() async throws {
        let scratch = try Scratch()
        let arguments = [
            "estimate", "Pipelines/pizza-100.yaml", "--all-models", "-q", "--output",
            scratch.url.path,
        ]
        #expect(try await Binary.run(arguments).status == 0)
        let first = try Data(contentsOf: scratch.url.appending(path: "estimate.xlsx"))
        #expect(try await Binary.run(arguments).status == 0)
        #expect(try Data(contentsOf: scratch.url.appending(path: "estimate.xlsx")) == first)
    }

    @Test func `wrong price tables are told with line and column`() async throws {
        let scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "p/good.jpg")
        try scratch.write(
            "name: t\nphotos: p\ncount: [carton]\nmodel: gpt-5.2\nprices: prices.yaml\n",
            to: "t.yaml"
        )
        try scratch.write(
            """
            as_of: 2026-01-01
            source: me
            currency: USD
            models:
              - {model: gpt-5.2, input: -1, output: .nan}
              - {model: gpt-5.2, input: 1e400, output: 1}
            """,
            to: "prices.yaml"
        )
        let outcome = try await Binary.run(["estimate", "t.yaml"], in: scratch.url)
        #expect(outcome.status == 65)
        for line in ["prices.yaml:5:", "prices.yaml:6:", "unit"] {
            #expect(outcome.stderr.contains(line), "\(outcome.stderr)")
        }
    }
}
