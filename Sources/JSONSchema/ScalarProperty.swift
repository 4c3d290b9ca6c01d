/// A Unicode property as `\p{…}` names it: a general category or a binary property.
struct ScalarProperty: Sendable {
    private typealias Test = @Sendable (Unicode.Scalar.Properties) -> Bool

    private let test: Test
    private let isNegated: Bool

    /// Nil if ECMA-262 has no such property, or it is one this library doesn't know.
    ///
    /// - Parameters:
    ///   - name: the text in the braces: `L`, `Letter`, `gc=Lu`, `Alphabetic`.
    ///   - isNegated: true for `\P{…}`.
    init?(named name: String, isNegated: Bool) {
        let parts = name.split(separator: "=", maxSplits: 1).map(String.init)
        let isCategory = parts.count == 2 && ["General_Category", "gc"].contains(parts[0])
        guard parts.count == 1 || isCategory, let value = parts.last else { return nil }
        if let categories = Self.categories[value] {
            test = { categories.contains($0.generalCategory) }
        } else if !isCategory, let binary = Self.binary[value] {
            test = binary
        } else {
            return nil
        }
        self.isNegated = isNegated
    }

    func holds(for scalar: Unicode.Scalar) -> Bool { test(scalar.properties) != isNegated }

    /// The categories by every name that Unicode's PropertyValueAliases.txt gives them.
    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        let single: [(names: String, category: Unicode.GeneralCategory)] = [
            ("Lu Uppercase_Letter", .uppercaseLetter), ("Ll Lowercase_Letter", .lowercaseLetter),
            ("Lt Titlecase_Letter", .titlecaseLetter), ("Lm Modifier_Letter", .modifierLetter),
            ("Lo Other_Letter", .otherLetter), ("Mn Nonspacing_Mark", .nonspacingMark),
            ("Mc Spacing_Mark", .spacingMark), ("Me Enclosing_Mark", .enclosingMark),
            ("Nd Decimal_Number digit", .decimalNumber), ("Nl Letter_Number", .letterNumber),
            ("No Other_Number", .otherNumber), ("Pc Connector_Punctuation", .connectorPunctuation),
            ("Pd Dash_Punctuation", .dashPunctuation), ("Ps Open_Punctuation", .openPunctuation),
            ("Pe Close_Punctuation", .closePunctuation),
            ("Pi Initial_Punctuation", .initialPunctuation),
            ("Pf Final_Punctuation", .finalPunctuation),
            ("Po Other_Punctuation", .otherPunctuation), ("Sm Math_Symbol", .mathSymbol),
            ("Sc Currency_Symbol", .currencySymbol), ("Sk Modifier_Symbol", .modifierSymbol),
            ("So Other_Symbol", .otherSymbol), ("Zs Space_Separator", .spaceSeparator),
            ("Zl Line_Separator", .lineSeparator), ("Zp Paragraph_Separator", .paragraphSeparator),
            ("Cc Control cntrl", .control), ("Cf Format", .format), ("Cs Surrogate", .surrogate),
            ("Co Private_Use", .privateUse), ("Cn Unassigned", .unassigned),
        ]
        let groups = [
            ("L Letter", "Lu Ll Lt Lm Lo"), ("LC Cased_Letter", "Lu Ll Lt"),
            ("M Mark Combining_Mark", "Mn Mc Me"), ("N Number", "Nd Nl No"),
            ("P Punctuation punct", "Pc Pd Ps Pe Pi Pf Po"), ("S Symbol", "Sm Sc Sk So"),
            ("Z Separator", "Zs Zl Zp"), ("C Other", "Cc Cf Cs Co Cn"),
        ]
        var table: [String: Set<Unicode.GeneralCategory>] = [:]
        for (names, category) in single {
            for name in names.split(separator: " ") {
                table[String(name)] = [category]
            }
        }
        for (names, members) in groups {
            let union = members.split(separator: " ").reduce(into: Set()) { all, member in
                all.formUnion(table[String(member)] ?? [])
            }
            for name in names.split(separator: " ") {
                table[String(name)] = union
            }
        }
        return table
    }()

    /// The binary properties of ECMA-262, table 67, that Swift's standard library has.
    private static let binary: [String: Test] = {
        let tests: [(names: String, test: Test)] = [
            ("Any", { _ in true }), ("Assigned", { $0.generalCategory != .unassigned }),
            ("Alphabetic Alpha", { $0.isAlphabetic }),
            ("ASCII_Hex_Digit AHex", { $0.isASCIIHexDigit }), ("Cased", { $0.isCased }),
            ("Bidi_Control Bidi_C", { $0.isBidiControl }),
            ("Bidi_Mirrored Bidi_M", { $0.isBidiMirrored }),
            ("Case_Ignorable CI", { $0.isCaseIgnorable }), ("Dash", { $0.isDash }),
            ("Default_Ignorable_Code_Point DI", { $0.isDefaultIgnorableCodePoint }),
            ("Deprecated Dep", { $0.isDeprecated }), ("Diacritic Dia", { $0.isDiacritic }),
            ("Emoji", { $0.isEmoji }), ("Emoji_Modifier EMod", { $0.isEmojiModifier }),
            ("Emoji_Modifier_Base EBase", { $0.isEmojiModifierBase }),
            ("Emoji_Presentation EPres", { $0.isEmojiPresentation }),
            ("Extender Ext", { $0.isExtender }), ("Grapheme_Base Gr_Base", { $0.isGraphemeBase }),
            ("Grapheme_Extend Gr_Ext", { $0.isGraphemeExtend }),
            ("Hex_Digit Hex", { $0.isHexDigit }), ("ID_Start IDS", { $0.isIDStart }),
            ("ID_Continue IDC", { $0.isIDContinue }), ("Ideographic Ideo", { $0.isIdeographic }),
            ("Join_Control Join_C", { $0.isJoinControl }), ("Lowercase Lower", { $0.isLowercase }),
            ("Math", { $0.isMath }),
            ("Noncharacter_Code_Point NChar", { $0.isNoncharacterCodePoint }),
            ("Pattern_Syntax Pat_Syn", { $0.isPatternSyntax }),
            ("Pattern_White_Space Pat_WS", { $0.isPatternWhitespace }),
            ("Quotation_Mark QMark", { $0.isQuotationMark }), ("Radical", { $0.isRadical }),
            ("Sentence_Terminal STerm", { $0.isSentenceTerminal }),
            ("Soft_Dotted SD", { $0.isSoftDotted }),
            ("Terminal_Punctuation Term", { $0.isTerminalPunctuation }),
            ("Unified_Ideograph UIdeo", { $0.isUnifiedIdeograph }),
            ("Uppercase Upper", { $0.isUppercase }),
            ("Variation_Selector VS", { $0.isVariationSelector }),
            ("White_Space space", { $0.isWhitespace }), ("XID_Start XIDS", { $0.isXIDStart }),
            ("XID_Continue XIDC", { $0.isXIDContinue }),
        ]
        var table: [String: Test] = [:]
        for (names, test) in tests {
            for name in names.split(separator: " ") {
                table[String(name)] = test
            }
        }
        return table
    }()
}
