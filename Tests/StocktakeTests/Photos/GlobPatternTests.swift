import Testing

@testable import Stocktake

struct GlobPatternTests {
    @Test(arguments: [
        ("*.jpg", "a.jpg"), ("*", ""), ("a*b*c", "aXbXbc"), ("?.jpg", "é.jpg"),
        ("?.jpg", "e\u{301}.jpg"), ("caf\u{E9}*", "cafe\u{301}.jpg"), ("[a-c]1", "b1"),
        ("[!a-c]1", "d1"), ("[^a]1", "b1"), ("[]a]", "]"), ("[a-]", "-"), ("[", "["),
        ("[a", "[a"), ("a[*]b", "a*b"), (".*", ".hidden"), ("*a*a*a*", "aaa"), ("**x", "yx"),
        ("a b,'\"*", "a b,'\"\n"), ("*.jpg", "a.JPG"), ("*.HEIC", "a.heic"), ("*.JpG", "a.jPg"),
        ("@*", "@eaDir"), ("#*", "#recycle"),
    ])
    func `matches`(pattern: String, name: String) {
        #expect(GlobPattern(pattern).matches(name))
    }

    @Test(arguments: [
        ("A.jpg", "a.jpg"), ("*.txt", "a.TXT"), ("*", "@eaDir"), ("?ecycle*", "#recycle"),
        ("*", "Thumbs.db"), ("T*", "Thumbs.db"), ("*", "a.jpg~"), ("*.jpg", ".jpg"),
        ("*", ".hidden"), ("[.]x", ".x"), ("?", ""),
        ("a", "ab"), ("[a-c]", "d"), ("[!a-c]", "b"), ("[c-a]", "b"), ("*a", "ab"),
    ])
    func `does not match`(pattern: String, name: String) {
        #expect(!GlobPattern(pattern).matches(name))
    }

    @Test(.timeLimit(.minutes(10)))
    func `takes no exponential time`() {
        let pattern = GlobPattern(String(repeating: "*a", count: 60) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 255)))
    }

    @Test(arguments: [
        ("../p/A*/**/*.jpg", "../p", 3), ("*.jpg", "", 1), ("/*.jpg", "/", 1),
        ("/d/[ab]/x.jpg", "/d", 2), ("a/**/**/b", "a", 2),
    ])
    func `separates the fixed part`(glob: String, fixed: String, count: Int) {
        let parts = GlobPart.parts(of: glob)
        #expect(parts.fixed == fixed)
        #expect(parts.parts.count == count)
    }
}
