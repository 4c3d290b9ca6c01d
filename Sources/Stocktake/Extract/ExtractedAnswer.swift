import JSONSchema

/// A checked answer to `extract`, in the form of the original schema.
struct ExtractedAnswer: Sendable, Hashable {
    /// What one answer is about and says.
    struct Part: Sendable, Hashable {
        /// Indices in the question, ascending: one photo, or all that were asked about together.
        let photos: [Int]
        let value: JSONValue
    }

    /// Whether the model could read each photo, in the question's order.
    let readable: [Bool]
    /// In the order of their photos; an unreadable photo has none.
    let parts: [Part]

    /// Combines answers about different photos of a question.
    static func combining(_ parts: [(photos: [Int], answer: ExtractedAnswer)]) -> ExtractedAnswer {
        var readable: [Int: Bool] = [:]
        var combined: [Part] = []
        for (photos, answer) in parts {
            for (photo, isReadable) in zip(photos, answer.readable) { readable[photo] = isReadable }
            combined += answer.parts.map { part in
                Part(photos: part.photos.map { photos[$0] }.sorted(), value: part.value)
            }
        }
        return ExtractedAnswer(
            readable: readable.sorted { $0.key < $1.key }.map(\.value),
            parts: combined.sorted { $0.photos.lexicographicallyPrecedes($1.photos) }
        )
    }

    /// What it says of one photo, as the ledger keeps it.
    func observation(ofPhoto photo: Int) -> String {
        var object = JSONObject()
        object["readable"] = .bool(readable.indices.contains(photo) && readable[photo])
        object["answer"] = parts.first { $0.photos.contains(photo) }?.value ?? .null
        return JSONValue.object(object).compactText
    }
}
