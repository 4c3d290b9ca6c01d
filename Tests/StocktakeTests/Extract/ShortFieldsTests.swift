import JSONSchema
import Testing

@testable import Stocktake

@Suite("The short form of a schema") struct ShortFieldsTests {
    private func read(_ extract: String) -> (PipelineFile?, [Finding]) {
        let text = "name: a\nphotos: photos\n\(extract)\nmodel: gpt-5.2\n"
        return PipelineFile.read(file: "p.yaml", bytes: Array(text.utf8))
    }

    private func schema(_ extract: String) throws -> String {
        let (file, findings) = read(extract)
        #expect(findings.map(\.message) == [])
        guard case .inline(let schema, _, _)? = file?.extract?.schema else { return "" }
        return schema.compactText
    }

    /// The properties alone, of a schema that requires all of them and allows no others.
    private func properties(_ extract: String) throws -> String {
        let text = try schema(extract)
        let read = try JSONValue(reading: Array(text.utf8))
        let names = read["properties"]?.object?.members.map { JSONValue.string($0.name) } ?? []
        #expect(read["required"] == .array(names) && read["additionalProperties"] == false)
        return read["properties"]?.compactText ?? ""
    }

    static let issue =
        "{caption: text, hashtags: [text], mood: one of [calm, loud], price: number, organic: yes/no}"
    static let issueProperties =
        #"{"caption":{"type":"string"},"hashtags":{"type":"array","items":{"type":"string"}},"#
        + #""mood":{"type":"string","enum":["calm","loud"]},"price":{"type":"number"},"#
        + #""organic":{"type":"boolean"}}"#

    @Test(arguments: [
        "extract: {fields: \(issue)}", "extract:\n  fields: \(issue)",
        "extract:\n  per: photo\n  fields: \(issue) # one of [a]",
        "extract:\n  instructions: one of [all]\n  fields: \(issue)",
        "extract:\n  fields:\n    caption: text\n    hashtags: [text]\n    mood: one of [calm, loud]\n"
            + "    price: number\n    organic: yes/no",
        "extract:\n  fields:\n    caption: text\n    hashtags:\n      - text\n"
            + "    mood: 'one of [\"calm\", loud]'\n    price: number\n    organic: \"yes/no\"",
    ])
    func `the fields of the lecture in one line or several`(_ text: String) throws {
        #expect(try properties(text) == Self.issueProperties)
    }

    @Test(arguments: [
        ("a: whole number", #"{"a":{"type":"integer"}}"#),
        ("a: text or none", #"{"a":{"type":["string","null"]}}"#),
        ("a: one of [x, y] or none", #"{"a":{"type":["string","null"],"enum":["x","y",null]}}"#),
        ("a: one of [1, 2.5]", #"{"a":{"type":"number","enum":[1,2.5]}}"#),
        ("a: [one of, 1, 2.5]", #"{"a":{"type":"number","enum":[1,2.5]}}"#),
        (
            "a: [[number]]",
            #"{"a":{"type":"array","items":{"type":"array","items":{"type":"number"}}}}"#
        ),
        ("a: '[text] or none'", #"{"a":{"type":["array","null"],"items":{"type":"string"}}}"#),
        (
            "a: date",
            #"{"a":{"type":"string","format":"date","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}"#
        ),
        (
            "a: {b: text}",
            #"{"a":{"type":"object","properties":{"b":{"type":"string"}},"required":["b"],"#
                + #""additionalProperties":false}}"#
        ),
        (
            "a: [{b: one of [x, y], c: [one of [z]]}]",
            #"{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string","#
                + #""enum":["x","y"]},"c":{"type":"array","items":{"type":"string","enum":["z"]}}},"#
                + #""required":["b","c"],"additionalProperties":false}}}"#
        ),
    ])
    func `each type`(_ field: String, _ expected: String) throws {
        #expect(try properties("extract:\n  fields:\n    \(field)") == expected)
        guard !field.contains("or none") else { return }
        #expect(try properties("extract: {fields: {\(field)}}").isEmpty == false)
    }

    @Test(arguments: [
        ("a: txt", "6:8 extract.fields.a: unknown type 'txt'; did you mean 'text'?"),
        ("a: nmber or none", "6:8 extract.fields.a: unknown type 'nmber'; did you mean 'number'?"),
        (
            "a: photograph",
            "6:8 extract.fields.a: unknown type 'photograph'; types are text, number, whole number, "
                + "yes/no, date, [text], one of [a, b], or fields in braces, each with ' or none' if it "
                + "may be missing"
        ),
        (
            "a: [text, number]",
            "6:8 extract.fields.a must have one type in its brackets, such as [text]"
        ),
        ("a: []", "6:8 extract.fields.a must have one type in its brackets, such as [text]"),
        (
            "a: one of [x, x]",
            "6:8 extract.fields.a must name each choice once, such as one of [calm, loud]"
        ),
        (
            "a: one of []",
            "6:8 extract.fields.a must name each choice once, such as one of [calm, loud]"
        ),
        (
            "a: {}",
            "6:8 extract.fields.a must be a section with a type for each field, such as {caption: text}"
        ),
    ])
    func `a type that is none is shown with its place`(_ field: String, _ problem: String) {
        let (_, findings) = read("extract:\n  per: photo\n  fields:\n    \(field)")
        let shown = findings.map { finding in
            "\(finding.position?.line ?? 0):\(finding.position?.column ?? 0) \(finding.message)"
        }
        #expect(shown == [problem])
    }

    @Test(arguments: [
        "count: {items: one of [a, b]}", "extract: {fields: {a: text, b: some of [a]}}",
        "extract: {fields: {a: one of [a}}",
        "extract: {instructions: one of [a], fields: {a: text}}",
    ])
    func `what else isn't YAML stays none`(_ text: String) throws {
        let (file, findings) = read(text)
        #expect(file == nil)
        let first = try #require(findings.first)
        #expect(first.message.hasPrefix("invalid YAML:"), "\(first.message)")
        #expect(first.position?.line == 3)
    }
}
