/// Turns the text of a reply into the answer to a count, or into a list of its faults.
///
/// 1. Finds the JSON in the text (`ReplyJSON`).
/// 2. Checks the schema, whether or not the service promised to follow it (`AnswerSchema`).
/// 3. Checks what no schema can express (`AnswerReading`): every photo once, every item once,
///    points that mark different pieces.
///
/// A pure function of the text. The schema is compiled once; reuse the check for all questions with
/// the same photo ids and items.
struct AnswerCheck: Sendable {
    let vocabulary: AnswerVocabulary
    /// What the service promised about the text.
    let promise: StructuredOutput

    private let schema: AnswerSchema

    /// - Parameters:
    ///   - schema: the JSON Schema that was sent to the model.
    ///   - vocabulary: what an answer may name.
    ///   - promise: what the service promised about the text.
    /// - Throws: `JSONError` or `SchemaError` if our own schema is broken.
    init(
        schema: String,
        vocabulary: AnswerVocabulary,
        promise: StructuredOutput
    ) throws {
        self.schema = try AnswerSchema(schema)
        self.vocabulary = vocabulary
        self.promise = promise
    }

    func check(_ text: String) -> CheckedAnswer<CountAnswer> {
        do throws(AnswerFault) {
            return check(try ReplyJSON(text))
        } catch {
            let notes: [AnswerNote] = promise == .strict ? [.schemaIgnored] : []
            return .faulty(FaultyAnswer(faults: [error], hasMore: false, sound: nil, notes: notes))
        }
    }

    private func check(_ json: ReplyJSON) -> CheckedAnswer<CountAnswer> {
        let violations = schema.faults(of: json.value, vocabulary)
        let reading = AnswerReading(json.value, vocabulary: vocabulary, faults: violations)
        var notes: [AnswerNote] = []
        if promise == .strict, !violations.isEmpty || !json.removed.isEmpty {
            notes.append(.schemaIgnored)
        }
        if !json.removed.isEmpty { notes.append(.cleaned(json.removed)) }
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

    private func sound(_ reading: AnswerReading) -> SoundPart<CountAnswer>? {
        guard !reading.faults.concernsAll else { return nil }
        let photos = vocabulary.photoIDs.indices.filter { !reading.faults.photos.contains($0) }
        guard !photos.isEmpty, photos.count < vocabulary.photoIDs.count else { return nil }
        return SoundPart(photos: photos, answer: reading.answer.restricted(to: photos))
    }
}
