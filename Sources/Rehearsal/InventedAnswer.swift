import Foundation
package import JSONSchema

/// An answer made from nothing but a question's JSON schema: valid, and visibly invented.
///
/// Every free text is "rehearsal text", every free number 1; of alternatives the first that fits is
/// taken. A list has one element, or as many as the schema demands; a list about the question's
/// photos has one element for each photo, so that every photo is answered once. A schema that
/// contains itself ends after a few levels.
///
/// It can't meet a schema that contradicts itself, or that relates its parts in ways other than
/// `allOf`, `anyOf` and `oneOf`; such an answer fails the check, as a model's might.
package struct InventedAnswer: Sendable {
    /// What stands wherever the schema leaves the text free.
    package static let text = "rehearsal text"

    /// The answer.
    package let json: JSONValue

    /// Makes an answer.
    ///
    /// - Parameters:
    ///   - schema: of the whole answer.
    ///   - photoIDs: of the question, in its order; empty for a question of text alone.
    ///   - emptyLists: names of lists that stay empty if the schema allows it.
    package init(
        _ schema: JSONValue,
        photoIDs: [String] = [],
        emptyLists: Set<String> = []
    ) {
        let maker = AnswerMaker(root: schema, photoIDs: photoIDs, emptyLists: emptyLists)
        json = maker.value(of: schema, number: 0, level: 0)
    }
}

extension InventedAnswer {
    /// The answer to a request; to one without a schema, the text alone.
    ///
    /// An open list of goods has one invented item in view, nothing absent and nothing left out.
    package init(answering request: ReceivedRequest) {
        self.init(
            request.schema ?? ["type": "string"],
            photoIDs: request.photoIDs,
            emptyLists: ["empty_places", "not_counted", "problems"]
        )
    }
}

/// Makes the values of an answer from the parts of its schema.
private struct AnswerMaker {
    let root: JSONValue
    let photoIDs: [String]
    let emptyLists: Set<String>

    /// Levels after which lists are as short, and objects as small, as the schema allows.
    private static let deepLevel = 6
    /// Levels after which nothing more is made.
    private static let lastLevel = 24

    /// A value for a part of the schema.
    ///
    /// `number` is from 0 in a list, so that its elements can differ; `level` is how deep the value
    /// is in the answer.
    func value(of part: JSONValue, number: Int, level: Int) -> JSONValue {
        guard level < Self.lastLevel else { return .null }
        let schema = whole(part)
        if let value = schema["const"] { return value }
        if let values = schema["enum"]?.array, !values.isEmpty {
            let fitting = values.filter { fits($0, schema) }
            return fitting.isEmpty ? values[0] : fitting[number % fitting.count]
        }
        if let branches = (schema["anyOf"] ?? schema["oneOf"])?.array, !branches.isEmpty {
            return alternative(branches, of: schema, number: number, level: level)
        }
        switch type(of: schema, level: level) {
        case "object": return object(schema, level: level)
        case "array": return array(schema, level: level)
        case "boolean": return .bool(true)
        case "null": return .null
        case "integer", "number": return .number(FreeNumber(schema, number: number).number)
        default: return .string(FreeText(schema, number: number).text)
        }
    }

    /// The first alternative that gives a value within the whole; those that can end come first
    /// where the answer is deep.
    private func alternative(
        _ branches: [JSONValue],
        of schema: JSONValue,
        number: Int,
        level: Int
    ) -> JSONValue {
        var rest = schema.object ?? JSONObject()
        rest["anyOf"] = nil
        rest["oneOf"] = nil
        func isNull(_ branch: JSONValue) -> Bool { whole(branch)["type"] == "null" }
        let ends = branches.filter(isNull)
        let others = branches.filter { !isNull($0) }
        let ordered = level < Self.deepLevel ? others + ends : ends + others
        let values = ordered.lazy.map { branch in
            value(of: joined(.object(rest), whole(branch)), number: number, level: level + 1)
        }
        return values.first { fits($0, schema) } ?? values.first ?? .null
    }

    // MARK: - Objects and lists

    private func object(_ schema: JSONValue, level: Int) -> JSONValue {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var object = JSONObject()
        for member in schema["properties"]?.object?.members ?? []
        where required.contains(member.name) || level < Self.deepLevel {
            if member.value == .bool(false) { continue }
            object[member.name] =
                emptyLists.contains(member.name) && fits([], whole(member.value))
                ? [] : value(of: member.value, number: 0, level: level + 1)
        }
        let other = schema["additionalProperties"] ?? .bool(true)
        for name in required.sorted() where object[name] == nil {
            object[name] = value(of: other, number: 0, level: level + 1)
        }
        let least = schema["minProperties"]?.number?.exactInt ?? 0
        var extra = 1
        while object.members.count < least, extra <= least, other != .bool(false) {
            object["rehearsal \(extra)"] = value(of: other, number: extra, level: level + 1)
            extra += 1
        }
        return .object(object)
    }

