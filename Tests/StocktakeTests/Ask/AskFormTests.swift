import Foundation
import JSONSchema
import Testing

@testable import Stocktake

/// Ask carries a form that knows nothing of counting.
@Suite("Asking by another form") struct AskFormTests {
    /// One caption for the photos of a question: `{"caption": "…"}`.
    private static let captions = QuestionForm<[String]>(
        dependsOnLocation: false,
        isOneView: false,
        schemaName: "caption",
        instructions: { _ in "Describe the photos." },
        schema: { context in
            #"{"type":"object","properties":{"caption":{"type":"string"}},"required":["caption"],"#
                + #""additionalProperties":false,"description":"\#(context.photoIDs.count) photos"}"#
        },
        closing: "One caption.",
        size: QuestionSize(
            instructions: 20,
            fixed: { _ in 200 },
            ofPhotos: { 10 * $0 },
            answer: { _ in TokenSpread(5, 10, 20) },
            assumptions: []
        ),
        check: { text, _, _ in
            let caption = try JSONValue(reading: Array(text.utf8))["caption"]?.string
            if let caption { return .passed([caption], notes: []) }
            let fault = AnswerFault(
                code: .schema,
                pointer: "",
                words: "missing: caption",
                photos: nil
            )
            return .faulty(FaultyAnswer(faults: [fault], hasMore: false, sound: nil, notes: []))
        },
        combine: { $0.flatMap(\.answer) },
        observation: { answer, _ in jsonString(answer.joined()) }
    )

    private func captions(
        _ scene: AskScene,
        script: @escaping AskScript
    ) async throws -> (captions: [[String]?], sent: [SentRequest], reused: Int) {
        try await scene.ask(Self.captions, script: script) { outcome, _, controls, _ in
            (outcome.answered.map(\.answer), controls.sent, outcome.asking.reused)
        }
    }

    @Test func `it is asked, repaired, split and reused as a count is`() async throws {
        let scene = try AskScene(photos: 4, model: "photos_per_request: 2")
        let first = try await captions(scene) { request in
            switch request.number {
            case 1: .answer(#"{"title":"ice"}"#)
            case 3: .status(413)
            default: .answer(#"{"caption":"\#(request.shown)"}"#)
            }
        }
        #expect(first.captions == [["repair 1 2"], ["3"], ["4"]])
        #expect(first.sent.map(\.shown) == ["1 2", "repair 1 2", "3 4", "3", "4"])
        let second = try await captions(scene) { _ in .status(500) }
        #expect(second.captions == first.captions)
        #expect(second.sent.isEmpty && second.reused > 0)
    }

    @Test func `its answers are none of a count's`() async throws {
        let scene = try AskScene(photos: 1)
        _ = try await captions(scene) { _ in .answer(#"{"caption":"ice"}"#) }
        #expect(try await scene.ask().sent.count == 1, "another form is another question")
    }

    @Test func `a question of text alone is one request without photos`() {
        let planning = RequestPlanning(
            facts: .careful("m"),
            settings: ModelSettings(name: "m"),
            sendSize: .useful,
            text: Self.captions.size,
            assumptions: EstimateAssumptions()
        )
        let (requests, unsendable) = planning.requests([
            PhotoGroup(location: "", photos: [], vote: 1)
        ])
        #expect(requests.map(\.photos) == [[]] && unsendable.isEmpty)
    }
}
