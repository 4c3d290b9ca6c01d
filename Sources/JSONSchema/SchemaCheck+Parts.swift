extension SchemaCheck {
    // MARK: - Elements of arrays

    mutating func meetsItems(
        _ values: [JSONValue],
        _ rule: SchemaRule,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        var isMet = true
        for (position, value) in values.enumerated() {
            guard let node = Self.node(forItem: position, by: rule.demand, marks) else { continue }
            marks?.items.insert(position)
            isMet = try acceptsPart(value, .element(position), node) && isMet
            if isSilent, !isMet {
                return false
            }
        }
        return isMet
    }

    /// The schema that a demand has for an element.
    private static func node(forItem position: Int, by demand: Demand, _ marks: Marks?) -> Int? {
        switch demand {
        case .prefixItems(let nodes): position < nodes.count ? nodes[position] : nil
        case .items(let node, let first): position < first ? nil : node
        case .unevaluatedItems(let node):
            marks?.items.contains(position) == true ? nil : node
        default: nil
        }
    }

    mutating func meetsContains(
        _ values: [JSONValue],
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        guard case .contains(let child, let least, let most) = rule.demand else { return true }
        let count = try countAccepted(values, child, &marks)
        guard count < least || count > most ?? .max else { return true }
        let bound = count < least ? "at least \(least)" : "at most \(most ?? 0)"
        report(rule, of: node, "must hold \(bound) elements of a kind, not \(count)")
        return false
    }

    private mutating func countAccepted(
        _ values: [JSONValue],
        _ node: Int,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Int {
        var count = 0
        for (position, value) in values.enumerated()
        where try acceptsPartSilently(value, .element(position), node) {
            count += 1
            marks?.items.insert(position)
        }
        return count
    }

    // MARK: - Members of objects

    mutating func meetsMembers(
        _ object: JSONObject,
        _ rule: SchemaRule,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        work -= object.members.count
        var isMet = true
        for (position, member) in object.members.enumerated() {
            guard let node = node(for: member.name, at: position, by: rule.demand, marks) else {
                continue
            }
            marks?.members.insert(position)
            isMet = try acceptsPart(member.value, .member(member.name), node) && isMet
        }
        return isMet
    }

    /// The schema that a demand has for a member.
    private mutating func node(
        for name: String,
        at position: Int,
        by demand: Demand,
        _ marks: Marks?
    ) -> Int? {
        switch demand {
        case .properties(let nodes): return nodes[ExactKey(name)]
        case .additionalProperties(let node, let named, let patterns):
            let isNamed = named.contains(ExactKey(name)) || matchesAny(of: patterns, name)
            return isNamed ? nil : node
        case .unevaluatedProperties(let node):
            return marks?.members.contains(position) == true ? nil : node
        default: return nil
        }
    }

    private mutating func matchesAny(of patterns: [Pattern], _ name: String) -> Bool {
        patterns.contains { $0.matches(name, work: &work) == true }
    }

    mutating func meetsPatterns(
        _ object: JSONObject,
        _ entries: [(pattern: Pattern, node: Int)],
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        var isMet = true
        for (position, member) in object.members.enumerated() {
            for (pattern, node) in entries
            where pattern.matches(member.name, work: &work) == true {
                marks?.members.insert(position)
                isMet = try acceptsPart(member.value, .member(member.name), node) && isMet
            }
        }
        return isMet
    }

    mutating func meetsNames(
        _ object: JSONObject,
        _ names: Int,
        _ rule: SchemaRule,
        of node: SchemaNode
    ) throws(SchemaError) -> Bool {
        var isMet = true
        for member in object.members
        where try !acceptsPartSilently(.string(member.name), .member(member.name), names) {
            isMet = false
            report(rule, of: node, "must not have the name \(Excerpt.quoted(member.name))")
        }
        return isMet
    }
}
