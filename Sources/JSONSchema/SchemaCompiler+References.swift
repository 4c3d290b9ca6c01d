extension SchemaCompiler {
    /// Where a `$ref` or `$dynamicRef` leads.
    struct Target {
        let node: Int
        let resource: Int
        /// The anchor it was named by, if it was.
        let anchor: ExactKey?
    }

    /// Follows the value of a reference.
    ///
    /// - Parameters:
    ///   - value: the reference, a string.
    ///   - place: the place of the keyword.
    ///   - resource: the resource that contains the reference.
    /// - Returns: the node and what it was named by.
    /// - Throws: if nothing is there, or it is in a document that isn't at hand.
    mutating func target(
        of value: JSONValue,
        at place: SchemaPlace,
        in resource: Int
    ) throws(SchemaError) -> Target {
        guard let text = value.string else { throw invalid("must be a string", value, place) }
        let uri = URIReference(text).resolved(against: resources[resource].uri)
        let owner = try resourceNamed(uri.withoutFragment, by: value, at: place)
        guard let fragment = uri.decodedFragment else {
            throw invalid("must be percent-encoded correctly", value, place)
        }
        let root = resources[owner].root
        if fragment.isEmpty || fragment.hasPrefix("/") {
            let pointer = root.pointer.text + fragment
            let goal = SchemaPlace(document: root.document, pointer: pointer)
            let node = try node(at: goal, namedBy: value, at: place)
            return Target(node: node, resource: owner, anchor: nil)
        }
        let anchor = ExactKey(fragment)
        guard let node = resources[owner].anchors[anchor] else {
            throw invalid("must name an existing anchor", value, place)
        }
        return Target(node: node, resource: owner, anchor: anchor)
    }

    private mutating func resourceNamed(
        _ uri: String,
        by value: JSONValue,
        at place: SchemaPlace
    ) throws(SchemaError) -> Int {
        if let resource = resourceByURI[ExactKey(uri)] {
            return resource
        }
        if let document = Metaschema.document(uri) {
            try add(document, uri: uri)
            if let resource = resourceByURI[ExactKey(uri)] {
                return resource
            }
        }
        let shown = Excerpt.quoted(value.string ?? "")
        throw unsupported("no other document is fetched, as \(shown) would need", place)
    }

    /// The node at a place; a value under an unknown keyword becomes one now.
    private mutating func node(
        at goal: SchemaPlace,
        namedBy value: JSONValue,
        at place: SchemaPlace
    ) throws(SchemaError) -> Int {
        // Written as in the document: `~1` and plain positions, whatever the reference has.
        guard let steps = JSONPointer.steps(of: goal.pointer.text) else {
            throw invalid("must hold a JSON Pointer", value, place)
        }
        var current = SchemaPlace(document: goal.document, pointer: "")
        var schema = documents[goal.document]
        var resource = nodeByPlace[current].map { self.resource(ofNode: $0) } ?? 0
        for step in steps {
            guard let next = schema.value(atStep: step) else {
                throw invalid("must lead to an existing schema", value, place)
            }
            (schema, current) = (next, current.appending(step))
            resource = nodeByPlace[current].map { self.resource(ofNode: $0) } ?? resource
        }
        if let node = nodeByPlace[current] {
            return node
        }
        return try find(Draft(value: schema, place: current, resource: resource))
    }
}
