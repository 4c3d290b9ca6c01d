import JSONSchema

/// The schema an answer is asked for, ready for use, and what it says of a reply in our own words.
struct AnswerSchema: Sendable {
    /// The names an answer's objects have; others are not told.
    private static let names: Set = [
        "photos", "id", "readable", "problems", "items", "item", "points", "photo", "x", "y",
        "zone", "hidden", "basis", "count", "empty_places", "where", "not_counted", "what", "why",
    ]
    /// A list of choices is told up to this length.
    private static let toldChoices = 12

    private let document: JSONValue
    private let schema: Schema

    /// - Throws: `JSONError` or `SchemaError` if the text is no schema: a fault of this program.
    init(_ text: String) throws {
        document = try JSONValue(reading: Array(text.utf8))
        schema = try Schema(document)
    }

    /// The violations, each with the photos it concerns.
    func faults(of reply: JSONValue, _ vocabulary: AnswerVocabulary) -> FaultList {
        var faults = FaultList()
        do throws(SchemaError) {
            let violations = try schema.violations(of: reply)
            for violation in violations.prefix(Schema.maxViolations) {
                let fault = AnswerFault(
                    code: .schema,
                    pointer: Self.told(violation.instancePointer),
                    words: words(violation, in: reply),
                    photos: Self.photos(at: violation.instancePointer, of: reply, vocabulary)
                )
                faults.addViolation(at: violation.instancePointer, fault)
            }
            if violations.count > Schema.maxViolations {
                faults.add(Self.endless("the answer breaks the schema in too many places"))
            }
        } catch {
            faults.add(Self.endless("the answer is too complex for its schema"))
        }
        return faults
    }

    private static func endless(_ words: String) -> AnswerFault {
        AnswerFault(code: .schema, pointer: "", words: words, photos: nil)
    }

    // MARK: - Where

    /// The pointer as far as it is ours, at most 60 characters.
    private static func told(_ pointer: String) -> String {
        let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let told = steps.prefix(6).map { step in
            names.contains(String(step)) || isIndex(step) ? "/\(step)" : "/*"
        }
        return told.joined()
    }

    private static func isIndex(_ step: Substring) -> Bool {
        step.utf8.count <= 7 && step.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The photos that the entry at a pointer is about; nil for all.
    private static func photos(
        at pointer: String,
        of reply: JSONValue,
        _ vocabulary: AnswerVocabulary
    ) -> Set<Int>? {
        let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let path = steps.map(String.init)
        guard path.count >= 2, let index = Int(path[1]), let entry = reply[path[0]]?[index] else {
            return nil
        }
        switch path[0] {
        case "photos": return vocabulary.photo(entry["id"]?.string).map { [$0] }
        case "empty_places": return vocabulary.photo(entry["photo"]?.string).map { [$0] }
        case "items": break
        default: return nil
        }
        let points = entry["points"]?.array ?? []
        if path.count >= 4, path[2] == "points", let place = Int(path[3]),
            points.indices.contains(place)
        {
            return vocabulary.photo(points[place]["photo"]?.string).map { [$0] }
        }
        // A point on a photo that is none has a violation of its own.
        let photos = points.compactMap { vocabulary.photo($0["photo"]?.string) }
        return photos.isEmpty ? nil : Set(photos)
    }

    // MARK: - What

    /// Nothing of it is the reply's own: the schema's words, and names of the schema.
    private func words(_ violation: Violation, in reply: JSONValue) -> String {
        let keyword = violation.schemaPointer.split(separator: "/").last.map(String.init) ?? ""
        let demand = document.value(at: violation.schemaPointer)
        switch keyword {
        case "type":
            return "must be \(Self.article(demand?.string ?? "of another type"))"
        case "enum":
            let choices = demand?.array?.compactMap(\.string) ?? []
            guard (1...Self.toldChoices).contains(choices.count) else {
                return "must be one of the \(choices.count) values of the schema"
            }
            return "must be one of: "
                + choices.map { printable($0, limit: 60) }.joined(separator: ", ")
        case "minimum", "maximum":
            let rule = keyword == "minimum" ? "at least" : "at most"
            return "must be \(rule) \(demand?.number?.text ?? "what the schema says")"
        case "required":
            let value = reply.value(at: violation.instancePointer)
            let missing = (demand?.array ?? []).compactMap(\.string).filter { value?[$0] == nil }
            return "lacks: \(missing.joined(separator: ", "))"
        case "additionalProperties":
            return "has a name that the schema doesn't have"
        default:
            return "breaks the rule \(printable(keyword, limit: 60)) of the schema"
        }
    }

    private static func article(_ type: String) -> String {
        switch type {
        case "array": "a list"
        case "integer": "a whole number"
        case "object": "an object"
        default: "a \(type)"
        }
    }
}
