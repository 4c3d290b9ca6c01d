import JSONSchema
import YAML

/// A JSON Schema as a pipeline names it.
enum WrittenSchema: Sendable, Hashable {
    /// The path of a file.
    case file(Located<String>)
    /// Written in the pipeline itself, and valid; `key` is `extract.fields` for the short form.
    case inline(JSONValue, at: SourcePosition, key: String)

    /// Reads the schema of a file.
    ///
    /// - Returns: nil with a finding at the place in the file if it is not JSON or not a schema.
    static func read(_ file: String, _ bytes: [UInt8]) -> (JSONValue?, [Finding]) {
        func invalid(_ message: String, _ place: SourcePosition) -> (JSONValue?, [Finding]) {
            (nil, [Finding(.error, .dataInvalid, message, position: place, key: "extract.schema")])
        }
        let schema: JSONValue
        do throws(JSONError) {
            schema = try JSONValue(reading: bytes)
        } catch {
            let words = "the schema is not valid JSON: \(printable("\(error.message)"))"
            return invalid(words, SourcePosition(file: file, bytes: bytes, offset: error.offset))
        }
        do throws(SchemaError) {
            try schema.checkSchema()
            return (schema, [])
        } catch {
            // JSON is YAML, so its reader knows the places of values.
            let root = Result { () throws(YAMLError) in try YAMLNode.read(bytes) }
            let node = (try? root.get())?.node(at: error.pointer)
            let place = SourcePosition(file: file, line: node?.line ?? 1, column: node?.column ?? 1)
            return invalid(error.pipelineWords, place)
        }
    }
}

extension JSONValue {
    /// Throws unless the value is a schema that values can be checked with.
    fileprivate func checkSchema() throws(SchemaError) {
        _ = try Schema(self).violations(of: .null)
    }
}

extension SchemaError {
    /// What is wrong with a schema of a pipeline, and where in it.
    var pipelineWords: String {
        let place = pointer.isEmpty ? "" : ", at \(printable(pointer, limit: 80)) of the schema"
        let advice = code == .unsupported ? "this version can't use it" : "correct the schema"
        return "not a valid JSON Schema: \(printable(message))\(place); \(advice)"
    }
}

extension SourcePosition {
    /// The place of a byte of a text.
    init(file: String, bytes: [UInt8], offset: Int) {
        let before = sourceLines(Array(bytes.prefix(offset)))
        let line = String(decoding: before.last ?? [], as: UTF8.self)
        self.init(file: file, line: before.count, column: line.unicodeScalars.count + 1)
    }
}

extension YAMLNode {
    /// The value as YAML 1.2 types it: what has quotes is text.
    var json: JSONValue {
        if let list = sequence { return .array(list.map(\.json)) }
        if let pairs = mapping {
            return .object(
                pairs.reduce(into: JSONObject()) { $0[$1.key.scalar?.string ?? ""] = $1.value.json }
            )
        }
        guard let scalar, scalar.isPlain else { return .string(scalar?.string ?? "") }
        if isNull { return .null }
        if ["true", "false"].contains(scalar.string) { return .bool(scalar.string == "true") }
        return JSONNumber(scalar.string).map { .number($0) } ?? .string(scalar.string)
    }

    /// The deepest node on the way that a JSON Pointer names.
    func node(at pointer: String) -> YAMLNode {
        var node = self
        for step in JSONPointer.steps(of: pointer) ?? [] {
            let member = node.mapping?.first { $0.key.scalar?.string == step }?.value
            let list = node.sequence ?? []
            let element = Int(step).flatMap { list.indices.contains($0) ? list[$0] : nil }
            guard let next = member ?? element else { break }
            node = next
        }
        return node
    }
}

extension KeyType where Value == WrittenSchema {
    /// The path of a JSON Schema, or the schema itself.
    static var answerSchema: Self {
        KeyType(
            "path or JSON Schema",
            schema: ["anyOf": [["type": "string", "minLength": 1], ["type": "object"]]]
        ) { values, entry in
            guard entry.node.mapping != nil else { return values.path(entry).map { .file($0) } }
            let schema = entry.node.json
            do throws(SchemaError) {
                try schema.checkSchema()
                return .inline(schema, at: values.position(of: entry.node), key: entry.key)
            } catch {
                let place = entry.node.node(at: error.pointer)
                values.problem(
                    "extract.schema is \(error.pipelineWords)",
                    at: place,
                    key: entry.key
                )
                return nil
            }
        }
    }

    /// The short form of a schema.
    static var answerFields: Self {
        KeyType(
            "section of field: type",
            schema: ["type": "object", "minProperties": 1]
        ) { values, entry in
            guard let schema = values.fields(entry.node, key: entry.key) else { return nil }
            return .inline(schema, at: values.position(of: entry.node), key: entry.key)
        }
    }
}
