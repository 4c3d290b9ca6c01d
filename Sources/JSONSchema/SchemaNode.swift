/// A compiled schema: what it demands, and where it is written.
///
/// Numbers of nodes and resources are places in the arrays of `Schema`.
struct SchemaNode: Sendable {
    /// A JSON Pointer in its document, after the document's URI if that is a bundled one.
    let pointer: String
    /// The resource it belongs to: the nearest schema above it with an `$id`.
    let resource: Int
    var rules: [SchemaRule] = []
    /// True if a rule asks what the others have looked at.
    var needsMarks = false
}

/// One keyword of a schema, ready to be checked.
struct SchemaRule: Sendable {
    let keyword: String
    let demand: Demand
}

/// What a keyword demands.
enum Demand: Sendable {
    case assertion(SchemaAssertion)

    // Parts of arrays
    case prefixItems([Int])
    /// All elements from a position on.
    case items(Int, from: Int)
    case contains(Int, least: Int, most: Int?)
    case unevaluatedItems(Int)

    // Parts of objects
    case properties([ExactKey: Int])
    case patternProperties([(pattern: Pattern, node: Int)])
    /// All members that neither of the two others names.
    case additionalProperties(Int, named: Set<ExactKey>, patterns: [Pattern])
    case propertyNames(Int)
    case unevaluatedProperties(Int)

    // Schemas for the same value
    case dependentSchemas([(name: String, node: Int)])
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
    case reference(Int)
    /// The anchor's name, and the node it has if no other resource offers one.
    case dynamicReference(ExactKey, fallback: Int)
}

/// A schema with its own URI, and the anchors within it.
struct SchemaResource: Sendable {
    let uri: URIReference
    /// Which document it is in, and where.
    let root: SchemaPlace
    /// Nodes by `$anchor` and `$dynamicAnchor`.
    var anchors: [ExactKey: Int] = [:]
    var dynamicAnchors: [ExactKey: Int] = [:]
}

/// A place in one of the documents a schema is made of.
struct SchemaPlace: Hashable, Sendable {
    /// 0 is the schema itself; others are bundled metaschemas.
    let document: Int
    /// The steps from its root.
    let pointer: ExactKey

    init(document: Int, pointer: String) {
        self.document = document
        self.pointer = ExactKey(pointer)
    }

    func appending(_ step: String) -> SchemaPlace {
        SchemaPlace(
            document: document,
            pointer: JSONPointer.appending(step, to: pointer.text)
        )
    }
}
