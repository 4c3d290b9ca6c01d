import JSONSchema

/// The assumed length of the answer to `extract`, in visible tokens, from the schema that is sent.
///
/// Planning values, to be replaced by what real runs report; low, expected and high.
struct ExtractLength: Sendable {
    /// Tokens of a free text.
    static let text = TokenSpread(3, 20, 80)
    /// Elements of a list, at least and at most those of the schema.
    static let elements = TokenSpread(1, 4, 15)
    /// Tokens of a number, of true, false and null.
    static let (number, word) = (4, 1)
    /// Tokens of a field's brackets, quotes and comma.
    static let perField = 4
    /// Tokens of one photo's entry: id and readable.
    static let perPhotoEntry = 14
    /// Tokens of a reply beyond these.
    static let perReply = 12
    /// Definitions inside each other that are counted; a recursive schema has no longest answer.
    private static let maxDepth = 4

    /// Tokens of one answer.
    let answer: TokenSpread
    private let isPerPhoto: Bool

    init(_ extraction: Extraction, _ sent: SentSchema) {
        isPerPhoto = extraction.per == .photo
        answer = Self.tokens(of: sent.schema, sent.definitions, 0)
    }

    func tokens(photos: Int) -> TokenSpread {
        answer.map { Self.perReply + Self.perPhotoEntry * photos + $0 * (isPerPhoto ? photos : 1) }
    }

    /// One line each, for `--verbose` and the `assumptions` of the JSON form.
    var words: [String] {
        [
            "output: \(Self.perReply) + \(Self.perPhotoEntry) per photo + \(answer.low) / "
                + "\(answer.expected) / \(answer.high) per \(isPerPhoto ? "photo" : "location"), "
                + "in tokens (low / expected / high)",
            "a free text has \(Self.text.low) / \(Self.text.expected) / \(Self.text.high) tokens; a "
                + "list \(Self.elements.low) / \(Self.elements.expected) / \(Self.elements.high) "
                + "elements, within the limits of the schema",
        ]
    }

    private static func tokens(
        of schema: JSONValue,
        _ definitions: JSONObject,
        _ depth: Int
    ) -> TokenSpread {
        if let name = schema["$ref"]?.string?.split(separator: "/").last {
            guard depth < maxDepth, let definition = definitions[String(name)] else {
                return TokenSpread(word, word, word)
            }
            return tokens(of: definition, definitions, depth + 1)
        }
        if let branches = schema["anyOf"]?.array {
            let all = branches.map { tokens(of: $0, definitions, depth) }
            let most = all.max { $0.expected < $1.expected } ?? TokenSpread(word, word, word)
            return TokenSpread(
                all.map(\.low).min() ?? word,
                most.expected,
                all.map(\.high).max() ?? word
            )
        }
        if let values = schema["enum"]?.array {
            let lengths = values.map { $0.compactText.utf8.count / 4 + 1 }.sorted()
            return TokenSpread(
                lengths.first ?? word,
                lengths.isEmpty ? word : lengths[lengths.count / 2],
                lengths.last ?? word
            )
        }
        let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? ""]
        let low = types.contains("null") ? word : nil
        let spread = tokens(of: types.first ?? "", schema, definitions, depth)
        return TokenSpread(min(low ?? spread.low, spread.low), spread.expected, spread.high)
    }

    private static func tokens(
        of type: String,
        _ schema: JSONValue,
        _ definitions: JSONObject,
        _ depth: Int
    ) -> TokenSpread {
        switch type {
        case "string": return text
        case "number", "integer": return TokenSpread(1, number, 2 * number)
        case "array":
            let element = tokens(of: schema["items"] ?? .null, definitions, depth)
            let least = schema["minItems"]?.number?.exactInt ?? 0
            let most = max(least, schema["maxItems"]?.number?.exactInt ?? .max)
            func count(_ number: Int) -> Int { min(max(number, least), most, 1_000) }
            return TokenSpread(
                count(elements.low) * (element.low + 1) + 1,
                count(elements.expected) * (element.expected + 1) + 1,
                count(elements.high) * (element.high + 1) + 1
            )
        case "object":
            return (schema["properties"]?.object?.members ?? []).reduce(TokenSpread(1, 1, 1)) {
                let name = $1.name.utf8.count / 4 + perField
                return $0 + tokens(of: $1.value, definitions, depth).map { $0 + name }
            }
        default: return TokenSpread(word, word, word)
        }
    }
}
