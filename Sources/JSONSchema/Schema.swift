/// A JSON Schema of draft 2020-12, checked and ready to be used on any number of values.
///
/// Its life:
/// 1. Every schema in the document gets a node; `$id` opens a resource, anchors get their names.
/// 2. Every keyword is checked and becomes a rule. References are resolved; one that leads into the
///    draft's metaschema brings that document in, one that leads elsewhere is refused.
/// 3. `violations(of:)` applies the rules.
///
/// Keywords that draft 2020-12 doesn't know are annotations and demand nothing, as do `format` and
/// the `content…` keywords. Lengths count Unicode code points, numbers are exact, patterns take
/// linear time.
///
/// Source: json-schema.org/draft/2020-12/json-schema-core and json-schema-validation.
public struct Schema: Sendable {
    /// The most violations that are listed; one more then reports that there are others.
    public static let maxViolations = 100

    let nodes: [SchemaNode]
    let resources: [SchemaResource]
    let root: Int

    /// Compiles a schema.
    ///
    /// - Parameter document: the schema; an object or a boolean.
    /// - Throws: code `.invalid` if a keyword has a value it can't have or a reference leads
    ///   nowhere; `.unsupported` for another draft, a vocabulary or document that isn't bundled, a
    ///   back reference or look-around in a pattern, a divisor of more than 37 digits.
    public init(_ document: JSONValue) throws(SchemaError) {
        var compiler = SchemaCompiler()
        root = try compiler.compile(document)
        nodes = compiler.nodes
        resources = compiler.resources
    }

    /// All the ways in which a value breaks the schema, up to `maxViolations`.
    ///
    /// Of schemas that are alternatives (`anyOf`, `oneOf`) what the value breaks is listed only if
    /// all others are for another type of value.
    ///
    /// - Returns: sorted by place in the value, then by place in the schema; empty if it is valid.
    /// - Throws: code `.invalid` if the schema leads back to itself without going deeper into the
    ///   value; `.unsupported` if it needs more depth or work than this library spends.
    public func violations(of value: JSONValue) throws(SchemaError) -> [Violation] {
        var check = SchemaCheck(schema: self)
        return try check.violations(of: value)
    }
}
