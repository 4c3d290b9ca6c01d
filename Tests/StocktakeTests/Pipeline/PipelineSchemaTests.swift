import Foundation
import JSONSchema
import Testing
import YAML

@testable import Stocktake

@Suite("Pipeline schema and template") struct PipelineSchemaTests {
    static let smallest = [
        "name": "name: a", "photos": "photos: photos", "count": "count: items.csv",
    ]

    /// What the schema objects to; empty for a valid file.
    private func violations(_ text: String) throws -> [String] {
        let schema = try Schema(JSONValue(reading: Array(PipelineSchema.text().utf8)))
        let root = try #require(try YAMLNode.read(Array(text.utf8)))
        return try schema.violations(of: json(root)).map { "\($0)" }
    }

    /// A node as YAML 1.2 types it; quoted scalars are text.
    private func json(_ node: YAMLNode) -> JSONValue {
        if let list = node.sequence { return .array(list.map { json($0) }) }
        if let pairs = node.mapping {
            return .object(
                pairs.reduce(into: JSONObject()) {
                    $0[$1.key.scalar?.string ?? ""] = json($1.value)
                }
            )
        }
        guard let scalar = node.scalar, scalar.isPlain else {
            return .string(node.scalar?.string ?? "")
        }
        if node.isNull { return .null }
        if ["true", "false"].contains(scalar.string) { return .bool(scalar.string == "true") }
        return JSONNumber(scalar.string).map { .number($0) } ?? .string(scalar.string)
    }

    private func errors(_ text: String) -> [String] {
        PipelineFile.read(file: "p.yaml", bytes: Array(text.utf8)).1
            .filter { $0.severity == .error }.map(\.message)
    }

    @Test func `the schema is valid JSON and names every key`() throws {
        let text = try PipelineSchema.text()
        for key in PipelineKey.all {
            #expect(text.contains("\"\(key.name)\" :") == key.isAvailable, "\(key.path)")
        }
        try expectGolden(text, "Pipeline/schema.json")
    }

    @Test func `every path is unique and inside a known section`() {
        let paths = PipelineKey.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        for key in PipelineKey.all where !key.section.isEmpty {
            #expect(paths.contains(key.section), "\(key.path)")
        }
        for key in PipelineKey.all { #expect(!key.words.isEmpty, "\(key.path)") }
    }

    @Test func `the template is valid and has the table's defaults`() throws {
        #expect(errors(PipelineTemplate.text) == [])
        #expect(try violations(PipelineTemplate.text) == [])
        try expectGolden(PipelineTemplate.text, "Pipeline/template.yaml")
        // The optional part is valid too.
        let whole = PipelineTemplate.text.replacing("# compare:", with: "compare:")
            .replacing("#   expected:", with: "  expected:")
            .replacing("#   tolerance:", with: "  tolerance:")
            .replacing("# limits:", with: "limits:").replacing("#   duration:", with: "  duration:")
        #expect(errors(whole) == [])
        #expect(try violations(whole) == [])
    }

    @Test func `every pipeline of the repository is valid`() throws {
        let folder = SamplePhotos.repository.appending(path: "Pipelines")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix("pricing") && $0 != "models.yaml" }
        #expect(names.count > 4)
        for name in names {
            let bytes = try Data(contentsOf: folder.appending(path: name))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(try violations(text) == [], "\(name)")
            #expect(errors(text) == [], "\(name)")
        }
    }

    /// The contract's example, without the keys that this version doesn't have.
    static let example = """
        name: warehouse
        title: Warehouse stock count
        photos:
          files: ../Samples/warehouse/photos.txt
          location: sign
          views: overlapping
        prepare:
          longest_side: 2048
          jpeg_quality: 85
          reject: {darker_than: 45, blurrier_than: 200, smaller_than: 200}
        count:
          by: labels
          items: ../Samples/catalogue.csv
          labels: serial
          zones: [on the cart, on the floor, carried]
          exclude: empty cartons, pictures of goods
          instructions: …
        model:
          name: gpt-5.2
          api: responses
          effort: medium
          detail: high
          photos_per_request: 100
          votes: 1
          in_flight: 8
          delivery: now
          requests_per_minute: 60
          tokens_per_minute: 100000
          max_output_tokens: 4000
          attempts: 3
          base_url: http://localhost:11434/v1
          key_file: key.txt
        limits: {cost_usd: 2.00, duration: 1h, failures: 10%}
        prices: pricing.yaml
        models: models.yaml
        ledger: ../Output/warehouse/ledger.sqlite
        compare:
          expected: ../Samples/expected-stock.csv
          tolerance: {default: {quantity: 0}, A: {percent: 1}, B: {percent: {plus: 3, minus: 2}, value: 50}, items: {ICE-BAG-4: {quantity: 1}}}
        order: {when: reorder_point, up_to: reorder_to}
        report:
          folder: ../Output
          formats: [csv, xlsx, json]

        """

