import Foundation
import Testing

@testable import Stocktake

private func read(_ text: String) -> (PipelineFile?, [Finding]) {
    PipelineFile.read(file: "p.yaml", bytes: Array(text.utf8))
}

/// `line:column message`, in order.
private func problems(_ text: String) -> [String] {
    read(text).1.map { finding in
        "\(finding.position?.line ?? 0):\(finding.position?.column ?? 0) \(finding.message)"
    }
}

@Suite("Pipeline file") struct PipelineFileTests {
    static let smallest = "name: a\nphotos: photos\ncount: items.csv\n"

    @Test func `the smallest file is three lines of short forms`() throws {
        let (file, findings) = read(Self.smallest)
        #expect(findings.isEmpty)
        #expect(file?.photos.files.map(\.value) == ["photos"])
        guard case .catalogue(let path)? = file?.count.items else {
            Issue.record("no catalogue")
            return
        }
        #expect(path.value == "items.csv")
    }

    @Test(arguments: [
        ("count: any", "any"), ("count: {items: any}", "any"), ("count: {items: \"any\"}", "any"),
        ("count: ./any", "catalogue"), ("count: [any]", "names"), ("count: any.csv", "catalogue"),
    ])
    func `the word any alone is an open list`(_ text: String, _ kind: String) throws {
        let (file, findings) = read("name: a\nphotos: photos\n\(text)\n")
        #expect(findings.isEmpty)
        let found =
            switch file?.count.items {
            case .any: "any"
            case .catalogue: "catalogue"
            case .names: "names"
            case nil: "nothing"
            }
        #expect(found == kind)
    }

    @Test func `every key with its long form`() throws {
        let (file, findings) = read(
            """
            name: warehouse
            title: A title
            photos: {files: [a.txt, "b/**/*.jpg"], location: sign, views: overlapping}
            prepare: {reject: {darker_than: 45, blurrier_than: 0.5, smaller_than: 300}}
            count: {by: labels, items: c.csv, labels: serial}
            limits: {cost_usd: 2.00, duration: 1h30m}
            compare:
              expected: e.csv
              tolerance: {default: {quantity: 0}, A: {percent: 1}, B: {percent: {plus: 3, minus: 2}, value: 50}, items: {ICE-BAG-4: {quantity: 1}}}
            report: {folder: out, formats: [csv, json]}
            """
        )
        #expect(findings.isEmpty)
        let pipeline = try #require(file)
        #expect(pipeline.photos.files.map(\.value) == ["a.txt", "b/**/*.jpg"])
        #expect(pipeline.photos.views?.value == .overlapping)
        #expect(pipeline.reject == .init(darkerThan: 45, blurrierThan: 0.5, smallerThan: 300))
        #expect(pipeline.limits.costUSD?.value == 2)
        #expect(pipeline.limits.duration == .seconds(5400))
        #expect(pipeline.report.formats == [.csv, .json])
        let tolerances = try #require(pipeline.compare?.tolerances)
        #expect(tolerances.classes["B"]?.percent == .init(plus: 3, minus: 2))
        #expect(tolerances.items["ICE-BAG-4"]?.quantity == .init(1))
        #expect(tolerances.standard == .exact)
    }

    @Test func `all problems of a file at once, each with its place`() throws {
        let text = """
            nam: warehouse
            photos:
              files: []
              veiws: overlapping
              location: {a: b}
            prepare:
              reject: {darker_than: 300, blurrier_than: many, smaller_than: 1.5}
              tiles: auto
            count:
              by: model
              items:
              labels: declared
              zones: [on the cart]
            model: gpt-5.2
            limits: {duration: soon, cost_usd: -1}
            compare: {tolerance: {default: {quantty: 1}, A: 3, B: {percent: {plus: x}}}}
            report: {formats: [csv, pdf, html]}
            darker_than: 4
            """
        try expectGolden(
            problems(text).joined(separator: "\n") + "\n",
            "Pipeline/all-problems.txt"
        )
    }

