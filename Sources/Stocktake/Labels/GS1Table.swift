/// An application identifier: two to four digits before a value that give its meaning.
struct GS1Identifier: Sendable, Hashable {
    /// The digits: `01`.
    let code: String
    /// Whether the value has a fixed length and needs no separator after it.
    let hasPredefinedLength: Bool
    /// Whether it is allowed in the query of a GS1 Digital Link.
    let isLinkAttribute: Bool
    /// The parts of the value, in order; optional ones at the end.
    let components: [GS1Component]
    /// Identifiers that can't be combined with it; `n` is any digit: `310n`.
    let excluded: [String]
    /// The alternative sets of qualifiers if it can be the primary key of a GS1 Digital Link, empty
    /// for none; else nil.
    let linkQualifiers: [[String]]?
    /// The data title: `GTIN`.
    let title: String

    /// Whether it can't be combined with another identifier.
    func excludes(_ other: String) -> Bool {
        other != code
            && excluded.contains { pattern in
                pattern.utf8.count == other.utf8.count
                    && zip(pattern.utf8, other.utf8).allSatisfy { rule, digit in
                        rule == UInt8(ascii: "n") || rule == digit
                    }
            }
    }
}

/// One part of the value of an application identifier.
struct GS1Component: Sendable, Hashable {
    let characters: GS1Characters
    /// In characters.
    let length: ClosedRange<Int>
    let isOptional: Bool
    let checks: [GS1Check]
}

/// The character sets of GS1 values.
enum GS1Characters: Character, Sendable {
    case digits = "N"
    /// GS1 AI encodable character set 82.
    case set82 = "X"
    /// GS1 AI encodable character set 39.
    case set39 = "Y"
    case base64URL = "Z"

    /// The name in messages.
    var words: String {
        switch self {
        case .digits: "digits"
        case .set82: "characters of GS1's set 82"
        case .set39: "characters of GS1's set 39"
        case .base64URL: "base64url characters"
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self != .digits
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self == .set82 || self == .base64URL
        default: punctuation.utf8.contains(byte)
        }
    }

    private var punctuation: String {
        switch self {
        case .digits: ""
        case .set82: "!\"%&'()*+,-./:;<=>?_"
        case .set39: "#-/"
        case .base64URL: "-_="
        }
    }
}

/// All application identifiers, from GS1's machine-readable dictionary.
///
/// The dictionary's `req` rules are ignored: GS1 applies them to all codes of an item together, but
/// here one code is read at a time (`GS1Content` has the one exception).
///
/// Source: gs1-syntax-dictionary.txt beside this file, which describes its own format.
struct GS1Table: Sendable {
    /// The table of the embedded dictionary.
    static let standard = GS1Table(
        dictionary: String(decoding: PackageResources.gs1_syntax_dictionary_txt, as: UTF8.self)
    )

    /// By their digits.
    let identifiers: [String: GS1Identifier]
    /// Lines that can't be parsed; none in the embedded dictionary.
    let rejectedLines: [String]

    /// Parses a dictionary.
    init(dictionary: String) {
        var identifiers: [String: GS1Identifier] = [:]
        var rejected: [String] = []
        for line in dictionary.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let words = parts[0].split(separator: " ")
            guard !words.isEmpty else { continue }
            let title = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            guard let entry = Self.identifiers(of: words, title: title) else {
                rejected.append(String(line))
                continue
            }
            for identifier in entry { identifiers[identifier.code] = identifier }
        }
        self.identifiers = identifiers
        rejectedLines = rejected
    }

    /// The identifier at the start of an element string; no identifier is a prefix of another.
    func identifier(startOf bytes: ArraySlice<UInt8>) -> GS1Identifier? {
        for count in 2...4 where bytes.count >= count {
            let code = String(decoding: bytes.prefix(count), as: UTF8.self)
            if let identifier = identifiers[code] { return identifier }
        }
        return nil
    }

    /// The identifiers of a line, several for a range; nil if it can't be parsed.
    private static func identifiers(
        of words: [Substring],
        title: String
    ) -> [GS1Identifier]? {
        guard let codes = codes(of: words[0]) else { return nil }
        var flags: Substring = ""
        var components: [GS1Component] = []
        var excluded: [String] = []
        var qualifiers: [[String]]?
        for (index, word) in words.enumerated().dropFirst() {
            if index == 1, word.allSatisfy({ !$0.isLetter && !$0.isNumber && $0 != "[" }) {
                flags = word
            } else if let component = GS1Component(word) {
                components.append(component)
            } else if word.hasPrefix("ex=") {
                excluded = word.dropFirst(3).split(separator: ",").map(String.init)
            } else if word == "dlpkey" {
                qualifiers = []
            } else if word.hasPrefix("dlpkey=") {
                qualifiers = word.dropFirst(7).split(separator: "|").map {
                    $0.split(separator: ",").map(String.init)
                }
            } else if !word.hasPrefix("req=") {
                return nil
            }
        }
        guard !components.isEmpty else { return nil }
        return codes.map { code in
            GS1Identifier(
                code: code,
                hasPredefinedLength: flags.contains("*"),
                isLinkAttribute: flags.contains("?"),
                components: components,
                excluded: excluded,
                linkQualifiers: qualifiers,
                title: title
            )
        }
    }

    /// `01`, or each code of a range such as `3100-3102`.
    private static func codes(of word: Substring) -> [String]? {
        let ends = word.split(separator: "-").map(String.init)
        let isCode = { (code: String) in
            (2...4).contains(code.utf8.count) && code.utf8.allSatisfy(GS1Characters.digits.contains)
        }
        guard ends.allSatisfy(isCode), let first = ends.first, let last = ends.last,
            ends.count <= 2, first.utf8.count == last.utf8.count,
            let from = Int(first), let to = Int(last), from <= to
        else { return nil }
        return (from...to).map { number in
            let digits = String(number)
            return String(repeating: "0", count: first.utf8.count - digits.utf8.count) + digits
        }
    }
}

extension GS1Component {
    /// Parses `N6,yymmdd`, `X..20` or, if optional, `[N4],hhmi`; nil for anything else.
    fileprivate init?(_ word: Substring) {
        let parts = word.split(separator: ",").map(String.init)
        guard var format = parts.first else { return nil }
        isOptional = format.hasPrefix("[")
        if isOptional {
            guard format.hasSuffix("]") else { return nil }
            format = String(format.dropFirst().dropLast())
        }
        guard let letter = format.first, let characters = GS1Characters(rawValue: letter)
        else { return nil }
        let size = format.dropFirst()
        let isVariable = size.hasPrefix("..")
        guard let most = Int(isVariable ? size.dropFirst(2) : size), most >= 1 else { return nil }
        let checks = parts.dropFirst().compactMap(GS1Check.init)
        guard checks.count == parts.count - 1 else { return nil }
        self.characters = characters
        length = (isVariable ? 1 : most)...most
        self.checks = checks
    }
}
