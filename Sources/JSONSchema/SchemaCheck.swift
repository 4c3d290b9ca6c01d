/// One check of a value: goes through schema and value together and lists what doesn't fit.
struct SchemaCheck {
    /// A step from a value into one of its parts.
    enum Step {
        case member(String)
        case element(Int)
    }

    /// A schema that is being applied to the value at hand.
    private struct Link: Equatable {
        let node: Int
        /// How many resources the dynamic scope had; with the node this fixes all that follows.
        let scopeCount: Int
    }

    /// Schemas within schemas; more could exhaust the stack of a thread.
    static let maxDepth = 1_000
    /// Schemas applied, members looked up and steps of patterns taken; some seconds.
    static let maxWork = 100_000_000

    let schema: Schema
    var violations: [Violation] = []
    /// What may still be done; below 0 the check ends.
    var work: Int
    /// True while only the answer counts and not the reasons.
    private(set) var isSilent = false
    private var path: [Step] = []
    /// The dynamic scope: resources in the order they were entered, each once, as the first counts.
    private(set) var scope: [Int] = []
    /// The schemas being applied; those from `chainStart` on to the value at hand.
    private var chain: [Link] = []
    private var chainStart = 0

    init(schema: Schema, work: Int = Self.maxWork) {
        self.schema = schema
        self.work = work
    }

    mutating func violations(of value: JSONValue) throws(SchemaError) -> [Violation] {
        var marks: Marks?
        let isValid = try accepts(value, schema.root, &marks)
        guard !isValid else { return [] }
        var seen: Set<Violation> = []
        let all = violations.filter { seen.insert($0).inserted }
        let listed = all.prefix(Schema.maxViolations).sorted { Self.precedes($0, $1) }
        guard all.count > Schema.maxViolations else { return listed }
        let message = "breaks the schema in more ways than the \(listed.count) listed"
        return listed + [Violation(instancePointer: "", schemaPointer: "", message: message)]
    }

    // MARK: - Applying schemas

    /// Applies a schema to the value at hand.
    ///
    /// - Parameters:
    ///   - value: the value at hand.
    ///   - id: the schema's node.
    ///   - marks: collects what the schema looked at; nil if not needed. That counts only if the
    ///     schema accepts, so one that may fail without the whole failing needs its own. For the
    ///     others it spares a value that is wrong already from being called unevaluated too.
    /// - Returns: false if the value breaks the schema; the violations are noted.
    /// - Throws: if the schema leads back to itself or there is too much to do.
    mutating func accepts(
        _ value: JSONValue,
        _ id: Int,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        let node = schema.nodes[id]
        let isNewScope = !scope.contains(node.resource)
        if isNewScope {
            scope.append(node.resource)
        }
        let link = Link(node: id, scopeCount: scope.count)
        try checkCourse(link, of: node)
        chain.append(link)
        defer {
            chain.removeLast()
            if isNewScope {
                scope.removeLast()
            }
        }
        var own: Marks? = marks != nil || node.needsMarks ? Marks() : nil
        var isValid = true
        for rule in node.rules where try !meets(value, rule, of: node, &own) {
            isValid = false
            if isSilent {
                return false
            }
        }
        if let own {
            marks?.formUnion(own)
        }
        return isValid
    }

    /// Ends what leads back to itself or goes on for too long.
    private mutating func checkCourse(_ link: Link, of node: SchemaNode) throws(SchemaError) {
        work -= (chain.count - chainStart) / 16
        if chain[chainStart...].contains(link) {
            let message = "the schema leads back to itself for the same value"
            throw SchemaError(code: .invalid, message: message, pointer: node.pointer)
        }
        if chain.count >= Self.maxDepth {
            let message = "no more than \(Self.maxDepth) schemas may be nested"
            throw SchemaError(code: .unsupported, message: message, pointer: node.pointer)
        }
    }

