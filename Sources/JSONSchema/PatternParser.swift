/// Reads a regular expression by the grammar of ECMA-262, section 22.2.1, with the `u` flag.
struct PatternParser {
    /// Groups within groups; more could exhaust the stack.
    private static let maxDepth = 100
    private static let syntaxCharacters = Set("^$\\.*+?()[]{}|/".unicodeScalars)

    let scalars: [Unicode.Scalar]
    var position = 0
    private var depth = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try parseChoice()
        guard peek == nil else { throw invalid("unmatched ')'") }
        return node
    }

    private mutating func parseChoice() throws(PatternError) -> PatternNode {
        var branches = [try parseSequence()]
        while take("|") {
            branches.append(try parseSequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            let atom = try parseAtom()
            nodes.append(try parseQuantifier(of: atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func parseAtom() throws(PatternError) -> PatternNode {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case ".": return .set(ScalarSet.lineEnds.finished(isNegated: true))
        case "(": return try parseGroup()
        case "[": return .set(try parseClass())
        case "\\": return try parseEscape()
        case "*", "+", "?": throw invalid("there is nothing to repeat before '\(scalar)'")
        case "{", "}", "]": throw invalid("'\(scalar)' must be written '\\\(scalar)'")
        default: return .scalar(scalar)
        }
    }

    // MARK: - Groups and quantifiers

    private mutating func parseGroup() throws(PatternError) -> PatternNode {
        if take("?") {
            try parseGroupKind()
        }
        depth += 1
        guard depth <= Self.maxDepth else {
            throw unsupported("groups must not be nested more than \(Self.maxDepth) deep")
        }
        let node = try parseChoice()
        depth -= 1
        guard take(")") else { throw invalid("a group is not closed") }
        // Kept apart, so that a quantifier is seen to follow a group and not its last assertion.
        return .sequence([node])
    }

    private mutating func parseGroupKind() throws(PatternError) {
        if take(":") {
            return
        }
        let isBehind = take("<")
        if let scalar = peek, scalar == "=" || scalar == "!" {
            let kind = isBehind ? "look-behind" : "look-ahead"
            throw unsupported("\(kind) can't be matched in linear time")
        }
        guard isBehind else { throw invalid("'(?' must be followed by ':', '<', '=' or '!'") }
        let start = position
        while let scalar = peek, scalar != ">" {
            let properties = scalar.properties
            let isLetter = position == start ? properties.isIDStart : properties.isIDContinue
            guard isLetter || scalar == "$" || scalar == "_" else { break }
            position += 1
        }
        guard position > start, take(">") else { throw invalid("invalid group name") }
    }

    private mutating func parseQuantifier(of atom: PatternNode) throws(PatternError) -> PatternNode
    {
        let bounds: (least: Int, most: Int?)
        switch peek {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{": bounds = try parseBounds()
        default: return atom
        }
        position += 1
        // Lazy or greedy makes no difference to whether there is a match.
        _ = take("?")
        if case .assertion = atom {
            throw invalid("'^', '$', '\\b' and '\\B' can't be repeated")
        }
        return .repetition(atom, least: bounds.least, most: bounds.most)
    }

    /// Reads from a `{` up to its `}`.
    private mutating func parseBounds() throws(PatternError) -> (Int, Int?) {
        position += 1
        guard let least = parseNumber() else { throw invalid("'{' must be followed by a number") }
        var most: Int? = least
        if take(",") {
            most = parseNumber()
        }
        guard peek == "}" else { throw invalid("'}' must close the number of repetitions") }
        if let most, most < least {
            throw invalid("the numbers of '{\(least),\(most)}' are out of order")
        }
        return (least, most)
    }

    /// Numbers beyond what a program can hold are taken as just that.
    private mutating func parseNumber() -> Int? {
        var value: Int?
        while let scalar = peek, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000_000)
            position += 1
        }
        return value
    }

    // MARK: - Escapes

    private mutating func parseEscape() throws(PatternError) -> PatternNode {
        if take("b") {
            return .assertion(.wordBoundary)
        }
        if take("B") {
            return .assertion(.noWordBoundary)
        }
        if let set = try parseSetEscape() {
            return .set(set.finished())
        }
        if let scalar = peek, ("1"..."9").contains(scalar) || scalar == "k" {
            throw unsupported("back references can't be matched in linear time")
        }
        let code = try parseCharacterEscape(alsoEscaped: [])
        // Half of a surrogate pair is in no text.
        return Unicode.Scalar(code).map { .scalar($0) } ?? .set(ScalarSet().finished())
    }

    /// Reads `\d`, `\p{…}` and their like behind the backslash; nil if it is something else.
    mutating func parseSetEscape() throws(PatternError) -> ScalarSet? {
        guard let scalar = peek else { throw invalid("the pattern ends with a backslash") }
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.complement
        case "w": return .word
        case "W": return ScalarSet.word.complement
        case "s": return .space
        case "S": return ScalarSet.space.complement
        case "p", "P": return try parseProperty(isNegated: scalar == "P")
        default:
            position -= 1
            return nil
        }
    }

    private mutating func parseProperty(isNegated: Bool) throws(PatternError) -> ScalarSet {
        let rest = scalars[position...]
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else {
            throw invalid("'\\p' must be followed by a property in braces")
        }
        var name = ""
        name.unicodeScalars.append(contentsOf: rest[(position + 1)..<end])
        position = end + 1
        if name == "ASCII" {
            let ascii = ScalarSet([0...0x7F])
            return isNegated ? ascii.complement : ascii
        }
        if let property = ScalarProperty(named: name, isNegated: isNegated) {
            return ScalarSet(property)
        }
        let scripts = ["Script=", "sc=", "Script_Extensions=", "scx="]
        if scripts.contains(where: name.hasPrefix) {
            throw unsupported("the property \(Excerpt.quoted(name)) is not supported")
        }
        throw invalid("unknown property \(Excerpt.quoted(name))")
    }

    /// Reads after a backslash an escape for one code unit or scalar.
    mutating func parseCharacterEscape(
        alsoEscaped: Set<Unicode.Scalar>
    ) throws(PatternError) -> UInt32 {
        guard let scalar = peek else { throw invalid("the pattern ends with a backslash") }
        position += 1
        switch scalar {
        case "t": return 0x09
        case "n": return 0x0A
        case "v": return 0x0B
        case "f": return 0x0C
        case "r": return 0x0D
        case "c":
            guard let letter = peek, letter.isASCII, letter.properties.isAlphabetic else {
                throw invalid("'\\c' must be followed by a letter")
            }
            position += 1
            return letter.value % 32
        case "0":
            if let digit = peek, ("0"..."9").contains(digit) {
                throw invalid("'\\0' must not be followed by a digit")
            }
            return 0
        case "x": return try parseHexDigits(count: 2)
        case "u": return try parseUnicodeEscape()
        default:
            guard Self.syntaxCharacters.contains(scalar) || alsoEscaped.contains(scalar) else {
                let shown = Excerpt.unquoted(String(scalar))
                throw invalid("'\\\(shown)' is not an escape of ECMA-262 with the u flag")
            }
            return scalar.value
        }
    }

    private mutating func parseUnicodeEscape() throws(PatternError) -> UInt32 {
        if take("{") {
            let digits = scalars[position...].prefix { $0 != "}" }
            position += digits.count
            let significant = digits.drop { $0 == "0" }
            guard take("}"), !digits.isEmpty, significant.count <= 6 else {
                throw invalid("'\\u{' must be followed by a code point and '}'")
            }
            var value: UInt32 = 0
            for digit in significant {
                value = value << 4 | (try hexValue(digit))
            }
            guard value <= 0x10FFFF else { throw invalid("there is no code point above 10FFFF") }
            return value
        }
        let high = try parseHexDigits(count: 4)
        let rest = scalars[position...]
        guard high & 0xFC00 == 0xD800, rest.starts(with: #"\u"#.unicodeScalars) else { return high }
        let start = position
        position += 2
        if peek != "{" {
            let low = try parseHexDigits(count: 4)
            if low & 0xFC00 == 0xDC00 {
                return 0x10000 + (high & 0x3FF) << 10 + low & 0x3FF
            }
        }
        position = start
        return high
    }

    private mutating func parseHexDigits(count: Int) throws(PatternError) -> UInt32 {
        guard position + count <= scalars.count else {
            throw invalid("\(count) hexadecimal digits must follow")
        }
        var value: UInt32 = 0
        for digit in scalars[position..<(position + count)] {
            value = value << 4 | (try hexValue(digit))
        }
        position += count
        return value
    }

    private func hexValue(_ scalar: Unicode.Scalar) throws(PatternError) -> UInt32 {
        guard scalar.isASCII, let value = Character(scalar).hexDigitValue else {
            throw invalid("'\(Excerpt.unquoted(String(scalar)))' is not a hexadecimal digit")
        }
        return UInt32(value)
    }

    // MARK: - Steps and errors

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    func invalid(_ message: String) -> PatternError {
        PatternError(isUnsupported: false, message: "\(message), at character \(position)")
    }

    func unsupported(_ message: String) -> PatternError {
        PatternError(isUnsupported: true, message: message)
    }
}
