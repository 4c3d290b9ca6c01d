import Testing

@testable import JSONSchema

@Suite("Examples of a pattern") struct PatternExamplesTests {
    @Test(arguments: [
        "abc", "^abc$", "^[A-Z]{3}-[0-9]{2,4}$", "^(red|blue)( light)?$", #"^\d{4}-\d{2}-\d{2}$"#,
        #"^#\w+$"#, "^[^a-z]+$", #"^\p{Lu}\p{Ll}*$"#, "^.+$", #"^\S+@\S+\.\S+$"#, "^(?:a+b){2,}$",
        "x*", "^$", #"\bword\b"#, "^[\u{4E00}-\u{9FFF}]+$", #"^\u{1F355}$"#,
    ])
    func `match it`(_ source: String) throws {
        let pattern = try Pattern(source)
        let texts = PatternExamples.examples(of: source, count: 8)
        #expect(!texts.isEmpty)
        for text in texts {
            var work = 1_000_000
            #expect(pattern.matches(text, work: &work) == true, "\(text)")
        }
    }

    @Test(arguments: ["(", "a{2", "^a$b", #"a\Bb c\b\b\Bd"#])
    func `are none of a pattern that nothing matches or that can't be used`(_ source: String) {
        #expect(PatternExamples.examples(of: source, count: 8).isEmpty)
    }
}
