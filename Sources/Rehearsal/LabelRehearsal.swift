import Foundation
public import Platform
public import Stocktake

/// A service on this machine that answers a run's questions by reading labels: no key, no cost.
///
/// Everything but the eyes is as with a model: photos go out as base64 over HTTP, the answer comes
/// back under the posted schema, with usage billed by the size rule.
public final class LabelRehearsal: Sendable {
    private let server: LoopbackServer

    /// Starts the service on a free port of 127.0.0.1.
    ///
    /// - Parameter plan: its catalogue, and whose model's size rule bills.
    /// - Throws: `SocketError` where no port can be had.
    public init(_ plan: Plan) throws(SocketError) {
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        let eyes = LabelEyes(plan, year: year)
        var settings = LoopbackServer.Settings()
        settings.readPhoto = { _, bytes in
            PostedPhoto.Reading(sha256: sha256(of: bytes), isPicture: eyes.look(at: bytes))
        }
        server = try LoopbackServer(settings) { question, _, _ in
            Self.answer(question, eyes)
        }
    }

    /// Where a run asks it.
    public var address: ModelServiceAddress {
        .rehearsal(port: server.port)
    }

    /// Ends it; what is under way is cut off.
    public func stop() {
        server.stop()
    }

    private static func answer(_ question: PostedQuestion, _ eyes: LabelEyes) -> ServerAnswer {
        let photos = question.photos.map { (id: $0.id, sha256: $0.posted.reading.sha256) }
        let hashes = photos.map(\.sha256)
        let text = eyes.answer(photos)
        let tokens = eyes.tokens(
            hashes,
            detail: question.photos.first?.detail,
            textLength: question.textLength,
            answerLength: text.count
        )
        eyes.forget(hashes)
        var envelope = ReplyEnvelope(to: question, text: text)
        envelope.model = "label-reader"
        envelope.usage = .counts(
            ReplyEnvelope.Usage(input: tokens.input, output: tokens.output)
        )
        return envelope.answer
    }
}
