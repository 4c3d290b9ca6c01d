import JSONSchema

/// Turns the text of a reply to `extract` into checked answers, or into a list of its faults.
///
/// 1. Finds the JSON in the text (`ReplyJSON`).
/// 2. Every photo once, and an answer about each that could be read.
/// 3. Turns each answer into the form of the original schema and checks it against that, so that
///    rules which could not be sent hold as well.
struct ExtractCheck: Sendable {
    private let extraction: Extraction
    private let sent: SentSchema
    private let original: AnswerSchema

    /// - Throws: `SchemaError` if the schema is not valid, which planning has ruled out.
    init(_ extraction: Extraction, _ sent: SentSchema) throws {
        self.extraction = extraction
        self.sent = sent
        original = try AnswerSchema(
            extraction.schema,
            names: Self.names(in: extraction.schema).union([
                "answers", "photos", "photo", "readable", "answer", "others", "name", "value",
            ])
        )
    }

    /// The names of all properties of a schema.
    private static func names(in schema: JSONValue) -> Set<String> {
        var names: Set<String> = []
        for member in schema.object?.members ?? [] {
            if member.name == "properties" {
                names.formUnion(member.value.object?.members.map(\.name) ?? [])
            }
            names.formUnion(self.names(in: member.value))
        }
        for element in schema.array ?? [] { names.formUnion(self.names(in: element)) }
        return names
    }

    func check(
        _ text: String,
        photoIDs: [String],
        promise: StructuredOutput
    ) -> CheckedAnswer<ExtractedAnswer> {
        do throws(AnswerFault) {
            let json = try ReplyJSON(text)
            var reading = ExtractReading(photoIDs: photoIDs, sent: sent, original: original)
            switch extraction.per {
            case .photo: reading.readEach(json.value)
            case .location: reading.readTogether(json.value)
            }
            return verdict(json, reading, photoIDs, promise)
        } catch {
            let notes: [AnswerNote] = promise == .strict ? [.schemaIgnored] : []
            return .faulty(FaultyAnswer(faults: [error], hasMore: false, sound: nil, notes: notes))
        }
    }

    private func verdict(
        _ json: ReplyJSON,
        _ reading: ExtractReading,
        _ photoIDs: [String],
        _ promise: StructuredOutput
    ) -> CheckedAnswer<ExtractedAnswer> {
        var notes: [AnswerNote] = []
        if promise == .strict, !json.removed.isEmpty || !follows(json.value, photoIDs, reading) {
            notes.append(.schemaIgnored)
        }
        if !json.removed.isEmpty { notes.append(.cleaned(json.removed)) }
        let faults = reading.faults
        guard !faults.isEmpty else { return .passed(reading.answer, notes: notes) }
        let kept = photoIDs.indices.filter { !faults.photos.contains($0) }
        let isPartlySound =
            extraction.per == .photo && !faults.concernsAll && !kept.isEmpty
            && kept.count < photoIDs.count
        return .faulty(
            FaultyAnswer(
                faults: faults.faults,
                hasMore: faults.hasMore,
                sound: isPartlySound
                    ? SoundPart(photos: kept, answer: reading.answer(about: kept)) : nil,
                notes: notes
            )
        )
    }

    /// Whether a faulty reply follows the schema that was sent; not looked at without faults.
    private func follows(
        _ reply: JSONValue,
        _ photoIDs: [String],
        _ reading: ExtractReading
    ) -> Bool {
        guard !reading.faults.isEmpty else { return true }
        let schema = extraction.replySchema(photoIDs: photoIDs, sent)
        let violations = Result { () throws(SchemaError) in
            try Schema(schema).violations(of: reply)
        }
        if case .success(let violations) = violations { return violations.isEmpty }
        return true
    }
}

