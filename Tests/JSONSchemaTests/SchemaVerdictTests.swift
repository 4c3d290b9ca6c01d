import JSONSchema
import Testing

struct SchemaVerdictTests {
    private func verdict(_ schema: String, _ instance: String) -> SchemaVerdict {
        SchemaVerdict(schema: Array(schema.utf8), instance: Array(instance.utf8))
    }

    @Test func `says valid or lists what is wrong`() {
        #expect(verdict(##"{"type":"object"}"##, "{}") == .valid)
        guard case .invalid(let violations) = verdict(##"{"type":"object"}"##, "[]") else {
            Issue.record("an array is not an object")
            return
        }
        #expect(violations.map(\.schemaPointer) == ["/type"])
    }

    @Test func `says which text can't be read and where`() {
        guard case .unreadable(.schema, let error) = verdict(##"{"type":"object",}"##, "nonsense")
        else {
            Issue.record("the schema has a trailing comma")
            return
        }
        #expect(error.code == .trailingComma)
        guard case .unreadable(.instance, let other) = verdict("{}", "{} x") else {
            Issue.record("the text goes on after the value")
            return
        }
        #expect(other.offset == 3)
    }

    @Test func `tells a wrong schema from one that needs more`() {
        guard case .invalidSchema = verdict(##"{"type":"text"}"##, "1"),
            case .invalidSchema = verdict(##"{"$ref":"#"}"##, "1"),
            case .unsupported = verdict(##"{"$ref":"https://x.test/a"}"##, "1")
        else {
            Issue.record("the verdicts are others")
            return
        }
    }
}
