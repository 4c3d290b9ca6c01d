import Foundation

/// What a person typed to search for; every text is valid.
///
/// 1. Words stand between spaces and punctuation; text in double quotes is one phrase. A hyphen, dot
///    or apostrophe within a word makes it a phrase: `IMG_0042.jpg`, `don't`.
/// 2. Each is quoted for FTS5, so that nothing in it is an operator.
/// 3. All must match, and the last one, if it isn't quoted, may be the beginning of a word; a whole
///    word counts for more.
/// 4. If no photo matches all, those that match some are found. A run of a script without spaces is
///    then looked for in pairs, as nobody knows where its words end.
struct SearchQuery: Sendable, Hashable {
    /// One word or phrase, as the index takes it.
    struct Term: Sendable, Hashable {
        let text: String
        let isQuoted: Bool
    }

    /// More is not looked for.
    static let mostTerms = 64
    static let mostCharacters = 1000

    /// As typed.
    let text: String
    /// In their order, each once.
    let terms: [Term]
    /// Whether there was more than is looked for.
    let isCut: Bool

    init(_ text: String) {
        self.text = text
        let scalars = text.precomposedStringWithCanonicalMapping.unicodeScalars
        var reader = TermReader()
        reader.read(scalars.prefix(Self.mostCharacters))
        terms = Array(reader.terms.prefix(Self.mostTerms))
        isCut = scalars.count > Self.mostCharacters || reader.terms.count > Self.mostTerms
    }

    /// The FTS5 expression that all terms must match; nil without a term.
    var all: String? {
        guard let last = terms.last else { return nil }
        let others = terms.dropLast().map(\.quoted)
        guard let prefix = last.prefix else {
            return (others + [last.quoted]).joined(separator: " AND ")
        }
        return (others + ["(\(last.quoted) OR \(prefix))"]).joined(separator: " AND ")
    }

    /// The FTS5 expression that some terms must match; nil if it would be that of all.
    var some: String? {
        let parts = terms.flatMap(\.parts)
        guard parts.count > 1 else { return nil }
        return (parts + [terms.last?.prefix].compactMap(\.self)).joined(separator: " OR ")
    }
}

extension SearchQuery.Term {
    /// As an FTS5 string; quotes never are part of a term.
    fileprivate var quoted: String { "\"\(text)\"" }

    private var words: [Substring] { text.split(separator: "\u{1F}") }

    /// Its beginning as FTS5 has it; nil for a phrase in quotes, one letter, or a character that is a
    /// word of its own.
    fileprivate var prefix: String? {
        guard !isQuoted, text.count > 1, text.unicodeScalars.last?.standsAlone == false else {
            return nil
        }
        return quoted + "*"
    }

    /// What it is made of, for a match of some.
    fileprivate var parts: [String] {
        let words = words
        guard !isQuoted, words.count > 2 else { return [quoted] }
        return zip(words, words.dropFirst()).map { "\"\($0)\u{1F}\($1)\"" }
    }
}

/// Splits what was typed into terms.
private struct TermReader {
    private(set) var terms: [SearchQuery.Term] = []
    private var seen: Set<String> = []
    private var word = String.UnicodeScalarView()

    private static let quotes: Set<Unicode.Scalar> = ["\"", "“", "”", "„", "‟"]
    /// What holds a word together if letters are on both sides.
    private static let joiners: Set<Unicode.Scalar> = ["-", "‐", "‑", "_", ".", "'", "’", "@"]

    mutating func read(_ scalars: Substring.UnicodeScalarView) {
        var rest = scalars
        while let scalar = rest.popFirst() {
            if Self.quotes.contains(scalar) {
                finishWord()
                guard let end = rest.firstIndex(where: Self.quotes.contains) else { continue }
                add(String(rest[..<end]), isQuoted: true)
                rest = rest[end...].dropFirst()
            } else if scalar.properties.generalCategory == .otherSymbol {
                finishWord()
                add(String(scalar), isQuoted: false)
            } else if (0xFE00...0xFE0F).contains(scalar.value) {
                continue
            } else if scalar.isWordPart || Self.joiners.contains(scalar) {
                word.append(scalar)
            } else {
                finishWord()
            }
        }
        finishWord()
    }

    private mutating func finishWord() {
        while let last = word.last, !last.isWordPart { word.removeLast() }
        add(String(word.drop { !$0.isWordPart }), isQuoted: false)
        word = String.UnicodeScalarView()
    }

    private mutating func add(_ text: String, isQuoted: Bool) {
        guard text.unicodeScalars.contains(where: \.isWordPart) else { return }
        let term = SearchableText.separated(text)
        if seen.insert(term.lowercased()).inserted {
            terms.append(SearchQuery.Term(text: term, isQuoted: isQuoted))
        }
    }
}