    @Test(arguments: [
        example, "name: ice\nphotos: ../Samples/ice/*.jpg\ncount: [bag of ice]\nmodel: gpt-5.2\n",
        "name: a\nphotos: [a.jpg, b]\ncount: any\ncompare: books.csv\nreport: ../Output\n",
        "name: a\nphotos: photos\ncount: items.csv\norder: {}\n",
        "name: a\nphotos: photos\ncount: items.csv\norder: stock.csv\n",
    ])
    func `the contract's examples are valid`(_ text: String) throws {
        #expect(try violations(text) == [])
        #expect(errors(text) == [])
    }

    @Test(arguments: [
        "prepare: {tiles: auto}", "count: {items: c.csv, labels: declared}",
        "model: {name: gpt-5.2, second_opinion: {name: gpt-5-mini}}",
        "review: {spread: {upto_10: 1, above: 10%}, audit: 5%}",
        "report: {formats: [csv, html]}",
        "report: {exports: {odoo: ../stock-quant-export.csv}}",
    ])
    func `what this version doesn't have is flagged by both`(_ line: String) throws {
        let text = file(with: line)
        #expect(try !violations(text).isEmpty)
        #expect(errors(text).contains { $0.contains("not available in this version") })
    }

    @Test(arguments: [
        "votes: 3", "title: [a]", "title: \"\"", "name: Wrong Name", "photos: []",
        "photos: {location: folder}", "count: {by: labels}", "compare: {tolerance: {A: {}}}",
        "model: {votes: 3}", "extract: {per: photo}", "darker_than: 3", "limits: {duration: 0s}",
        "limits: [1]",
    ])
    func `other mistakes are flagged by both`(_ line: String) throws {
        let text = file(with: line)
        #expect(try !violations(text).isEmpty)
        #expect(!errors(text).isEmpty)
    }

    /// Values that are allowed, and values that are not; a list of them for each key but sections.
    static let values: [String: (good: [String], bad: [String])] = [
        "name": (["a", "a-1"], ["A", "\"\"", "[a]"]),
        "title": (["A title"], ["\"\"", "\" \"", "[a]"]),
        "photos.files": (["a", "[a, b]"], ["[]", "\"\"", "{a: b}"]),
        "photos.location": (["folder", "sign", "'(?<location>[A-Z]+)'"], ["[folder]"]),
        "photos.views": (["separate", "repeated", "overlapping"], ["joined", "[separate]"]),
        "prepare.reject.darker_than": (["0", "45.5", "255"], ["-1", "256", "dark"]),
        "prepare.reject.blurrier_than": (["0", "0.5", "65025"], ["-0.5", "65026", "[1]"]),
        "prepare.reject.smaller_than": (["0", "100000"], ["-1", "1.5", "100001"]),
        "prepare.longest_side": (["64", "2048", "65535", "original"], ["63", "65536", "big"]),
        "prepare.jpeg_quality": (["1", "100"], ["0", "101", "high"]),
        "count.by": (["labels", "model"], ["hand"]),
        "count.items": (["c.csv", "[a, b]"], ["[]", "\"\"", "{a: b}"]),
        "count.labels": (["serial"], ["each"]),
        "count.zones": (["a", "[a, b]"], ["[]", "[\"\"]"]),
        "count.catalogue": (["c.csv"], ["\"\"", "[a]"]), "count.exclude": (["cartons"], ["[a]"]),
        "then": (
            [
                "{recipe: Cook}", "{a-1: {instructions: Cook, tables: [counts], columns: sku}}",
                "{a: {instructions: Cook, fields: {dish: text, steps: [text]}, rows: /steps}}",
            ],
            ["Cook", "{}", "{Recipe: Cook}", "{a: {tables: counts}}", "{a: {instructions: \"\"}}"]
        ),
        "count.instructions": (["Count."], ["{a: b}"]),
        "extract.schema": (["s.json", "{type: object}"], ["\"\"", "[a]"]),
        "extract.fields": (["{a: text}", "{a: {b: date}}"], ["{}", "[a]", "text"]),
        "extract.instructions": (["Say it."], ["{a: b}"]),
        "extract.per": (["photo", "location"], ["shelf"]),
        "extract.rows": (["/items"], ["[a]"]),
        "model.name": (["gpt-5.2"], ["\"\"", "[a]"]),
        "model.api": (["responses", "chat"], ["talk"]),
        "model.effort": (["none", "max"], ["lazy"]),
        "model.detail": (["low", "original"], ["huge"]),
        "model.photos_per_request": (["1", "1500"], ["0", "1501"]),
        "model.votes": (["1", "25"], ["0", "26", "1.5"]),
        "model.max_output_tokens": (["16", "1000000"], ["15", "1000001"]),
        "model.delivery": (["now", "batch"], ["later"]),
        "model.in_flight": (["1", "256"], ["0", "257"]),
        "model.attempts": (["1", "20"], ["0", "21"]),
        "model.timeout": (["90s", "10m"], ["0s", "90", "soon"]),
        "model.requests_per_minute": (["1", "1000000"], ["0", "1000001"]),
        "model.tokens_per_minute": (["1", "1000000000"], ["0", "1000000001"]),
        "model.base_url": (["http://localhost:1/v1"], ["\"\"", "[a]"]),
        "model.key_file": (["key.txt"], ["\"\""]),
        "model.key_command": (["pass key"], ["[a]"]),
        "model.key_env": (["MY_KEY"], ["\"\""]),
        "model.allow_http": (["true", "false"], ["perhaps"]),
        "limits.cost_usd": (["0", "2.50", "1000000"], ["-1", "1000001", "much"]),
        "limits.duration": (["90s", "10m", "1h30m"], ["0s", "90", "1h30", "soon", "0h0m"]),
        "limits.failures": (["0%", "10%", "100 %"], ["101%", "ten%", "1000%", "1.5%"]),
        "prices": (["p.yaml"], ["\"\""]), "models": (["m.yaml"], ["[a]"]),
        "ledger": (["l.sqlite"], ["\"\""]), "compare.expected": (["e.csv"], ["\"\"", "[a]"]),
        "compare.tolerance": (
            [
                "{}", "{default: {quantity: 0}}", "{A: {percent: {plus: 1}}}",
                "{items: {X: {value: 2.5}}}",
            ],
            [
                "1", "{default: 1}", "{A: {size: 1}}", "{A: {percent: -1}}",
                "{A: {percent: {up: 1}}}", "{items: [X]}", "{items: {X: {value: much}}}",
            ]
        ),
        "report.folder": (["out"], ["\"\""]),
        "report.formats": (["csv", "[csv, xlsx, json]"], ["[]", "pdf", "[csv, pdf]"]),
    ]