/// Reads a reply; what it can't read is a fault.
private struct ExtractReading {
    let photoIDs: [String]
    let sent: SentSchema
    let original: AnswerSchema
    private(set) var faults = FaultList()
    private var readable: [Int: Bool] = [:]
    private var parts: [ExtractedAnswer.Part] = []

    init(photoIDs: [String], sent: SentSchema, original: AnswerSchema) {
        self.photoIDs = photoIDs
        self.sent = sent
        self.original = original
    }

    var answer: ExtractedAnswer {
        ExtractedAnswer(
            readable: photoIDs.indices.map { readable[$0] ?? false },
            parts: parts.sorted { $0.photos.lexicographicallyPrecedes($1.photos) }
        )
    }

    /// The answer about some photos alone, numbered in their order.
    func answer(about photos: [Int]) -> ExtractedAnswer {
        ExtractedAnswer(
            readable: photos.map { readable[$0] ?? false },
            parts: answer.parts.compactMap { part in
                photos.firstIndex(of: part.photos[0]).map {
                    ExtractedAnswer.Part(photos: [$0], value: part.value)
                }
            }
        )
    }

    mutating func readEach(_ reply: JSONValue) {
        for (photo, entry, pointer) in mentions(in: reply, "answers") where readable[photo] == true
        {
            read(entry["answer"], at: pointer + "/answer", about: [photo], concerns: [photo])
        }
    }

    mutating func readTogether(_ reply: JSONValue) {
        _ = mentions(in: reply, "photos")
        let seen = photoIDs.indices.filter { readable[$0] == true }
        guard !seen.isEmpty else { return }
        read(reply["answer"], at: "/answer", about: seen, concerns: nil)
    }

    /// The entries of photos that were asked about, each once.
    private mutating func mentions(
        in reply: JSONValue,
        _ name: String
    ) -> [(photo: Int, entry: JSONValue, pointer: String)] {
        guard let entries = reply[name]?.array else {
            add(.value, "/\(name)", "must be a list with an entry for each photo", nil)
            return []
        }
        let indices = Dictionary(zip(photoIDs, photoIDs.indices)) { first, _ in first }
        var found: [(photo: Int, entry: JSONValue, pointer: String)] = []
        for (index, entry) in entries.enumerated() {
            let pointer = "/\(name)/\(index)"
            guard let photo = entry["photo"]?.string.flatMap({ indices[$0] }) else {
                add(.photoUnknown, pointer + "/photo", "not the id of a photo that was sent", nil)
                continue
            }
            guard readable[photo] == nil else {
                let words = "photo \(photoIDs[photo]) is listed again; list it once"
                add(.photoTwice, pointer, words, [photo])
                continue
            }
            if entry["readable"]?.bool == nil {
                add(.value, pointer + "/readable", "must be true or false", [photo])
            }
            readable[photo] = entry["readable"]?.bool ?? false
            found.append((photo, entry, pointer))
        }
        for (index, id) in photoIDs.enumerated() where readable[index] == nil {
            add(.photoMissing, "/\(name)", "photo \(id) is missing", [index])
        }
        return found
    }

    private mutating func read(
        _ value: JSONValue?,
        at pointer: String,
        about photos: [Int],
        concerns: Set<Int>?
    ) {
        guard let value else { return add(.value, pointer, "missing: answer", concerns) }
        let whole = sent.parts.original(of: value)
        original.addFaults(
            of: whole,
            to: &faults,
            at: { place in
                let steps = JSONPointer.steps(of: place) ?? []
                return sent.parts.sentSteps(steps, of: value)
                    .reduce(pointer) { JSONPointer.appending($1, to: $0) }
            },
            photos: { _ in concerns }
        )
        parts.append(ExtractedAnswer.Part(photos: photos, value: whole))
    }

    private mutating func add(
        _ code: AnswerFault.Code,
        _ pointer: String,
        _ words: String,
        _ photos: Set<Int>?
    ) {
        faults.add(AnswerFault(code: code, pointer: pointer, words: words, photos: photos))
    }
}
