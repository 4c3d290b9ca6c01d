import JSONSchema
import Testing

@testable import Stocktake

@Suite("Planning to extract") struct ExtractPlanningTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
        try folder.writePhoto(1)
    }

    private func resolve(_ text: String) throws -> (plan: Plan?, findings: [Finding]) {
        let path = try folder.write(text, to: "p.yaml")
        var inputs = PlanInputs()
        let plan = Planning(output: nil) { [] }.resolve(path, for: .run, &inputs)
        return (plan, inputs.findings)
    }

    private func shown(_ findings: [Finding]) -> [String] {
        findings.map { finding in
            let file = finding.position?.file.replacing(folder.path(""), with: "") ?? ""
            let place = "\(file.drop { $0 == "/" }):\(finding.position?.line ?? 0)"
            return "\(place):\(finding.position?.column ?? 0): \(finding.severity.rawValue): "
                + finding.message.replacing(folder.path("") + "/", with: "")
                .replacing(folder.path(""), with: "")
        }
    }

    private static let head = "name: a\nphotos: photos/*/*\nmodel: gpt-5.2\n"

    @Test func `a plan that extracts asks a model and counts nothing`() throws {
        let (plan, findings) = try resolve(
            Self.head
                + "extract: {fields: {tags: [text], size: number}, per: location, rows: /tags, "
                + "instructions: Be brief.}\n"
        )
        #expect(shown(findings) == [])
        let extract = try #require(plan?.extract)
        #expect(extract.per == .location && extract.rows == "/tags")
        #expect(extract.instructions == "Be brief.")
        #expect(plan?.count.method == .model && plan?.count.catalogue.items.isEmpty == true)
        #expect(plan?.asksModel == true)
        #expect(plan?.replySchema.contains(#""tags""#) == true)
    }

    @Test func `a schema may be a file or written in the pipeline`() throws {
        try folder.write(
            #"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
            to: "s.json"
        )
        let file = try resolve(Self.head + "extract: {schema: s.json}\n")
        let inline = try resolve(
            Self.head
                + "extract:\n  schema:\n    type: object\n    properties: {a: {type: string}}\n"
        )
        #expect(shown(file.findings + inline.findings) == [])
        #expect(file.plan?.extract?.schema == inline.plan?.extract?.schema)
        #expect(file.plan?.extract != nil)
    }

    @Test func `every problem with its place`() throws {
        try folder.write("{\n  \"type\": \"object\",\n}\n", to: "comma.json")
        try folder.write(
            "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"a\": {\"type\": \"txt\"}\n  }\n}\n",
            to: "type.json"
        )
        try folder.write(##"{"$ref": "#"}"##, to: "loop.json")
        let cases = [
            "extract: {schema: none.json}", "extract: {schema: comma.json}",
            "extract: {schema: type.json}", "extract: {schema: loop.json}",
            "extract:\n  schema:\n    type: object\n    properties:\n      a: {minLength: -1}",
            "extract: {schema: {type: object, properties: {a: {pattern: '(?=x)'}}}}",
            "extract: {fields: {a: text}, schema: type.json}", "extract: {per: photo}",
            "extract: [a]", "extract: {fields: {a: text}}\ncount: [ice]",
            "extract: {fields: {a: text}}\ncompare: books.csv", "title: no count",
            "extract: {fields: {a: [text], b: {c: [text]}}, rows: /c}",
            "extract: {fields: {a: text}, rows: /a}", "extract: {fields: {a: text}, rows: a}",
            "extract: {fields: {a: txt, b: whle number}, per: shelf, row: /a}",
            "extract: {schema: {type: array, items: {oneOf: [{minLength: 1}, {not: {}}]}}, rows: ''}",
        ]
        var text = ""
        for extract in cases {
            text += extract + "\n"
            for line in shown(try resolve(Self.head + extract + "\n").findings) {
                text += "  \(line)\n"
            }
        }
        text += "no model\n"
        let (_, findings) = try resolve(
            "name: a\nphotos: photos/*/*\nextract: {fields: {a: text}}\n"
        )
        for line in shown(findings) { text += "  \(line)\n" }
        text += "views of single photos\n"
        let views = try resolve(
            "name: a\nphotos:\n  files: photos/*/*\n  views: overlapping\nmodel: gpt-5.2\n"
                + "extract: {fields: {a: text}}\n"
        )
        for line in shown(views.findings) { text += "  \(line)\n" }
        try expectGolden(text, "Extract/problems.txt")
    }
}