    /// Those of the section `order`, whose keys name columns.
    static let orderValues: [String: (good: [String], bad: [String])] =
        OrderColumn.allCases.reduce(into: ["order.from": (["o.csv"], ["\"\"", "[a]"])]) {
            $0["order.\($1.rawValue)"] = (["a", "Reorder Point"], ["\"\"", "[a]", "{a: b}"])
        }

    @Test func `the schema and the reader agree on every key`() throws {
        for key in PipelineKey.all where key.isAvailable && !key.isSection {
            let row = try #require(
                Self.values[key.path] ?? Self.orderValues[key.path],
                "give \(key.path) good and bad values"
            )
            for value in row.good {
                let text = file(with: line(key.path, value))
                #expect(try violations(text) == [], "\(key.path): \(value)")
                #expect(errors(text) == [], "\(key.path): \(value)")
            }
            for value in row.bad + ["~"] {
                let text = file(with: line(key.path, value))
                #expect(try !violations(text).isEmpty, "\(key.path): \(value)")
                #expect(!errors(text).isEmpty, "\(key.path): \(value)")
            }
            // The default is one of the values.
            guard let standard = key.standard else { continue }
            #expect(errors(file(with: line(key.path, standard.compactText))) == [], "\(key.path)")
        }
        #expect(Set(Self.values.keys).isSubset(of: PipelineKey.all.map(\.path)))
    }

    /// A file of the required keys and this line, in flow style, in place of one of the same name.
    private func file(with line: String) -> String {
        let name = line.prefix { $0 != ":" }
        let replaced = name == "extract" ? "count" : name
        let others = Self.smallest.filter { $0.key != replaced }.values.sorted()
        return (others + [line]).joined(separator: "\n") + "\n"
    }

    /// `model: {name: n, votes: 3}` for a path: with what its sections require.
    private func line(_ path: String, _ value: String) -> String {
        let required: [String: String?] = [
            "photos": "files: a", "count": "items: a", "model": "name: a",
            "compare": "expected: a",
            "extract": path == "extract.schema" ? nil : "fields: {a: text}",
        ]
        let parts = path.split(separator: ".").map(String.init)
        guard let top = parts.first, parts.count > 1 else { return "\(path): \(value)" }
        let inner = parts.dropFirst().reversed().reduce(value) { "{\($1): \($0)}" }
        let others = required[top]?.flatMap { $0.hasPrefix("\(parts[1]):") ? nil : "\($0), " } ?? ""
        return "\(top): {\(others)\(inner.dropFirst())"
    }
}
