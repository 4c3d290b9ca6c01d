import Foundation
import Testing

@testable import Stocktake

private func read(_ text: String) -> (ModelTable?, [Finding]) {
    ModelTable.read(file: "models.yaml", bytes: Array(text.utf8))
}

/// A valid file of one model, to be changed line by line.
private let sound = """
    as_of: 2026-09-30
    source: test
    image_rules:
      patches: {kind: patches, multiplier: 1.2, details: {high: {fit: 2048, patches: 1536}}, auto: high}
      tiles: {kind: tiles, base: 85, per_tile: 170, details: {low: {}, high: {fit: 2048, short_side: 768}}, auto: high}
    defaults: {default_detail: high, images_per_request: 10, payload_bytes: 1000, image_url_characters: 900, structured_output: none, apis: chat}
    models:
      - {model: a, images: patches, window: 1000, max_output: 200}

    """

@Suite("Model facts") struct ModelTableTests {
    @Test func `the built-in facts of gpt-5_2-pro`() throws {
        let facts = try #require(ModelTable.standard.facts(of: "gpt-5.2-pro"))
        #expect(facts.tokenLimits == .init(window: 400_000, input: 272_000, output: 128_000))
        #expect(facts.structuredOutput == .jsonObject)
        #expect(facts.efforts == [.medium, .high, .xhigh])
        #expect(facts.defaultEffort == .medium)
        #expect(facts.apis == [.responses])
        #expect(facts.shutsDown == nil)
        #expect(!facts.notes.isEmpty)
        #expect(facts.requestLimits.images == 1500)
        #expect(facts.requestLimits.payloadBytes == 512_000_000)
        #expect(facts.requestLimits.imageURLCharacters == 20_971_520)
    }

    @Test(
        arguments: [
            ("gpt-5", "2026-12-11"), ("gpt-5-mini", "2026-12-11"), ("gpt-5-nano", "2026-12-11"),
            ("gpt-5-pro", "2026-12-11"), ("o3", "2026-12-11"), ("o3-pro", "2026-12-11"),
            ("gpt-4.1-nano", "2026-10-23"), ("o4-mini", "2026-10-23"), ("o1", "2026-10-23"),
            ("gpt-4o-2024-05-13", "2026-10-23"), ("gpt-4o", nil), ("gpt-5.2", nil),
            ("gpt-5.1", nil),
        ] as [(String, String?)]
    )
    func `announced shutdowns`(_ model: String, _ day: String?) throws {
        let facts = try #require(ModelTable.standard.facts(of: model))
        #expect(facts.shutsDown?.description == day)
    }

