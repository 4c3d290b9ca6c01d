import JSONSchema

/// The compiled schema of an answer; describes a reply's violations without quoting the reply.
struct AnswerSchema: Sendable {
    /// The names of the fields of an answer to a count.
    private static let countNames: Set = [
        "photos", "id", "readable", "problems", "items", "item", "points", "photo", "x", "y",
        "zone", "hidden", "basis", "count", "empty_places", "where", "not_counted", "what", "why",
    ]
    /// The longest list of choices that is written out.
    private static let maxListedChoices = 12

    private let document: JSONValue
    private let schema: Schema
    /// The names of an answer's fields; others are shown as `*`.
    private let names: Set<String>

    /// - Throws: `JSONError` or `SchemaError` if the text is not a schema: a bug in this program.
    init(_ text: String) throws {
        try self.init(JSONValue(reading: Array(text.utf8)), names: Self.countNames)
    }

    /// A schema whose answers have fields of these names.
    init(_ document: JSONValue, names: Set<String>) throws {
        self.document = document
        self.names = names
        schema = try Schema(document)
    }

    /// The violations, each with the photos it concerns.
    func faults(of reply: JSONValue, _ vocabulary: AnswerVocabulary) -> FaultList {
        var faults = FaultList()
        addFaults(of: reply, to: &faults) { Self.photos(at: $0, of: reply, vocabulary) }
        return faults
    }

    /// Adds the violations of a value.
    ///
    /// `place` gives the pointer in the answer for one in the value, and `photos` the photos that a
    /// violation there concerns; nil for all.
    func addFaults(
        of value: JSONValue,
        to faults: inout FaultList,
        at place: (String) -> String = { $0 },
        photos: (String) -> Set<Int>?
    ) {
        func unlisted(_ words: String) -> AnswerFault {
            AnswerFault(code: .schema, pointer: shown(place("")), words: words, photos: photos(""))
        }
        do throws(SchemaError) {
            let violations = try schema.violations(of: value)
            for violation in violations.prefix(Schema.maxViolations) {
                let pointer = place(violation.instancePointer)
                let fault = AnswerFault(
                    code: .schema,
                    pointer: shown(pointer),
                    words: words(violation, in: value),
                    photos: photos(violation.instancePointer)
                )
                faults.addViolation(at: pointer, fault)
            }
            if violations.count > Schema.maxViolations {
                faults.add(unlisted("the answer violates the schema in too many places"))
            }
        } catch {
            faults.add(unlisted("the answer is too complex to check against the schema"))
        }
    }

    // MARK: - Where

    /// The pointer with names that are not the schema's replaced, at most 60 characters.
    private func shown(_ pointer: String) -> String {
        let steps = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let shown = steps.prefix(6).map { step in
            names.contains(String(step)) || Self.isIndex(step) ? "/\(step)" : "/*"
        }
        return shown.joined()
    }

    private static func isIndex(_ step: Substring) -> Bool {
        step.utf8.count <= 7 && step.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The photos that the entry at a pointer concerns; nil for all.
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
        // A point on an unknown photo has a violation of its own.
        let photos = points.compactMap { vocabulary.photo($0["photo"]?.string) }
        return photos.isEmpty ? nil : Set(photos)
    }

    // MARK: - What

    /// What is wrong, in words and names of the schema only; nothing is quoted from the reply.
    private func words(_ violation: Violation, in reply: JSONValue) -> String {
        let keyword = violation.schemaPointer.split(separator: "/").last.map(String.init) ?? ""
        let demand = document.value(at: violation.schemaPointer)
        switch keyword {
        case "type":
            let types = demand?.array?.compactMap(\.string) ?? [demand?.string ?? "value"]
            return "must be \(types.map(Self.article).joined(separator: " or "))"
        case "enum":
            let choices = demand?.array?.compactMap(\.string) ?? []
            guard (1...Self.maxListedChoices).contains(choices.count) else {
                return "must be one of the \(choices.count) values in the schema"
            }
            return "must be one of: "
                + choices.map { printable($0, limit: 60) }.joined(separator: ", ")
        case "minimum", "maximum":
            let rule = keyword == "minimum" ? "at least" : "at most"
            return "must be \(rule) \(demand?.number?.text ?? "the limit in the schema")"
        case "required":
            let value = reply.value(at: violation.instancePointer)
            let missing = (demand?.array ?? []).compactMap(\.string).filter { value?[$0] == nil }
            return "missing: \(missing.joined(separator: ", "))"
        case "additionalProperties":
            return "not a field of the schema"
        default:
            let rule = demand.map(\.compactText).flatMap { $0.utf8.count <= 80 ? " \($0)" : nil }
            return
                "violates the rule \(printable(keyword + (rule ?? ""), limit: 140)) of the schema"
        }
    }

    private static func article(_ type: String) -> String {
        switch type {
        case "array": "a list"
        case "integer": "a whole number"
        case "object": "an object"
        case "null": "null"
        default: "a \(type)"
        }
    }
}