    private func array(_ schema: JSONValue, level: Int) -> JSONValue {
        let first = schema["prefixItems"]?.array ?? []
        let least = schema["minItems"]?.number?.exactInt ?? 0
        let most = schema["maxItems"]?.number?.exactInt ?? .max
        let element = schema["items"] ?? schema["contains"] ?? .bool(true)
        if first.isEmpty, let photos = onePerPhoto(element, level: level), photos.count <= most,
            photos.count >= least
        {
            return .array(photos)
        }
        let wanted = level < Self.deepLevel && element != .bool(false) ? 1 : 0
        let count = min(max(least, first.count, wanted), most)
        let values = (0..<min(count, 1000)).map { index in
            value(
                of: first.indices.contains(index) ? first[index] : element,
                number: index,
                level: level + 1
            )
        }
        return .array(values)
    }

    /// One element for each photo of the question, if an element says by `photo` or `id` which it
    /// is about and the list is not itself inside such an element; nil for other lists.
    private func onePerPhoto(_ element: JSONValue, level: Int) -> [JSONValue]? {
        guard level == 1, !photoIDs.isEmpty else { return nil }
        let whole = whole(element)
        let name = ["photo", "id"].first { name in
            let ids = whole["properties"]?[name].flatMap { self.whole($0)["enum"]?.array } ?? []
            return !ids.isEmpty && Set(ids.compactMap(\.string)) == Set(photoIDs)
        }
        guard let name, whole["properties"]?["points"] == nil else { return nil }
        return photoIDs.enumerated().map { index, id in
            var object =
                value(of: element, number: index, level: level + 1).object ?? JSONObject()
            object[name] = .string(id)
            return .object(object)
        }
    }

    // MARK: - Parts of the schema

    /// A part with what it refers to and all of its `allOf`, as one.
    private func whole(_ part: JSONValue, steps: Int = 0) -> JSONValue {
        guard case .object(var object) = part, steps < 16 else {
            return .object(JSONObject())
        }
        var parts: [JSONValue] = []
        if let target = object["$ref"]?.string.flatMap(referenced) { parts.append(target) }
        parts += object["allOf"]?.array ?? []
        guard !parts.isEmpty else { return part }
        object["$ref"] = nil
        object["allOf"] = nil
        return parts.reduce(.object(object)) { joined($0, whole($1, steps: steps + 1)) }
    }

    /// The part of the schema that a reference names: `#/$defs/colour`, `#` or `#colour`.
    private func referenced(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        let fragment = reference.dropFirst().removingPercentEncoding ?? ""
        if fragment.isEmpty || fragment.hasPrefix("/") { return root.value(at: fragment) }
        return root["$defs"]?.object?.members.map(\.value)
            .first { $0["$anchor"]?.string == fragment }
    }

    /// Two parts that both hold: the second one's keywords win, properties are joined.
    private func joined(_ one: JSONValue, _ other: JSONValue) -> JSONValue {
        var object = one.object ?? JSONObject()
        for member in other.object?.members ?? [] {
            switch (member.name, object[member.name], member.value) {
            case ("properties", .object(var properties)?, .object(let more)):
                for property in more.members {
                    properties[property.name] =
                        properties[property.name].map {
                            joined(whole($0), whole(property.value))
                        } ?? property.value
                }
                object[member.name] = .object(properties)
            case ("required", .array(let names)?, .array(let more)):
                object[member.name] = .array(names + more)
            case ("enum", .array(let values)?, .array(let more)):
                object[member.name] = .array(values.filter(more.contains))
            default: object[member.name] = member.value
            }
        }
        return .object(object)
    }

    /// The type of the value to make: the first that isn't null, if it says; else by its keywords.
    private func type(of schema: JSONValue, level: Int) -> String {
        if let name = schema["type"]?.string { return name }
        if let names = schema["type"]?.array?.compactMap(\.string), !names.isEmpty {
            if level >= Self.deepLevel, names.contains("null") { return "null" }
            return names.first { $0 != "null" } ?? "null"
        }
        let marks: [(type: String, keywords: [String])] = [
            ("object", ["properties", "required", "additionalProperties", "minProperties"]),
            ("array", ["items", "prefixItems", "contains", "minItems"]),
            (
                "number",
                ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
            ),
        ]
        return marks.first { $0.keywords.contains { schema[$0] != nil } }?.type ?? "string"
    }

    /// Whether a value meets a part, with the definitions of the whole.
    private func fits(_ value: JSONValue, _ part: JSONValue) -> Bool {
        var document = part.object ?? JSONObject()
        for name in ["$defs", "definitions"] where document[name] == nil {
            document[name] = root[name]
        }
        return isValid(value, .object(document)) ?? true
    }
}
