import Foundation

/// A text as the index takes it: its words can be told apart in every script.
///
/// The index splits texts at spaces and punctuation. Scripts that set no spaces (Chinese, Japanese,
/// Thai), Korean with its endings, and symbols such as emoji get U+001F between their characters,
/// so that each is a word and several are a phrase: `赤い車` is `赤␟い␟車`. Accents and letter case are
/// the index's own business.
enum SearchableText {
    private static let separator: Unicode.Scalar = "\u{1F}"

    /// The text with separators, and without control characters but line breaks and tabs.
    static func separated(_ text: String) -> String {
        // By far the most texts, and the quickest.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        /// Whether the last one is a word, or part of one.
        var (isWord, isAlone) = (false, false)
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            let isMark = scalar.isMark
            // A variation selector is no part of what it varies, as few people type it.
            let isVariation = (0xFE00...0xFE0F).contains(scalar.value)
            if isMark, !isVariation, isWord {
                result.append(scalar)
                continue
            }
            let (wasWord, wasAlone) = (isWord, isAlone)
            isWord = scalar.isWordPart
            isAlone = isVariation || scalar.standsAlone
            if isWord, wasWord, isAlone || wasAlone { result.append(separator) }
            let isControl = scalar.properties.generalCategory == .control
            result.append(isControl && scalar != "\n" && scalar != "\t" ? " " : scalar)
        }
        return String(result)
    }

    /// The text without separators.
    static func joined(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != separator }))
    }
}

extension Unicode.Scalar {
    /// Whether it is part of a word: the categories that the index is made with.
    var isWordPart: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .privateUse, .otherSymbol:
            true
        default: isMark
        }
    }

    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether it is a word of its own: see `SearchableText`.
    var standsAlone: Bool {
        if properties.generalCategory == .otherSymbol { return true }
        guard value >= 0x0E00, isWordPart else { return false }
        return Self.withoutSpaces.contains { $0.contains(value) }
    }

    /// Source: the block list of the Unicode Standard.
    private static let withoutSpaces: [ClosedRange<UInt32>] = [
        // Thai, Lao; Myanmar; Hangul Jamo; Khmer; Tai Le to Khmer symbols; Tai Tham; Balinese.
        0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x1950...0x19FF,
        0x1A20...0x1AAF, 0x1B00...0x1B7F,
        // Radicals, Kana, Bopomofo, Hangul, Han and Yi.
        0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x4DBF, 0x4E00...0xA4CF,
        // Myanmar and Javanese, more Jamo and Myanmar, Hangul, more Han, half-width forms.
        0xA960...0xA9FF, 0xAA60...0xAADF, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC,
        0x1B000...0x1B16F, 0x20000...0x3FFFF,
    ]
}