    /// Applies a schema to a part of the value at hand.
    mutating func acceptsPart(
        _ part: JSONValue,
        _ step: Step,
        _ node: Int
    ) throws(SchemaError) -> Bool {
        let start = chainStart
        chainStart = chain.count
        path.append(step)
        defer {
            path.removeLast()
            chainStart = start
        }
        var marks: Marks?
        return try accepts(part, node, &marks)
    }

    /// Applies a schema without noting why it fails.
    mutating func acceptsSilently(
        _ value: JSONValue,
        _ node: Int,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        let wasSilent = isSilent
        isSilent = true
        defer { isSilent = wasSilent }
        return try accepts(value, node, &marks)
    }

    /// Applies a schema to a part of the value at hand, without noting why it fails.
    mutating func acceptsPartSilently(
        _ part: JSONValue,
        _ step: Step,
        _ node: Int
    ) throws(SchemaError) -> Bool {
        let wasSilent = isSilent
        isSilent = true
        defer { isSilent = wasSilent }
        return try acceptsPart(part, step, node)
    }

    // MARK: - Rules

    mutating func meets(
        _ value: JSONValue,
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ marks: inout Marks?
    ) throws(SchemaError) -> Bool {
        work -= 1
        let isMet: Bool
        switch (rule.demand, value) {
        case (.assertion(let assertion), _):
            isMet = assertion.isMet(by: value, work: &work)
            if !isMet {
                report(rule, of: node, assertion.message(for: value))
            }
        case (.reference(let target), _): isMet = try accepts(value, target, &marks)
        case (.dynamicReference(let anchor, let fallback), _):
            isMet = try accepts(value, self.node(ofAnchor: anchor, fallback: fallback), &marks)
        case (.properties, .object(let object)), (.additionalProperties, .object(let object)),
            (.unevaluatedProperties, .object(let object)):
            isMet = try meetsMembers(object, rule, &marks)
        case (.patternProperties(let entries), .object(let object)):
            isMet = try meetsPatterns(object, entries, &marks)
        case (.propertyNames(let names), .object(let object)):
            isMet = try meetsNames(object, names, rule, of: node)
        case (.items, .array(let values)), (.prefixItems, .array(let values)),
            (.unevaluatedItems, .array(let values)):
            isMet = try meetsItems(values, rule, &marks)
        case (.contains, .array(let values)):
            isMet = try meetsContains(values, rule, of: node, &marks)
        default: isMet = try meetsCombination(value, rule, of: node, &marks)
        }
        guard work >= 0 else {
            let message = "the schema needs more work for this value than the limit allows"
            throw SchemaError(code: .unsupported, message: message, pointer: node.pointer)
        }
        return isMet
    }

    // MARK: - Violations

    mutating func report(
        _ rule: SchemaRule,
        of node: SchemaNode,
        _ message: @autoclosure () -> String
    ) {
        // One more than is listed, to know that there is more.
        guard !isSilent, violations.count <= Schema.maxViolations else { return }
        work -= 16
        let pointer = rule.keyword.isEmpty ? node.pointer : "\(node.pointer)/\(rule.keyword)"
        violations.append(
            Violation(instancePointer: pathPointer, schemaPointer: pointer, message: message())
        )
    }

    /// The way to the value at hand as a JSON Pointer.
    var pathPointer: String {
        path.reduce("") { pointer, step in
            switch step {
            case .member(let name): JSONPointer.appending(name, to: pointer)
            case .element(let position): "\(pointer)/\(position)"
            }
        }
    }

    private static func precedes(_ left: Violation, _ right: Violation) -> Bool {
        if left.instancePointer != right.instancePointer {
            return precedes(left.instancePointer, right.instancePointer)
        }
        if left.schemaPointer != right.schemaPointer {
            return precedes(left.schemaPointer, right.schemaPointer)
        }
        return left.message < right.message
    }

    /// Orders pointers step by step, positions by their number.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        for (one, other) in zip(left.split(separator: "/"), right.split(separator: "/"))
        where one != other {
            if let low = Int(one), let high = Int(other) {
                return low < high
            }
            return one < other
        }
        return left.utf8.count < right.utf8.count
    }
}
