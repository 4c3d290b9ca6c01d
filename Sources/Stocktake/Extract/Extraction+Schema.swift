import JSONSchema

extension Extraction {
    /// The definition that holds the ids of the photos.
    static let photoDefinition = "photo"
    /// The longest list of photo ids that is written out in the schema.
    private static let maxListedPhotos = 250

    /// The schema of an answer as it is sent.
    var sentSchema: SentSchema {
        SentSchema(schema, level: per == .photo ? 4 : 2, taken: [Self.photoDefinition])
    }

    /// What the strict form of the schema leaves out, for a note; nil if it says all.
    var checkedHereWords: String? {
        let rules = sentSchema.checkedHere.map(Self.rule)
        guard !rules.isEmpty else { return nil }
        return "services can't enforce all of this schema: \(rules.joined(separator: ", ")) "
            + "\(rules.count == 1 ? "is" : "are") checked here, after each answer"
    }

    private static func rule(_ keyword: String) -> String {
        switch keyword {
        case "enum": "long lists of values"
        case "oneOf": "oneOf (exactly one)"
        case "nesting": "what is nested more than \(SentSchema.maxLevels) levels deep"
        default: printable(keyword, limit: 60)
        }
    }

    /// Why `rows` names no list of the schema; nil if it does, or isn't there.
    var rowsFault: String? {
        guard let rows else { return nil }
        let lists = RowShape.lists(in: schema)
        if lists.contains(rows) { return nil }
        let shown = lists.map { $0.isEmpty ? "\"\" (the whole answer)" : printable($0, limit: 60) }
        let advice =
            shown.isEmpty
            ? "the schema has no list outside others; remove the key"
            : "the lists are \(shown.joined(separator: ", "))"
        return
            "extract.rows must point to a list of the schema, not '\(printable(rows, limit: 60))'; "
            + advice
    }

    /// The schema of a reply: an entry or a mention for each photo, and the answers.
    ///
    /// Keys are in the order in which a model should think: photo, whether it is readable, answer.
    func replySchema(photoIDs: [String], _ sent: SentSchema) -> JSONValue {
        let isListed = photoIDs.count <= Self.maxListedPhotos
        var photo: JSONValue = ["type": "string"]
        if isListed { photo = ["type": "string", "enum": .array(photoIDs.map { .string($0) })] }
        var definitions = JSONObject()
        definitions[Self.photoDefinition] = photo
        for member in sent.definitions.members { definitions[member.name] = member.value }
        let mention: [(String, JSONValue)] = [
            ("photo", ["$ref": .string("#/$defs/\(Self.photoDefinition)")]),
            ("readable", ["type": "boolean"]),
        ]
        var schema: JSONObject
        switch per {
        case .photo:
            let answer = SentSchemaBuilder.nullable((sent.schema, .null)).schema
            schema = Self.object([
                (
                    "answers",
                    [
                        "type": "array",
                        "items": .object(Self.object(mention + [("answer", answer)])),
                    ]
                )
            ])
        case .location:
            let answer = SentSchemaBuilder.nullable((sent.schema, .null)).schema
            schema = Self.object([
                ("photos", ["type": "array", "items": .object(Self.object(mention))]),
                ("answer", answer),
            ])
        }
        schema["$defs"] = .object(definitions)
        return .object(schema)
    }

    private static func object(_ properties: [(String, JSONValue)]) -> JSONObject {
        var members = JSONObject()
        for (name, value) in properties { members[name] = value }
        var schema = JSONObject()
        schema["type"] = "object"
        schema["properties"] = .object(members)
        schema["required"] = .array(properties.map { .string($0.0) })
        schema["additionalProperties"] = false
        return schema
    }
}
