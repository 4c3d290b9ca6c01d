import Foundation

/// A name of goods that nobody listed, in the form in which equal names are equal.
///
/// Models write one name in several ways: `Eggs`, `egg`, ` "EGG." `. The rule, in this order:
/// 1. Unicode form NFKC; invisible characters are dropped, control characters become spaces.
/// 2. Case is folded, as Unicode does it: `Weißwurst` and `WEISSWURST` are `weisswurst`.
/// 3. White space is collapsed, and punctuation around the name is trimmed.
/// 4. The head noun is made singular by the rules of English (`EnglishNoun`): the last word before
///    ` of `, ` in `, ` with ` and the like, a comma or a bracket, else the last word. `Bunches of
///    grapes` is `bunch of grapes`, `eggs, brown` is `egg, brown`.
///
/// Nothing else: an aubergine and an eggplant remain two names. Words of other languages are only
/// folded if they have any letter beyond a to z (`käse`) or don't end as an English plural does
/// (`riz`, `jus`, `ananas`). A word that does, such as `gambas`, loses its s: `gamba`. The rule knows
/// no context, so a name is the same every night, and a catalogue's name is folded by it too.
struct OpenName: Sendable, Hashable {
    /// The most characters (Unicode scalars) of a name.
    static let limit = 100

    /// At least one character; folding it again changes nothing.
    let text: String

    /// - Returns: nil if nothing is left of the name, or more than `limit` characters.
    init?(_ written: String) {
        let folded = Self.trimmed(Self.folded(written))
        guard !folded.isEmpty, folded.unicodeScalars.count <= Self.limit else { return nil }
        text = Self.singular(folded)
    }

    private static func folded(_ text: String) -> String {
        let known = text.precomposedStringWithCompatibilityMapping.unicodeScalars
            .filter { !$0.properties.isDefaultIgnorableCodePoint }
        let lower = String(String.UnicodeScalarView(known)).lowercased()
        let cased = lower.replacing("ß", with: "ss").replacing("ς", with: "σ")
        return cased.precomposedStringWithCompatibilityMapping
            .split { $0.isWhitespace || $0.unicodeScalars.contains { isControl($0) } }
            .joined(separator: " ")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    // MARK: - Around the name

    /// Not `%`, `&` or `#`, which belong to names such as `milk 3.5%`.
    private static let marks = Set(".,;:!?¡¿·•*_-–—'\"`´“”„‘’‚«»‹›/\\|~、。・「」『』【】")
    private static let brackets: [Character: Character] = ["(": ")", "[": "]", "{": "}"]

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        var length = -1
        while length != rest.count {
            length = rest.count
            rest = rest.drop { $0 == " " || marks.contains($0) }
            while let last = rest.last, last == " " || marks.contains(last) { rest.removeLast() }
            rest = withoutBrackets(rest)
        }
        return String(rest)
    }

    /// Without brackets around all of it, or on one side only: `(egg)`, but not `egg (brown)`.
    private static func withoutBrackets(_ text: Substring) -> Substring {
        for (opening, closing) in brackets {
            let (opened, closed) = (text.count { $0 == opening }, text.count { $0 == closing })
            let (starts, ends) = (text.first == opening, text.last == closing)
            if starts, ends, opened == 1, closed == 1 { return text.dropFirst().dropLast() }
            if starts, closed == 0 { return text.dropFirst() }
            if ends, opened == 0 { return text.dropLast() }
        }
        return text
    }

    // MARK: - Singular

    /// What ends the part of a name that its head noun is in.
    private static let ends = [
        ",", "(", "[", ";", ":", " of ", " with ", " without ", " in ", " on ", " for ", " from ",
    ]

    private static func singular(_ name: String) -> String {
        let found = ends.compactMap { name.firstRange(of: $0)?.lowerBound }
            .filter { $0 > name.startIndex }
        let head = name[..<(found.min() ?? name.endIndex)]
        guard let end = head.lastIndex(where: { $0 != " " }) else { return name }
        let start = head[...end].lastIndex { $0 == " " || $0 == "-" }.map(head.index(after:))
        let word = head[(start ?? head.startIndex)...end]
        let singular = EnglishNoun.singular(of: String(word))
        return name[..<word.startIndex] + singular + name[word.endIndex...]
    }
}
