extension SchemaCheck {
    /// Applies the keywords whose schemas are for the same value.
    mutating func meetsCombination(
        _ value: JSONValue,
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        switch rule.demand {
        case .allOf(let nodes): return try meetsAll(value, nodes, &marks)
        case .anyOf(let nodes): return try meetsAny(value, nodes, rule, of: node, &marks)
        case .oneOf(let nodes): return try meetsOne(value, nodes, rule, of: node, &marks)
        case .not(let other): return try meetsNot(value, other, rule, of: node)
        case .condition: return try meetsCondition(value, rule.demand, &marks)
        case .dependentSchemas(let entries): return try meetsDependent(value, entries, &marks)
        default: return true
        }
    }

    /// The node a dynamic reference leads to: that of the outermost resource that has the anchor.
    func node(ofAnchor anchor: ExactKey, fallback: Int) -> Int {
        for resource in scope {
            if let node = schema.resources[resource].dynamicAnchors[anchor] {
                return node
            }
        }
        return fallback
    }

    private mutating func meetsAll(
        _ value: JSONValue,
        _ nodes: [Int],
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        var isMet = true
        for node in nodes {
            isMet = try accepts(value, node, &marks) && isMet
        }
        return isMet
    }

    private mutating func meetsNot(
        _ value: JSONValue,
        _ other: Int,
        _ rule: SchemaRule,
        of node: SchemaNode
    ) throws(SchemaError) -> Bool {
        var unused: Marks?
        guard try acceptsSilently(value, other, &unused) else { return true }
        report(rule, of: node, "must not be what the schema excludes: \(Excerpt.value(value))")
        return false
    }

    private mutating func meetsCondition(
        _ value: JSONValue,
        _ demand: Demand,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        guard case .condition(let condition, let then, let otherwise) = demand else { return true }
        var own = marks.map { _ in Marks() }
        let isTrue = try acceptsSilently(value, condition, &own)
        if isTrue, let own {
            marks?.formUnion(own)
        }
        guard let next = isTrue ? then : otherwise else { return true }
        return try accepts(value, next, &marks)
    }

    private mutating func meetsDependent(
        _ value: JSONValue,
        _ entries: [(name: String, node: Int)],
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        var isMet = true
        for (name, node) in entries where value[name] != nil {
            isMet = try accepts(value, node, &marks) && isMet
        }
        return isMet
    }

    // MARK: - Alternatives

    private mutating func meetsAny(
        _ value: JSONValue,
        _ nodes: [Int],
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        // All have to be tried only if somebody asks what they looked at.
        let tried = try accepting(value, nodes, stopAfter: marks == nil ? 1 : .max, &marks)
        guard tried.accepting.isEmpty else { return true }
        let count = nodes.count == 1 ? "the schema" : "one of the \(nodes.count) schemas"
        report(rule, of: node, "must meet \(count) of anyOf")
        explain(tried.reasons)
        return false
    }

    private mutating func meetsOne(
        _ value: JSONValue,
        _ nodes: [Int],
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        let tried = try accepting(value, nodes, stopAfter: 2, &marks)
        if tried.accepting.count == 1 {
            return true
        }
        let count = "just one of the \(nodes.count) schemas of oneOf"
        if tried.accepting.isEmpty {
            report(rule, of: node, "must meet \(count)")
            explain(tried.reasons)
        } else {
            let places = "\(tried.accepting[0]) and \(tried.accepting[1])"
            report(rule, of: node, "must meet \(count), not \(places)")
        }
        return false
    }

    /// Tries alternatives in order until so many accept.
    ///
    /// - Returns: the positions of those that accept, and the violations of each that doesn't.
    private mutating func accepting(
        _ value: JSONValue,
        _ nodes: [Int],
        stopAfter limit: Int,
        _ marks: inout Marks?
    ) throws(SchemaError) -> (accepting: [Int], reasons: [[Violation]]) {
        let before = violations
        defer { violations = before }
        var positions: [Int] = []
        var reasons: [[Violation]] = []
        for (position, node) in nodes.enumerated() where positions.count < limit {
            violations = []
            var own = marks.map { _ in Marks() }
            guard try accepts(value, node, &own) else {
                reasons.append(violations)
                continue
            }
            positions.append(position)
            if let own {
                marks?.formUnion(own)
            }
        }
        return (positions, reasons)
    }

    /// Lists the violations of the one alternative that was meant, if there is just one.
    ///
    /// An alternative isn't meant if the value as a whole has another type or isn't its constant.
    private mutating func explain(_ reasons: [[Violation]]) {
        guard !isSilent else { return }
        let here = pathPointer
        let meant = reasons.filter { violations in
            !violations.contains { violation in
                violation.instancePointer == here
                    && ["/type", "/const", "/enum"].contains {
                        violation.schemaPointer.hasSuffix($0)
                    }
            }
        }
        if meant.count == 1 {
            violations += meant[0].prefix(Schema.maxViolations)
        }
    }
}