    @Test(
        arguments: [
            ("gpt-5-mini-2025-08-07", "gpt-5-mini"), ("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"),
            ("gpt-5.5-2026-04-01", "gpt-5.5"), ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13"),
            ("gpt-4o-2024-11-20", "gpt-4o"), ("gpt-5.6", nil), ("gpt-5.2-2025-02-30", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func `a model is found by name, alias or dated snapshot`(_ asked: String, _ model: String?) {
        #expect(ModelTable.standard.facts(of: asked)?.model == model)
    }

    @Test func `the snapshot before strict schemas has none`() throws {
        #expect(ModelTable.standard.facts(of: "gpt-4o-2024-05-13")?.structuredOutput == .jsonObject)
        #expect(ModelTable.standard.facts(of: "gpt-4o")?.structuredOutput == .strict)
    }

    @Test func `every effort, detail and default is offered by its model`() {
        for facts in ModelTable.standard.models {
            #expect(facts.images.offered.contains(facts.defaultDetail), "\(facts.model)")
            if let effort = facts.defaultEffort {
                #expect(facts.efforts.contains(effort), "\(facts.model)")
            }
            #expect(!facts.apis.isEmpty, "\(facts.model)")
            #expect(!facts.images.isAssumed, "\(facts.model)")
        }
    }

    @Test func `input has to leave room for output`() throws {
        let pooled = try #require(ModelTable.standard.facts(of: "gpt-4o")).tokenLimits
        #expect(pooled.input(leavingRoomFor: 16_384) == 111_616)
        #expect(pooled.input(leavingRoomFor: 200_000) == 0)
        let apart = try #require(ModelTable.standard.facts(of: "gpt-5.2")).tokenLimits
        #expect(apart.input(leavingRoomFor: 16_000) == 272_000)
    }

    @Test func `an unknown model gets conservative assumptions, marked as such`() {
        #expect(ModelTable.standard.facts(of: "llama-vision") == nil)
        let facts = ModelFacts.careful("llama-vision")
        #expect(facts.model == "llama-vision")
        #expect(facts.images.isAssumed)
        #expect(facts.tokenLimits.window == 128_000)
        #expect(facts.structuredOutput == .strict)
        #expect(facts.notes.first?.hasPrefix("no facts about this model") == true)
    }

    @Test func `a row's own value takes precedence over the default`() throws {
        let (table, findings) = read(
            sound + """
                  - model: b
                    aliases: [c, d]
                    images: tiles
                    window: 1000
                    max_input: 700
                    max_output: 300
                    structured_output: strict
                    default_detail: low
                    efforts: [low, high]
                    default_effort: low
                    apis: [responses, chat]
                    shuts_down: 2027-01-31
                    notes: one
                """
        )
        #expect(findings == [])
        let first = try #require(table?.facts(of: "a"))
        #expect(first.structuredOutput == .none && first.apis == [.chat])
        #expect(first.tokenLimits == .init(window: 1000, input: 1000, output: 200))
        #expect(first.efforts == [] && first.defaultEffort == nil)
        let second = try #require(table?.facts(of: "d"))
        #expect(second.model == "b" && second.structuredOutput == .strict)
        #expect(second.tokenLimits.input == 700)
        #expect(second.apis == [.responses, .chat] && second.notes == ["one"])
        #expect(second.shutsDown == CalendarDay("2027-01-31"))
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
        try expectGolden(golden, "Price/model-problems.txt")
    }

    static let faulty: [(String, String)] = [
        ("empty", ""),
        ("a text", "gpt-5.2\n"),
        ("nothing in it", "{}\n"),
        ("an alias bomb", "a: &a [x]\nmodels: [*a, *a]\n"),
        (
            "wrong at the top",
            "as_of: yesterday\nsource:\nimage_rules: []\ndefaults: []\nmodels: {}\nrules: 1\n"
        ),
        (
            "image rules",
            """
            as_of: 2026-09-30
            source: test
            image_rules:
              no-kind: {multiplier: 1.2}
              kind: {kind: squares}
              empty: {kind: patches}
              mixed: {kind: patches, multiplier: 1.2, base: 85, details: {high: {short_side: 768}}, auto: high}
              tiles: {kind: tiles, base: -1, per_tile: 0, multiplier: 2, details: {high: {patches: 10}}, auto: low}
              numbers: {kind: patches, multiplier: 0, max_patches: 0, details: {high: {fit: 0, patches: 1.5}}, auto: high}
              digits: {kind: patches, multiplier: 1.00001, details: {huge: {}}, auto: high}
              none: {kind: patches, multiplier: .nan, details: {}, auto: auto}
              a list: []
            models:
              - {model: a, images: numbers, window: 10, max_output: 1}
            """
        ),
        (
            "rows",
            sound + """
                  - {model: a, aliases: [a, b], images: patches, window: 1000, max_output: 10}
                  - {model: c, aliases: [b, x y], images: patches, window: 1000, max_output: 10}
                  - {images: patch, windw: 1000, max_output: 10}
                  - {model: d, images: patches, window: 1000, max_input: 1001, max_output: 2000}
                  - {model: e, images: patches, window: 0, max_output: ten, shuts_down: soon}
                  - {model: f, images: tiles, window: 9, max_output: 1, default_detail: original}
                  - {model: g, images: tiles, window: 9, max_output: 1, efforts: [low, lowest, low]}
                  - {model: h, images: tiles, window: 9, max_output: 1, default_effort: low}
                  - {model: i, images: tiles, window: 9, max_output: 1, efforts: [low], default_effort: high}
                  - {model: j, images: tiles, window: 9, max_output: 1, apis: [], notes: [""]}
                  - {model: k, images: tiles, window: 9, max_output: 1, structured_output: schema}
                  - just a name
                """
        ),
        (
            "without defaults",
            sound.split(separator: "\n").filter { !$0.hasPrefix("defaults") }
                .joined(separator: "\n")
        ),
        (
            "a fault of the defaults once",
            sound.replacing("apis: chat", with: "apis: [talk]")
                + "  - {model: b, images: tiles, window: 9, max_output: 1}\n"
        ),
    ]
}

@Suite("Calendar day") struct CalendarDayTests {
    @Test(arguments: ["2026-01-31", "2024-02-29", "2000-02-29", "0001-12-31"])
    func `days are read and written in the same form`(_ text: String) {
        #expect(CalendarDay(text)?.description == text)
    }

    @Test(arguments: [
        "", "2026-1-31", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
        "2026-04-00", "0000-01-01", "20260131", "2026-01-31 ", "２０２６-01-31", "2026-01-31T00:00",
    ])
    func `anything else is not a day`(_ text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test func `days are ordered`() throws {
        let days = try ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map {
            try #require(CalendarDay($0))
        }
        #expect(days.reversed().sorted() == days)
    }
}
