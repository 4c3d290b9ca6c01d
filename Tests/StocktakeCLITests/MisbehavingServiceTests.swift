import Foundation
import Rehearsal
import ServiceFaults
import Testing

/// What a run makes of a service that misbehaves once, and then answers well.
private enum Expected: Equatable {
    /// Counted right after a retry, or at once.
    case counted(requests: Int)
    /// The photo is not counted, with a finding, and the run goes on.
    case notCounted
    /// The photo is said to be bad, and it is the only one.
    case photoLost
    /// Counted, and then nothing more is sent.
    case overshot
    /// Nothing is reported.
    case stopped(status: Int32)
}

@Suite("A service that misbehaves", .serialized, .timeLimit(.minutes(10)))
struct MisbehavingServiceTests {
    private static func expected(_ act: Misbehaviour) -> Expected {
        switch act {
        case .rateLimitSeconds, .rateLimitDate, .rateLimitMilliseconds, .rateLimitShouldRetry,
            .rateLimitBare, .slowDown, .requestTimeout, .conflict, .serverError, .badGatewayHTML,
            .overloadedRetryAfter, .overloaded, .gatewayTimeout, .siteOverloaded,
            .resetBeforeBody, .resetAfterBody, .halfAnswer, .silence, .failedServerError,
            .errorInside, .errorText, .html, .empty, .gzipBroken, .outputMissing:
            .counted(requests: 2)
        // One step down the ladder, one parameter less, or twice the room.
        case .invalidSchema, .formatRefused, .badRequest, .incompleteLength, .incompleteEmpty:
            .counted(requests: 2)
        case .gzip, .usageMissing, .usageNull, .wrongModel, .fenced, .prose,
            .thinking, .trailingComma, .slowDrip:
            .counted(requests: 1)
        // The model is shown its own answer.
        case .duplicateKeys, .infiniteCount, .loneSurrogate, .controlCharacters, .notANumber,
            .truncated:
            .counted(requests: 2)
        case .insufficientQuota, .creditBalanceExhausted, .unauthorized, .forbidden:
            .stopped(status: 77)
        case .modelNotFound, .rateLimitShouldNotRetry, .unprocessable, .redirect, .headerFlood,
            .gzipBomb, .hugeAnswer, .failedInvalidPrompt, .tooLargeHTML:
            .stopped(status: 69)
        case .invalidImageFormat: .photoLost
        case .usageHuge: .overshot
        case .refusal, .incompleteFilter, .usageTiny: .notCounted
        }
    }

    @Test(arguments: Misbehaviour.allCases)
    func `each ends with the right counts or the right finding, and says no secret`(
        _ act: Misbehaviour
    ) async throws {
        let server = try ModelScene.service([act])
        let scene = try ModelScene(server: server)
        let outcome = try await scene.run(["--verbose"])
        switch Self.expected(act) {
        case .counted(let requests):
            #expect(outcome.status == 0, "\(act): \(outcome.stderr)")
            #expect(try scene.counts() == ["L0,box,2,ok,"])
            #expect(server.journal.count { $0.question != nil || $0.body == nil } == requests)
        case .notCounted:
            #expect(outcome.status == 3, "\(act): \(outcome.stderr)")
            #expect(try scene.counts() == ["L0,,,not_counted,reply_failed"])
            #expect(outcome.stderr.contains("no usable answer about this photo"))
        case .photoLost:
            #expect(outcome.status == 3, "\(act): \(outcome.stderr)")
            #expect(try scene.counts() == ["L0,,,not_counted,photo_rejected"])
        case .overshot:
            #expect(outcome.status == 8, "\(act): \(outcome.stderr)")
            #expect(try scene.counts() == ["L0,box,2,ok,"])
            #expect(outcome.stderr.contains("more than their planned maximum"))
        case .stopped(let status):
            #expect(outcome.status == status, "\(act): \(outcome.stdout) \(outcome.stderr)")
            #expect(!scene.scratch.exists("out/test/latest"), "nothing was answered")
            #expect(outcome.stderr.contains("stocktake: error: "))
        }
        #expect(try scene.keyIsNowhere())
        server.stop()
    }

    @Test(arguments: AnswerFault.allCases)
    func `a wrong answer is repaired, and if that is wrong too it counts nowhere`(
        _ fault: AnswerFault
    ) async throws {
        for isLasting in [false, true] {
            let server = try LoopbackServer { question, _, index in
                let good = ModelScene.twoBoxes(question)
                do {
                    let text = isLasting || index == 0 ? try fault.spoil(good) : good
                    return ScriptedReply(to: question, text: text).answer
                } catch {
                    return .error(status: 400, APIError("\(error)"))
                }
            }
            let scene = try ModelScene(
                more: "",
                server: server
            )
            let outcome = try await scene.run()
            // Said and shown differ: the points win, and a person looks.
            if fault == .countDiffersFromPoints {
                #expect(try scene.counts() == ["L0,box,2,review,points_differ"])
            } else if fault == .controlCharacters {
                #expect(try scene.counts() == ["L0,box,2,ok,"])
                #expect(outcome.stderr.allSatisfy { !$0.isASCII || $0.isNewline || $0 >= " " })
            } else if isLasting {
                #expect(outcome.status == 3, "\(fault): \(outcome.stderr)")
                #expect(try scene.counts() == ["L0,,,not_counted,reply_failed"])
                #expect(server.journal.count == 2, "one repair, no more")
            } else {
                #expect(outcome.status == 0, "\(fault): \(outcome.stderr)")
                #expect(try scene.counts() == ["L0,box,2,ok,"], "\(fault)")
            }
        }
    }
}
