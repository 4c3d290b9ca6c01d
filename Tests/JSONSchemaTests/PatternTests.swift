import JSONSchema
import Testing

struct PatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        try Schema(["pattern": .string(pattern)]).violations(of: .string(text)).isEmpty
    }

    @Test(arguments: [
        ("", ""), ("b", "abc"), ("^$", ""), ("^a.c$", "a😀c"), ("^a|b$", "xxb"),
        ("^(?:a|bc)+$", "abcbca"),
        (#"^\d{3}-\d{2,}$"#, "123-4567"), (#"^\w+$"#, "aZ_9"), (#"^\S+\s\S+$"#, "a\u{A0}b"),
        (#"\bcat\b"#, "a cat!"), (#"a\Bb"#, "ab"), (#"^\x41\u0042\u{1F600}$"#, "AB😀"),
        (#"^\uD83D\uDE00$"#, "😀"), (#"^[\uD83D\uDE00-\uD83D\uDE4F]$"#, "😃"),
        (#"^\cA\0\t$"#, "\u{1}\0\t"),
        ("^[^a-c]$", "d"), ("^[-a]+$", "a-"), ("^[a-]+$", "-a"), (#"^[\]\\^-]+$"#, "]\\^-"),
        (#"^[\b]$"#, "\u{8}"),
        ("^[^]$", "\n"), (#"^[\d\-x]+$"#, "1-x"), (#"^[^\W_]+$"#, "aB1"), (#"^\p{L}+$"#, "Größe"),
        (#"^\p{Lu}\p{gc=Ll}+$"#, "Äpfel"), (#"^\P{L}+$"#, "123"), (#"^[\p{Letter}\p{Nd}]+$"#, "a१"),
        (#"^\p{Emoji_Presentation}$"#, "🍎"), (#"^\p{ASCII}+$"#, "az~"), (#"^[\P{ASCII}]$"#, "é"),
        (#"^\p{White_Space}$"#, "\u{2003}"), ("^a*?b+?c??$", "aabb"),
        ("^(?<year>[0-9]{4})$", "2026"),
        ("^a{0}b$", "b"), ("^(a?){5}$", "aaa"), ("^(|a)+$", "aaa"), ("^(a*)*$", "aaaa"),
        (#"\/\.\-"#.replacing(#"\-"#, with: "-"), "/.-"),
        ("^e\u{301}$", "e\u{301}"), (#"^\$\^\(\)\[\]\{\}\|\*\+\?$"#, "$^()[]{}|*+?"),
        ("(^)*a", "ba"),
    ])
    func `is found`(pattern: String, text: String) throws {
        #expect(try matches(pattern, text))
    }

    @Test(arguments: [
        ("^a.c$", "a\nc"), ("^a$", "a\n"), (#"^\d$"#, "१"), (#"^\w$"#, "é"), ("^é$", "e\u{301}"),
        ("A", "a"),
        ("^[a-c]+$", "abd"), ("[]", "a"), ("^a{2,3}$", "aaaa"), ("^a{2,3}$", "a"),
        (#"\bcat\b"#, "concat"),
        (#"^\p{Lu}$"#, "a"), (#"^\P{Lu}$"#, "A"), (#"^\uD83D$"#, "😀"), ("^(ab|cd){2}$", "abc"),
        (#"^[^\d]$"#, "5"), ("^👍$", "👍🏽"), (#"^\s$"#, "\u{180E}"), ("^.$", "é\u{301}"),
        ("^[^\\p{L}]$", "x"),
    ])
    func `is not found`(pattern: String, text: String) throws {
        #expect(try !matches(pattern, text))
    }

    @Test(arguments: [
        "(", ")", "a)", "[a", "[b-a]", "*a", "a**", "a{2,1}", "a{", "{1}", "]", "}", #"\"#, #"\a"#,
        #"\-"#,
        #"\_"#, #"\x4"#, #"\u12"#, #"\u{110000}"#, #"\u{}"#, #"\c1"#, #"\01"#, "^*", #"\b+"#,
        #"[\d-z]"#,
        #"\p{Nothing}"#, #"\pL"#, #"\p{gc=Alphabetic}"#, "(?a)", "(?<1>a)", "(?<n", #"[\B]"#,
        "a{1,2",
    ])
    func `a pattern that is wrong is an invalid schema`(_ pattern: String) throws {
        let error = #expect(throws: SchemaError.self) { try Schema(["pattern": .string(pattern)]) }
        #expect(error?.code == .invalid)
        #expect(error?.pointer == "/pattern")
    }

    @Test(arguments: [
        #"(a)\1"#, #"(?<n>a)\k<n>"#, "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", #"\p{Script=Greek}"#,
        "a{20000}",
        "((a{100}){100}){100}", "(a{0,9999}){9999}", String(repeating: "(", count: 200),
    ])
    func `a pattern that needs more is unsupported`(_ pattern: String) throws {
        let error = #expect(throws: SchemaError.self) { try Schema(["pattern": .string(pattern)]) }
        #expect(error?.code == .unsupported)
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "(a+)+$", "(a|a)+$", "(a|aa)+$", "^(a*)*$", "(.*a){8}$", "(a?){20}a{20}$",
            "^(([a-z])+.)+[A-Z]$",
        ]
    )
    func `no pattern takes more than linear time`(_ pattern: String) throws {
        let text = String(repeating: "a", count: 10_000) + "!"
        #expect(try !matches(pattern, text))
    }

    @Test func `the pattern that hangs others ends on a hundred thousand letters`() throws {
        let text = String(repeating: "a", count: 100_000)
        #expect(try matches("(a+)+$", text))
        #expect(try !matches("(a+)+$", text + "!"))
    }

    @Test func `endless repetition of nothing ends`() throws {
        #expect(try matches("^(?:){1000000000}$", ""))
        #expect(try matches("^(?:(?:a{0}){999999999}){999999999}$", ""))
        #expect(try matches("^(?:)*$", ""))
        #expect(try matches("^(?:^)*$", ""))
    }
}
