/// Makes a `Schema` out of a document.
struct SchemaCompiler {
    /// Where a keyword has schemas in its value.
    enum Shape {
        case schema
        case list
        case map
    }

    /// A schema that has been found and not compiled.
    struct Draft {
        let value: JSONValue
        let place: SchemaPlace
        let resource: Int
    }

    /// The keywords whose values hold schemas.
    static let shapes: [String: Shape] = [
        "items": .schema, "contains": .schema, "additionalProperties": .schema,
        "propertyNames": .schema, "unevaluatedItems": .schema, "unevaluatedProperties": .schema,
        "not": .schema, "if": .schema, "then": .schema, "else": .schema, "contentSchema": .schema,
        "allOf": .list, "anyOf": .list, "oneOf": .list, "prefixItems": .list, "$defs": .map,
        "definitions": .map, "properties": .map, "patternProperties": .map,
        "dependentSchemas": .map,
    ]

    private(set) var nodes: [SchemaNode] = []
    var resources: [SchemaResource] = []
    /// Each document's root; the first is the schema, others are bundled.
    private(set) var documents: [JSONValue] = []
    private var documentURIs: [String] = []
    private var drafts: [Draft] = []
    private(set) var nodeByPlace: [SchemaPlace: Int] = [:]
    private(set) var resourceByURI: [ExactKey: Int] = [:]

    /// Compiles the document and all it refers to.
    ///
    /// - Returns: the node of the document's root.
    mutating func compile(_ document: JSONValue) throws(SchemaError) -> Int {
        try add(document, uri: "")
        // Compiling may find more schemas: bundled ones, and ones under unknown keywords.
        while nodes.count < drafts.count {
            nodes.append(try node(of: drafts[nodes.count]))
        }
        return 0
    }

    /// Finds the schemas of one more document.
    mutating func add(_ document: JSONValue, uri: String) throws(SchemaError) {
        documents.append(document)
        documentURIs.append(uri)
        let place = SchemaPlace(document: documents.count - 1, pointer: "")
        resources.append(SchemaResource(uri: URIReference(uri), root: place))
        let resource = resources.count - 1
        if document["$id"] == nil {
            resourceByURI[ExactKey(uri)] = resource
        }
        try find(Draft(value: document, place: place, resource: resource))
    }

    /// Gives a node to a schema and all that are in it.
    @discardableResult
    mutating func find(_ first: Draft) throws(SchemaError) -> Int {
        let node = drafts.count
        var pending = [first]
        while let draft = pending.popLast() {
            guard nodeByPlace[draft.place] == nil else { continue }
            let resource = try identify(draft)
            let found = Draft(value: draft.value, place: draft.place, resource: resource)
            nodeByPlace[found.place] = drafts.count
            drafts.append(found)
            pending += try subschemas(of: found).reversed()
        }
        return node
    }

    private func subschemas(of draft: Draft) throws(SchemaError) -> [Draft] {
        guard case .object(let object) = draft.value else { return [] }
        var found: [Draft] = []
        func add(_ value: JSONValue, at place: SchemaPlace) {
            found.append(Draft(value: value, place: place, resource: draft.resource))
        }
        for member in object.members {
            let place = draft.place.appending(member.name)
            switch (Self.shapes[member.name], member.value) {
            case (.schema, let value): add(value, at: place)
            case (.list, .array(let values)):
                for (position, value) in values.enumerated() {
                    add(value, at: place.appending(String(position)))
                }
            case (.map, .object(let values)):
                for entry in values.members {
                    add(entry.value, at: place.appending(entry.name))
                }
            case (nil, .object(let values)) where member.name == "dependencies":
                for entry in values.members where entry.value.array == nil {
                    add(entry.value, at: place.appending(entry.name))
                }
            case (.list, _): throw invalid("must be an array of schemas", member.value, place)
            case (.map, _): throw invalid("must be an object of schemas", member.value, place)
            case (nil, _): break
            }
        }
        return found
    }

    // MARK: - Identifiers

