extension SchemaCompiler {
    /// A keyword of a schema, with its neighbours.
    struct Site {
        let keyword: String
        let value: JSONValue
        let schema: JSONObject
        let schemaPlace: SchemaPlace
        let resource: Int

        /// The keyword's place.
        var place: SchemaPlace { schemaPlace.appending(keyword) }
    }

    mutating func node(of draft: Draft) throws(SchemaError) -> SchemaNode {
        var node = SchemaNode(pointer: pointer(of: draft.place), resource: draft.resource)
        guard case .object(let schema) = draft.value else {
            if draft.value == false {
                node.rules = [SchemaRule(keyword: "", demand: .assertion(.nothing))]
            }
            return node
        }
        var last: [SchemaRule] = []
        for member in schema.members {
            let site = Site(
                keyword: member.name,
                value: member.value,
                schema: schema,
                schemaPlace: draft.place,
                resource: draft.resource
            )
            for demand in try demands(of: site) {
                let rule = SchemaRule(keyword: member.name, demand: demand)
                switch demand {
                case .unevaluatedItems, .unevaluatedProperties: last.append(rule)
                default: node.rules.append(rule)
                }
            }
        }
        node.rules += last
        node.needsMarks = !last.isEmpty
        return node
    }

    /// What a keyword demands; nothing if it is an annotation or a part of another keyword.
    private mutating func demands(of site: Site) throws(SchemaError) -> [Demand] {
        switch site.keyword {
        case "$ref": return [.reference(try target(of: site).node)]
        case "$dynamicRef": return [try dynamicReference(site)]
        case "$recursiveRef", "$recursiveAnchor":
            throw unsupported("\(site.keyword) is of draft 2019-09; use $dynamicRef", site.place)
        case "dependencies": return try dependencies(site)
        default: break
        }
        if let assertion = try assertion(of: site) {
            return [.assertion(assertion)]
        }
        if let demand = try arrayDemand(of: site) {
            return [demand]
        }
        if let demand = try objectDemand(of: site) {
            return [demand]
        }
        if let demand = try combiningDemand(of: site) {
            return [demand]
        }
        try checkAnnotation(site)
        return []
    }

    // MARK: - References

    private mutating func target(of site: Site) throws(SchemaError) -> Target {
        try target(of: site.value, at: site.place, in: site.resource)
    }

    private mutating func dynamicReference(_ site: Site) throws(SchemaError) -> Demand {
        let target = try target(of: site)
        // It is dynamic only if where it leads at first is a dynamic anchor.
        guard let anchor = target.anchor,
            resources[target.resource].dynamicAnchors[anchor] == target.node
        else { return .reference(target.node) }
        return .dynamicReference(anchor, fallback: target.node)
    }

    // MARK: - Schemas for the same value

    private func combiningDemand(of site: Site) throws(SchemaError) -> Demand? {
        switch site.keyword {
        case "allOf": .allOf(try children(of: site))
        case "anyOf": .anyOf(try children(of: site))
        case "oneOf": .oneOf(try children(of: site))
        case "not": .not(try child(of: site))
        case "if":
            .condition(
                try child(of: site),
                then: nodeByPlace[site.schemaPlace.appending("then")],
                otherwise: nodeByPlace[site.schemaPlace.appending("else")]
            )
        default: nil
        }
    }

    // MARK: - Annotations

    /// Checks the kind of value of the keywords that demand nothing.
    private func checkAnnotation(_ site: Site) throws(SchemaError) {
        switch (site.keyword, site.value) {
        case ("title", .string), ("description", .string), ("$comment", .string),
            ("format", .string), ("contentEncoding", .string), ("contentMediaType", .string):
            break
        case ("title", _), ("description", _), ("$comment", _), ("format", _),
            ("contentEncoding", _), ("contentMediaType", _):
            throw invalid("must be a string", site.value, site.place)
        case ("deprecated", .bool), ("readOnly", .bool), ("writeOnly", .bool): break
        case ("deprecated", _), ("readOnly", _), ("writeOnly", _):
            throw invalid("must be a boolean", site.value, site.place)
        case ("examples", .array): break
        case ("examples", _): throw invalid("must be an array", site.value, site.place)
        default: break
        }
    }

    // MARK: - Parts of keywords

    /// The node of the one schema of a keyword.
    func child(of site: Site) throws(SchemaError) -> Int {
        try node(at: site.place, of: site)
    }

    /// The nodes of the schemas a keyword lists, at least one.
    func children(of site: Site) throws(SchemaError) -> [Int] {
        guard let schemas = site.value.array, !schemas.isEmpty else {
            throw invalid("must be an array of one schema or more", site.value, site.place)
        }
        var nodes: [Int] = []
        for position in schemas.indices {
            nodes.append(try node(at: site.place.appending(String(position)), of: site))
        }
        return nodes
    }

    /// The nodes of the schemas a keyword names.
    func namedChildren(of site: Site) throws(SchemaError) -> [(name: String, node: Int)] {
        var nodes: [(name: String, node: Int)] = []
        for member in site.value.object?.members ?? [] {
            let node = try node(at: site.place.appending(member.name), of: site)
            nodes.append((member.name, node))
        }
        return nodes
    }

    private func node(at place: SchemaPlace, of site: Site) throws(SchemaError) -> Int {
        guard let node = nodeByPlace[place] else {
            throw invalid("must hold a schema", site.value, place)
        }
        return node
    }

    func pattern(_ source: String, at place: SchemaPlace) throws(SchemaError) -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            let message = "the pattern \(Excerpt.quoted(source)) can't be used: \(error.message)"
            throw SchemaError(
                code: error.isUnsupported ? .unsupported : .invalid,
                message: message,
                pointer: pointer(of: place)
            )
        }
    }
}
