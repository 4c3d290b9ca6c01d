/// A value of a YAML text and the place where it begins.
///
/// Tags are passed over: a reader knows which type it wants.
public struct YAMLNode: Sendable {
    /// Text, with or without quotes.
    public struct Scalar: Sendable, Hashable {
        /// Escapes resolved, lines folded.
        public let string: String
        /// Whether it has no quotes and is no block.
        public let isPlain: Bool
    }

    /// A key and its value; the key is a scalar.
    public typealias Pair = (key: YAMLNode, value: YAMLNode)

    enum Content: Sendable {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Pair])
    }

    let content: Content
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    /// The text; nil for a sequence or a mapping.
    public var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    /// The elements; nil for a scalar or a mapping.
    public var sequence: [YAMLNode]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }
    /// The entries in the order of the text, no key twice; nil for a scalar or a sequence.
    public var mapping: [Pair]? { if case .mapping(let pairs) = content { pairs } else { nil } }

    /// Whether it is empty, `~` or `null`.
    public var isNull: Bool {
        guard let scalar, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