    /// Registers `$id` and anchors.
    ///
    /// - Returns: the resource the schema belongs to, its own if it has an `$id`.
    private mutating func identify(_ draft: Draft) throws(SchemaError) -> Int {
        switch draft.value {
        case .bool: return draft.resource
        case .object: break
        default: throw invalid("must be an object or a boolean", draft.value, draft.place)
        }
        var resource = draft.resource
        if let id = draft.value["$id"] {
            resource = try openResource(id, of: draft)
        }
        if let schema = draft.value["$schema"] {
            try checkDraft(schema, at: draft.place.appending("$schema"))
        }
        if let vocabulary = draft.value["$vocabulary"] {
            try checkVocabulary(vocabulary, at: draft.place.appending("$vocabulary"))
        }
        let node = drafts.count
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let anchor = draft.value[keyword] else { continue }
            let place = draft.place.appending(keyword)
            guard let name = anchor.string, Self.isAnchor(name) else {
                throw invalid("must be a letter or '_' and letters, digits or '-._'", anchor, place)
            }
            let key = ExactKey(name)
            guard [nil, node].contains(resources[resource].anchors[key]) else {
                throw invalid("must not be the name of two schemas", anchor, place)
            }
            resources[resource].anchors[key] = node
            if keyword == "$dynamicAnchor" {
                resources[resource].dynamicAnchors[key] = node
            }
        }
        return resource
    }

    private mutating func openResource(
        _ id: JSONValue,
        of draft: Draft
    ) throws(SchemaError) -> Int {
        let place = draft.place.appending("$id")
        guard let text = id.string else { throw invalid("must be a string", id, place) }
        let uri = URIReference(text).resolved(against: resources[draft.resource].uri)
        guard (uri.fragment ?? "").isEmpty else {
            throw invalid("must have no fragment", id, place)
        }
        let key = ExactKey(uri.withoutFragment)
        guard resourceByURI[key] == nil else {
            throw invalid("must not be the URI of two schemas", id, place)
        }
        resourceByURI[key] = resources.count
        resources.append(SchemaResource(uri: uri, root: draft.place))
        return resources.count - 1
    }

    private func checkDraft(_ value: JSONValue, at place: SchemaPlace) throws(SchemaError) {
        guard let text = value.string else { throw invalid("must be a string", value, place) }
        guard text == Metaschema.uri || text == Metaschema.uri + "#" else {
            let draft = Excerpt.quoted(text)
            throw unsupported("$schema must be \(Metaschema.uri), not \(draft)", place)
        }
    }

    private func checkVocabulary(_ value: JSONValue, at place: SchemaPlace) throws(SchemaError) {
        guard let vocabularies = value.object else {
            throw invalid("must be an object", value, place)
        }
        for member in vocabularies.members {
            guard let isRequired = member.value.bool else {
                throw invalid("must be a boolean", member.value, place.appending(member.name))
            }
            if isRequired, !Metaschema.vocabularies.contains(member.name) {
                let name = Excerpt.quoted(member.name)
                throw unsupported("the required vocabulary \(name) is not supported", place)
            }
        }
    }

    private static func isAnchor(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, first == "_" || isLetter(first) else { return false }
        return scalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || "-._".unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    // MARK: - Errors

    /// The place as errors and violations name it.
    func pointer(of place: SchemaPlace) -> String {
        let uri = documentURIs[place.document]
        return (uri.isEmpty ? "" : uri + "#") + place.pointer.text
    }

    func resource(ofNode node: Int) -> Int { drafts[node].resource }

    /// An error about the value of the keyword, or the schema, at a place.
    func invalid(_ rule: String, _ value: JSONValue, _ place: SchemaPlace) -> SchemaError {
        let name = JSONPointer.steps(of: place.pointer.text)?.last ?? "a schema"
        let message = "\(Excerpt.unquoted(name)) \(rule), not \(Excerpt.value(value))"
        return SchemaError(code: .invalid, message: message, pointer: pointer(of: place))
    }

    func unsupported(_ message: String, _ place: SchemaPlace) -> SchemaError {
        SchemaError(code: .unsupported, message: message, pointer: pointer(of: place))
    }
}
