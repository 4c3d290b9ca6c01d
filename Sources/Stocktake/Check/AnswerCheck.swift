/// Judges what came back to a question: from a reply to an answer, or to what is wrong with it.
///
/// 1. How it ends, and whether the service counted the photos' tokens at all.
/// 2. The JSON in its text (`ReplyJSON`).
/// 3. The schema, whether or not the service promised to keep to it (`AnswerSchema`).
/// 4. What no schema can say (`AnswerReading`): every photo once, every item once, points that are
///    places of different pieces.
///
/// A pure function of the reply. The schema is compiled once; keep the check for all questions with
/// the same photo ids and items.
struct AnswerCheck: Sendable {
    /// What the service promised of the text.
    enum Promise: Sendable, Hashable, CaseIterable {
        /// An answer under the schema.
        case schema
        /// A JSON object.
        case json
        case nothing
    }

    let vocabulary: AnswerVocabulary
    let promise: Promise
    /// The fewest input tokens with which all photos can have been seen; nil where nobody knows.
    var leastInputTokens: Int?

    private let schema: AnswerSchema

    /// - Parameters:
    ///   - schema: JSON Schema, the text the model was asked with.
    ///   - vocabulary: what an answer may name.
    ///   - promise: what the service promised of the text.
    ///   - leastInputTokens: the fewest with which all photos can have been seen.
    /// - Throws: `JSONError` or `SchemaError` if our own schema is broken.
    init(
        schema: String,
        vocabulary: AnswerVocabulary,
        promise: Promise,
        leastInputTokens: Int? = nil
    ) throws {
        self.schema = try AnswerSchema(schema)
        self.vocabulary = vocabulary
        self.promise = promise
        self.leastInputTokens = leastInputTokens
    }

    func check(_ reply: Reply) -> CheckedReply {
        if let useless = useless(reply) { return .useless(useless) }
        do throws(AnswerFault) {
            return check(try ReplyJSON(reply.text))
        } catch {
            let notes: [AnswerNote] = promise == .schema ? [.schemaIgnored] : []
            return .faulty(FaultyAnswer(faults: [error], hasMore: false, sound: nil, notes: notes))
        }
    }

    /// Usage of 0 tokens says no more than none.
    private func useless(_ reply: Reply) -> UselessReply? {
        switch reply.ending {
        case .refused: return .refused
        case .filtered: return .filtered
        case .cutOff: return .cutOff
        case .complete: break
        }
        if reply.text.allSatisfy(\.isWhitespace) { return .empty }
        if let least = leastInputTokens, let reported = reply.usage?.inputTokens, reported > 0,
            reported < least
        {
            return .photosDropped(reported: reported, least: least)
        }
        return nil
    }

    private func check(_ json: ReplyJSON) -> CheckedReply {
        let violations = schema.faults(of: json.value, vocabulary)
        let reading = AnswerReading(json.value, vocabulary: vocabulary, faults: violations)
        var notes: [AnswerNote] = []
        if promise == .schema, !violations.isEmpty || !json.tidied.isEmpty {
            notes.append(.schemaIgnored)
        }
        if !json.tidied.isEmpty { notes.append(.tidied(json.tidied)) }
        notes += reading.notes
        guard !reading.faults.isEmpty else { return .passed(reading.answer, notes: notes) }
        return .faulty(
            FaultyAnswer(
                faults: reading.faults.faults,
                hasMore: reading.faults.hasMore,
                sound: sound(reading),
                notes: notes
            )
        )
    }

    private func sound(_ reading: AnswerReading) -> SoundPart? {
        guard !reading.faults.concernsAll else { return nil }
        let photos = vocabulary.photoIDs.indices.filter { !reading.faults.photos.contains($0) }
        guard !photos.isEmpty, photos.count < vocabulary.photoIDs.count else { return nil }
        return SoundPart(photos: photos, answer: reading.answer.restricted(to: photos))
    }
}
