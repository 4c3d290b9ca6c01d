import Foundation
import Testing

@testable import Stocktake

@Suite("What a service accepts") struct ServiceLessonsTests {
    /// One refusal after another, with what the service says it accepts, and the next form.
    struct Ladder: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var first = StructuredOutput.strict
        let accepted: [Set<StructuredOutput>]
        let asked: [StructuredOutput?]
    }

    @Test(arguments: [
        Ladder(
            testDescription: "one step down at a time",
            accepted: [[], [], []],
            asked: [.jsonObject, StructuredOutput.none, nil]
        ),
        Ladder(
            testDescription: "the middle is refused, the schema is named",
            first: .jsonObject,
            accepted: [[.strict, .none], [.none], []],
            asked: [.strict, StructuredOutput.none, nil]
        ),
        Ladder(
            testDescription: "text alone is named",
            accepted: [[.none], []],
            asked: [StructuredOutput.none, nil]
        ),
        Ladder(
            testDescription: "what is named was refused before",
            accepted: [[.jsonObject], [.strict], []],
            asked: [.jsonObject, StructuredOutput.none, nil]
        ),
        Ladder(
            testDescription: "what is refused is named",
            accepted: [[.strict], [.jsonObject]],
            asked: [.jsonObject, StructuredOutput.none]
        ),
    ])
    func `each form is tried once, those named first`(ladder: Ladder) {
        var lessons = ServiceLessons(first: ladder.first)
        for (accepted, asked) in zip(ladder.accepted, ladder.asked) {
            let goesOn = lessons.refuse(lessons.structure, accepting: accepted)
            #expect(goesOn == (asked != nil))
            if let asked { #expect(lessons.structure == asked) }
        }
        #expect(lessons.changes.count == ladder.asked.compactMap(\.self).count)
    }

    @Test func `a request that was under way when another stepped down is asked again`() {
        var lessons = ServiceLessons(first: .strict)
        let first = lessons.refuse(.strict, accepting: [])
        let second = lessons.refuse(.strict, accepting: [])
        #expect(first && second)
        #expect(lessons.structure == .jsonObject && lessons.changes.count == 1)
    }

    @Test func `lessons count for 30 days, one version and the same facts`() {
        let learned = Date(timeIntervalSince1970: 1_795_399_200)
        var lessons = ServiceLessons(first: .strict)
        lessons.structure = .jsonObject
        lessons.refusedParameters = ["store"]
        lessons.photosAtOnce = 2
        func start(
            days: Double,
            version: String = StocktakeVersion.text,
            first: StructuredOutput = .strict
        ) -> ServiceLessons {
            let memory = ServiceMemory(lessons: lessons, version: version, learnedAt: learned)
            return ServiceLessons(memory, first: first, at: learned + days * 86_400)
        }
        #expect(start(days: 0) == lessons && start(days: 30) == lessons)
        let others = [
            start(days: 30.1), start(days: -1), start(days: 1, version: "0.0.1"),
            start(days: 1, first: .none),
        ]
        for other in others {
            #expect(other.structure == other.first && other.refusedParameters.isEmpty)
            #expect(other.photosAtOnce == 2, "or what is answered would be asked anew")
        }
        #expect(ServiceLessons(nil, first: .strict, at: learned) == ServiceLessons(first: .strict))
    }
}
