import Foundation
import GRDB
import Testing

@testable import Stocktake

@Suite("What is searched for") struct SearchQueryTests {
    /// A query as typed, and the FTS5 expression of all its words.
    struct Typed: Sendable, CustomTestStringConvertible {
        let text: String
        let all: String?
        var testDescription: String { String(text.prefix(40)) }

        init(_ text: String, _ all: String?) {
            self.text = text
            self.all = all
        }
    }

    private static let typed = [
        Typed("red car", #""red" AND ("car" OR "car"*)"#),
        Typed("car", #"("car" OR "car"*)"#),
        Typed("  red\tcar\n", #""red" AND ("car" OR "car"*)"#),
        Typed("red red RED", #"("red" OR "red"*)"#),
        Typed("a", #""a""#),
        Typed(#""red car""#, #""red car""#),
        Typed(#""red car" snow"#, #""red car" AND ("snow" OR "snow"*)"#),
        Typed("“red car”", #""red car""#),
        Typed(#"red "car"#, #""red" AND ("car" OR "car"*)"#),
        Typed(#"""#, nil),
        Typed(#"""""#, nil),
        Typed(#"a"b"c"#, #""a" AND "b" AND "c""#),
        Typed("red AND car", #""red" AND "AND" AND ("car" OR "car"*)"#),
        Typed("NEAR(red car, 2)", #""NEAR" AND "red" AND "car" AND "2""#),
        Typed("NOT", #"("NOT" OR "NOT"*)"#),
        Typed("description : red", #""description" AND ("red" OR "red"*)"#),
        Typed("{place}: ^red + car*", #""place" AND "red" AND ("car" OR "car"*)"#),
        Typed("-red", #"("red" OR "red"*)"#),
        Typed("red -car", #""red" AND ("car" OR "car"*)"#),
        Typed("((", nil),
        Typed("*", nil),
        Typed(
            "' OR 1=1; DROP TABLE runs; --",
            #""OR" AND "1" AND "DROP" AND "TABLE" AND ("runs" OR "runs"*)"#
        ),
        Typed("IMG_0042.jpg", #"("IMG_0042.jpg" OR "IMG_0042.jpg"*)"#),
        Typed("don't", #"("don't" OR "don't"*)"#),
        Typed("cat/dog,bird", #""cat" AND "dog" AND ("bird" OR "bird"*)"#),
        Typed("cafe\u{301}", "(\"caf\u{E9}\" OR \"caf\u{E9}\"*)"),
        Typed("赤い車", "\"赤\u{1F}い\u{1F}車\""),
        Typed("赤い車 car", "\"赤\u{1F}い\u{1F}車\" AND (\"car\" OR \"car\"*)"),
        Typed("รถ", "\"ร\u{1F}ถ\""),
        Typed("자동차", "\"자\u{1F}동\u{1F}차\""),
        Typed("красная машина", #""красная" AND ("машина" OR "машина"*)"#),
        Typed("سيارة حمراء", #""سيارة" AND ("حمراء" OR "حمراء"*)"#),
        Typed("हिन्दी", #"("हिन्दी" OR "हिन्दी"*)"#),
        Typed("🚗", #""🚗""#),
        Typed("❤️🚗red", #""❤" AND "🚗" AND ("red" OR "red"*)"#),
        Typed("👩‍🚗", #""👩" AND "🚗""#),
        Typed("\u{0}\u{1}\u{2}\u{1F}", nil),
        Typed("re\u{2}d", #""re" AND "d""#),
        Typed("", nil),
        Typed("   ", nil),
    ]

    @Test(arguments: typed)
    func `every text is a query of quoted words`(_ typed: Typed) {
        #expect(SearchQuery(typed.text).all == typed.all)
    }

    @Test(arguments: [
        ("red car", #""red" OR "car" OR "car"*"#), ("car", nil), ("", nil), ("\"red car\"", nil),
        ("赤い車", "\"赤\u{1F}い\" OR \"い\u{1F}車\""),
        ("\"赤い車\" car", "\"赤\u{1F}い\u{1F}車\" OR \"car\" OR \"car\"*"),
    ])
    func `if not all match, some may`(_ text: String, _ some: String?) {
        #expect(SearchQuery(text).some == some)
    }

    @Test func `a text without end is cut off, and that is known`() {
        for text in [
            String(repeating: "x", count: 10_000), String(repeating: "赤", count: 10_000),
            (0..<3000).map { "w\($0)" }.joined(separator: " "),
            String(repeating: "\"a b\" ", count: 2000), String(repeating: "🚗", count: 10_000),
            String(repeating: "(", count: 10_000),
        ] {
            let query = SearchQuery(text)
            #expect(query.isCut)
            #expect(query.terms.count <= SearchQuery.mostTerms)
        }
        #expect(!SearchQuery("red car").isCut)
    }

    /// Parts that hostile queries are made of.
    private static let parts = [
        "\"", "*", "-", "+", "^", "(", ")", "{", "}", ":", "AND", "OR", "NOT", "NEAR", "NEAR(", ",",
        "'", ";", "red", "car", "赤", "い", "ร", "ถ", "ี", "🚗", "❤️", "é", "e\u{301}", "\u{301}",
        "\u{FE0F}", "\u{200D}", "\u{202E}", "\u{FFFD}", "\u{E000}", "\u{10FFFD}", "\u{1F}", "\n",
        " ", " ", "_", ".", "@", "%", "\\", "0", "1e9", "½", "Ⅷ", "ß", "İ", "ﬁ", "𝒳", "\u{378}",
        "🫨", "🪿", "𞤀", "กำ", "가", "ｶﾞ",
    ]

    @Test func `no text is a syntax error`() throws {
        let database = try DatabaseQueue()
        try LedgerSchema.migrator.migrate(database)
        var random = RepeatableNumbers(state: 12)
        try database.inDatabase { database in
            for _ in 0..<3000 {
                let text = (0..<Int.random(in: 1...12, using: &random))
                    .compactMap { _ in Self.parts.randomElement(using: &random) }.joined()
                let query = SearchQuery(text)
                for expression in [query.all, query.some].compactMap(\.self) {
                    let sql = "SELECT count(*) FROM descriptions WHERE descriptions MATCH ?"
                    let count = try Int.fetchOne(database, sql: sql, arguments: [expression])
                    #expect(count == 0)
                }
            }
        }
    }

    @Test func `every word of a text finds the text`() throws {
        let database = try DatabaseQueue()
        try LedgerSchema.migrator.migrate(database)
        var random = RepeatableNumbers(state: 13)
        try database.inDatabase { database in
            for _ in 0..<1000 {
                let text = (0..<Int.random(in: 1...12, using: &random))
                    .compactMap { _ in Self.parts.randomElement(using: &random) }.joined()
                guard let all = SearchQuery(text).all else { continue }
                try database.execute(
                    sql: "INSERT INTO descriptions (rowid, description) VALUES (1, ?)",
                    arguments: [SearchableText.separated(text)]
                )
                let sql = "SELECT count(*) FROM descriptions WHERE descriptions MATCH ?"
                let count = try Int.fetchOne(database, sql: sql, arguments: [all])
                #expect(count == 1, "\(text.debugDescription): \(all)")
                try database.execute(sql: "DELETE FROM descriptions")
            }
        }
    }

    @Test(arguments: [
        ("a red car", "a red car"), ("赤い車", "赤␟い␟車"), ("赤いcar、x", "赤␟い␟car␟、␟x"),
        ("ที่นี่", "ที่␟นี่"), ("❤️", "❤␟\u{FE0F}"), ("20°C", "20␟°␟C"),
        ("line\nline\ttab", "line\nline\ttab"),
        ("a\u{0}\u{2}b\u{1F}c\r\n", "a  b c \n"), ("हिन्दी", "हिन्दी"), ("e\u{301}", "é"),
    ])
    func `words can be told apart in every script`(_ text: String, _ separated: String) {
        // By scalars, because a mark after the sign would be one character with it.
        let expected = separated.unicodeScalars.map { $0 == "␟" ? "\u{1F}" : $0 }
        let made = SearchableText.separated(text)
        #expect(made.unicodeScalars.elementsEqual(expected))
        let whole = expected.filter { $0 != "\u{1F}" }
        let joined = SearchableText.joined(String(String.UnicodeScalarView(expected)))
        #expect(joined.unicodeScalars.elementsEqual(whole))
    }
}
