import Foundation
import JSONSchema

/// What people and editors are shown of the keys of a pipeline file, made of `PipelineKey.all`.
public enum PipelineSchema {
    /// The JSON Schema of draft 2020-12: indented, names in alphabetical order, ending in a newline.
    public static func text() throws -> String {
        var schema = object(of: "")
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "Stocktake pipeline"
        let compact = JSONValue.object(schema).compactText
        let data = try JSONSerialization.data(
            withJSONObject: JSONSerialization.jsonObject(with: Data(compact.utf8)),
            options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        )
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    /// Every key for a terminal: type, meaning and default, in lines to be wrapped.
    public static var help: String {
        PipelineKey.all.filter(\.isAvailable).map { key in
            let standard = key.standardWords
            let ending =
                standard.isEmpty
                ? "" : key.missing == nil ? " Default: \(standard)." : " Required."
            return "\(key.path): \(key.typeWords)\n  \(key.words)\(ending)"
        }
        .joined(separator: "\n")
    }

    private static func object(of section: String) -> JSONObject {
        let keys = PipelineKey.keys(of: section).filter(\.isAvailable)
        var properties = JSONObject()
        for key in keys { properties[key.name] = .object(schema(of: key)) }
        var schema = JSONObject()
        schema["type"] = "object"
        schema["properties"] = .object(properties)
        schema["additionalProperties"] = false
        let required = keys.filter { $0.missing != nil }
        if !required.isEmpty {
            schema["required"] = .array(required.map { .string($0.name) })
        }
        for alternatives in AlternativeKeys.all where alternatives.section == section {
            schema["oneOf"] = .array(
                alternatives.names.map { ["required": [.string($0)]] }
            )
        }
        return schema
    }

    private static func schema(of key: PipelineKey) -> JSONObject {
        var schema = key.schema
        if key.isSection {
            let section = object(of: key.path)
            schema = section
            if key.read != nil {
                schema = JSONObject()
                schema["anyOf"] = [.object(key.schema), .object(section)]
            }
        }
        schema["description"] = .string(key.words)
        schema["default"] = key.standard
        return schema
    }
}