    struct Unreadable: CustomTestStringConvertible {
        let name: String
        let text: String
        let problem: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Unreadable(
            name: "empty",
            text: "",
            problem: "1:1 a pipeline must be a YAML section of keys; start with 'stocktake init'"
        ),
        Unreadable(
            name: "only a comment",
            text: "# nothing\n",
            problem: "1:1 a pipeline must be a YAML section of keys; start with 'stocktake init'"
        ),
        Unreadable(
            name: "a list",
            text: "- a\n- b\n",
            problem: "1:1 a pipeline must be a YAML section of keys; start with 'stocktake init'"
        ),
        Unreadable(
            name: "tab",
            text: "name: a\nphotos:\n\tfiles: x\n",
            problem: "3:1 a tab in the indentation; use spaces"
        ),
        Unreadable(
            name: "duplicate key",
            text: "name: a\nphotos: x\nname: b\n",
            problem: "3:1 duplicate key 'name'; remove one"
        ),
        Unreadable(
            name: "anchor",
            text: "name: a\ncount: &x [1]\n",
            problem:
                "2:8 YAML anchors ('&') are not supported; write the value out or quote the text"
        ),
        Unreadable(
            name: "two documents",
            text: "name: a\n---\nname: b\n",
            problem: "2:1 a second YAML document begins here; keep one per file"
        ),
    ])
    func `a file that is not a pipeline says why`(_ row: Unreadable) {
        #expect(problems(row.text) == [row.problem])
    }

    @Test func `bombs and bytes that are not text are refused`() {
        let laughs = "a: &a [x,x]\n" + "b: &b [*a,*a]\n" + "name: z\n"
        #expect(problems(laughs).first?.hasPrefix("1:4 YAML anchors") == true)
        let findings = PipelineFile.read(file: "p.yaml", bytes: [0x6E, 0xFF, 0xFE]).1
        #expect(findings.map(\.message) == ["the file is not UTF-8 text; save it as UTF-8"])
    }

    @Test(arguments: [
        ("90s", 90), ("10m", 600), ("1h", 3600), ("1h30m", 5400), ("2h5s", 7205),
    ])
    func `durations are read`(_ text: String, _ seconds: Int) {
        let file = read(Self.smallest + "limits: {duration: \(text)}\n").0
        #expect(file?.limits.duration == .seconds(seconds))
    }

    @Test(arguments: ["", "0s", "h", "1.5h", "-1h", "1 h", "90"])
    func `other durations are errors`(_ text: String) {
        #expect(problems(Self.smallest + "limits: {duration: \"\(text)\"}\n").count == 1)
    }

    @Test(arguments: [
        ("title: ''", "1:8 title is empty; leave the key out or enter text"),
        ("title: '  '", "1:8 title is empty; leave the key out or enter text"),
        (
            "title: \"a\\nb\"",
            "1:8 title must be one line without control characters, not 'a\\u{a}b'"
        ),
        (
            "title: \"\\e[31m\"",
            "1:8 title must be one line without control characters, not '\\u{1b}[31m'"
        ),
        (
            "title: \"a\\_\\Nb\"",
            "1:8 title must be one line without control characters, not 'a\u{A0}\\u{85}b'"
        ),
        (
            "title: \"\\uFFFE\"",
            "1:8 title must be one line without control characters, not '\u{FFFE}'"
        ),
        (
            "title: \(String(repeating: "e\u{301}", count: 101))",
            "1:8 title has 202 characters; the maximum is 200"
        ),
        ("report: ''", "1:9 report is empty; name a file or folder"),
        ("report: {folder: ''}", "1:18 report.folder is empty; name a file or folder"),
        ("report: {formats: []}", "1:19 report.formats is an empty list; give at least one"),
        ("prices: ''", "1:9 prices is empty; name a file or folder"),
        ("compare: ''", "1:10 compare is empty; name a file or folder"),
    ])
    func `what would fail at the run's end is an error at once`(_ line: String, _ problem: String) {
        #expect(problems(line + "\n" + Self.smallest) == [problem])
    }

    @Test(arguments: [
        ("photos: ''", "2:9 photos is empty; enter text"),
        ("photos: ['']", "2:10 photos is empty; enter text"),
        ("photos: [a.jpg, '']", "2:17 photos is empty; enter text"),
        ("photos: {files: ''}", "2:17 photos.files is empty; enter text"),
        ("photos: {files: [a.jpg, '']}", "2:25 photos.files is empty; enter text"),
        ("photos: []", "2:9 photos is an empty list; give at least one"),
    ])
    func `photos that name nothing are an error`(_ photos: String, _ problem: String) {
        #expect(problems("name: a\n\(photos)\ncount: items.csv\n") == [problem])
    }

    @Test func `a title of 200 characters of any script is taken`() {
        let title = String(repeating: "漢", count: 200)
        #expect(problems(Self.smallest + "title: \(title)\n") == [])
    }

    @Test func `every key of a later version is an error that says so`() {
        for key in PipelineKey.all where !key.isAvailable {
            let parts = key.path.split(separator: ".").map(String.init)
            let value = parts.reversed().reduce("x") { "{\($1): \($0)}" }
            let top = value.dropFirst().dropLast()
            let others = Self.smallest.split(separator: "\n").filter {
                !$0.hasPrefix("\(parts[0]):")
            }
            let messages = problems(others.joined(separator: "\n") + "\n" + top + "\n")
            #expect(
                messages.contains { $0.contains("'\(key.path)' is not available in this version") },
                "\(key.path): \(messages)"
            )
        }
    }

    @Test(
        arguments: [
            ("ICE", "ICE"), ("name", "name"), ("reprot", "report"), ("compar", "compare"),
            ("qqqqq", nil), ("phtoos", "photos"), ("B", nil),
        ] as [(String, String?)]
    )
    func `the nearest name is suggested, a far one is not`(_ typed: String, _ expected: String?) {
        #expect(
            nearestName(to: typed, among: ["photos", "report", "compare", "name", "ICE", "A"])
                == expected
        )
    }
}
