import JSONSchema

extension SentSchemaBuilder {
    private static let formats: Set = [
        "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
    ]

    mutating func typed(_ kind: SchemaKind, _ whole: Whole, level: Int) -> Sent {
        switch kind {
        case .object: return object(whole, level: level)
        case .array: return list(whole, level: level)
        default: break
        }
        var schema = JSONObject()
        schema["type"] = .string(kind.rawValue)
        for keyword in SchemaKind.number.keywords.sorted() where kind == .number || kind == .integer
        {
            schema[keyword] = whole.first(keyword)
        }
        if kind == .string {
            if let pattern = whole.first("pattern"), pattern.string.map(isPlain) == true {
                schema["pattern"] = pattern
                characters -= pattern.string?.utf8.count ?? 0
            } else {
                leaveOut(["pattern"], of: whole)
            }
            if let format = whole.first("format"), Self.formats.contains(format.string ?? "") {
                schema["format"] = format
            }
            leaveOut(["minLength", "maxLength"], of: whole)
        }
        let kinds: Set = kind == .number ? [.number, .integer] : [kind]
        return described((.object(schema), .plain(kinds, values: nil)), whole)
    }

    /// Patterns with groups beyond the plain ones differ between services.
    private func isPlain(_ pattern: String) -> Bool {
        !pattern.contains("(?") && !pattern.contains("\\p") && !pattern.contains("\\P")
            && characters > pattern.utf8.count
    }

    private mutating func list(_ whole: Whole, level: Int) -> Sent {
        guard level < SentSchema.maxLevels else { return text(whole) }
        let (all, first) = whole.elements
        var element: Sent
        if first.isEmpty {
            element = sent(all, level: level + 1)
        } else {
            leaveOut(["prefixItems"], of: whole)
            let places = first.map { [$0] } + (all.isEmpty ? [] : [all])
            element = Self.choice(places.map { sent($0, level: level + 1) })
        }
        if element.schema.object == nil { element = (["type": "null"], .null) }
        var schema = JSONObject()
        schema["type"] = "array"
        schema["items"] = element.schema
        let (least, most) = (whole.first("minItems"), whole.first("maxItems"))
        if least == most {
            // Lists of a fixed length made services answer without end.
            leaveOut(["minItems", "maxItems"], of: whole)
        } else {
            schema["minItems"] = least
            schema["maxItems"] = most
        }
        leaveOut(
            ["uniqueItems", "contains", "minContains", "maxContains", "unevaluatedItems"],
            of: whole
        )
        return described((.object(schema), .list(element.part)), whole)
    }

    private mutating func object(_ whole: Whole, level: Int) -> Sent {
        leaveOut(
            [
                "propertyNames", "minProperties", "maxProperties", "dependentRequired",
                "dependentSchemas",
            ],
            of: whole
        )
        let required = Set(whole.required)
        let listed = listedProperties(whole)
        let others = whole.others
        guard properties >= listed.count + 3, level < SentSchema.maxLevels else {
            return text(whole)
        }
        if listed.isEmpty, !whole.isClosed || others != nil {
            let pairs = pairs(others, level: level)
            return described(pairs, whole)
        }
        properties -= listed.count
        var (members, fields) = (JSONObject(), [SentPart.Field]())
        for (name, alternatives) in listed {
            characters -= name.utf8.count
            var value = Self.choice(alternatives.map { sent($0, level: level + 1) })
            let isRequired = required.contains(name)
            let isNullable = alternatives.contains { reading.allowsNull($0) }
            if !isRequired { value = Self.nullable(value) }
            members[name] = value.schema
            fields.append(
                SentPart.Field(
                    name: name,
                    part: value.part,
                    isAbsentIfNull: !isRequired && !isNullable,
                    isRequired: isRequired
                )
            )
        }
        var rest: SentPart.Others?
        if let others {
            var name = "others"
            while members[name] != nil { name += "_" }
            let pairs = pairs(others, level: level + 1)
            members[name] = pairs.schema
            if case .pairs(let part) = pairs.part { rest = SentPart.Others(name: name, part: part) }
        }
        let schema: JSONValue = [
            "type": "object", "properties": .object(members),
            "required": .array(members.members.map { .string($0.name) }),
            "additionalProperties": false,
        ]
        return described((schema, .object(fields, others: rest)), whole)
    }

    /// Names and the alternatives of their schemas: those listed, and those that a condition lists.
    private func listedProperties(_ whole: Whole) -> [(name: String, alternatives: [[Place]])] {
        var listed = whole.properties.map { (name: $0.name, alternatives: [$0.places]) }
            .filter { !reading.whole($0.alternatives[0]).isNever }
        guard !whole.isClosed else { return listed }
        let certain = Set(whole.properties.map(\.name))
        let maybe = whole.conditional + whole.groups.flatMap(\.branches)
        for place in maybe {
            for property in reading.whole([place]).properties
            where !certain.contains(property.name) && !reading.whole(property.places).isNever {
                if let index = listed.firstIndex(where: { $0.name == property.name }) {
                    listed[index].alternatives.append(property.places)
                } else {
                    listed.append((property.name, [property.places]))
                }
            }
        }
        let known = Set(listed.map(\.name)).union(certain)
        for name in whole.required where !known.contains(name) {
            listed.append((name, [whole.others ?? []]))
        }
        return listed
    }

    /// An open object, as a list of names and values.
    private mutating func pairs(_ others: [Place]?, level: Int) -> Sent {
        guard level + 2 <= SentSchema.maxLevels, properties >= 2 else {
            leftOut.insert("additionalProperties")
            return (["type": "string", "description": "JSON text of an object"], .text)
        }
        properties -= 2
        let value = Self.choice((others ?? []).map { sent([$0], level: level + 2) })
        let schema = others == nil ? sent([], level: level + 2) : value
        let pair: JSONValue = [
            "type": "object", "properties": ["name": ["type": "string"], "value": schema.schema],
            "required": ["name", "value"], "additionalProperties": false,
        ]
        return (["type": "array", "items": pair], .pairs(schema.part))
    }
}
