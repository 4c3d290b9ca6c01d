import Foundation

/// The JSON Schema of pipeline files, for editors: made of `PipelineKey.all`, so it can't go stale.
public enum PipelineSchema {
    /// Draft 2020-12, pretty, keys in alphabetical order, ending in a newline.
    public static func text() throws -> String {
        let root = Schema(
            schema: "https://json-schema.org/draft/2020-12/schema",
            title: "Stocktake pipeline",
            type: "object",
            required: ["name", "photos", "count"],
            properties: properties(of: ""),
            additionalProperties: false
        )
        return String(decoding: try jsonText(root, keys: .useDefaultKeys), as: UTF8.self)
    }

    private static func properties(of section: String) -> [String: Schema] {
        PipelineKey.keys(of: section).filter(\.isAvailable).reduce(into: [:]) {
            $0[$1.name] = schema(of: $1)
        }
    }

    private static func schema(of key: PipelineKey) -> Schema {
        let list = Schema(type: "array", items: [Schema(type: "string")], minItems: 1)
        switch key.shape {
        case .text: return Schema(description: key.about, type: "string")
        case .number: return Schema(description: key.about, type: "number", minimum: 0)
        case .whole: return Schema(description: key.about, type: "integer", minimum: 0)
        case .flag: return Schema(description: key.about, type: "boolean")
        case .oneOf(let words): return Schema(description: key.about, oneOfWords: words)
        case .textOrList:
            return Schema(description: key.about, anyOf: [Schema(type: "string"), list])
        case .section:
            let inside = properties(of: key.path)
            let section = Schema(
                type: "object",
                properties: inside.isEmpty ? nil : inside,
                additionalProperties: inside.isEmpty
            )
            let short = [
                "photos": [Schema(type: "string"), list], "count": [Schema(type: "string"), list],
                "compare": [Schema(type: "string")],
                "model": [Schema(type: "string")], "report": [Schema(type: "string")],
            ][key.path]
            guard let short else { return section.described(key.about) }
            return Schema(description: key.about, anyOf: short + [section])
        }
    }

    /// The few words of JSON Schema that pipelines need.
    private struct Schema: Encodable {
        var schema: String?
        var title: String?
        var description: String?
        var type: String?
        var oneOfWords: [String]?
        var required: [String]?
        var properties: [String: Schema]?
        var additionalProperties: Bool?
        var anyOf: [Schema]?
        /// At most one: an array, since a struct can't hold itself.
        var items: [Schema]?
        var minItems: Int?
        var minimum: Int?

        func described(_ about: String) -> Schema {
            var copy = self
            copy.description = about
            return copy
        }

        enum CodingKeys: String, CodingKey {
            case schema = "$schema"
            case oneOfWords = "enum"
            case title, description, type, required, properties, additionalProperties, anyOf
            case items, minItems, minimum
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(schema, forKey: .schema)
            try container.encodeIfPresent(title, forKey: .title)
            try container.encodeIfPresent(description, forKey: .description)
            try container.encodeIfPresent(type, forKey: .type)
            try container.encodeIfPresent(oneOfWords, forKey: .oneOfWords)
            try container.encodeIfPresent(required, forKey: .required)
            try container.encodeIfPresent(properties, forKey: .properties)
            try container.encodeIfPresent(additionalProperties, forKey: .additionalProperties)
            try container.encodeIfPresent(anyOf, forKey: .anyOf)
            try container.encodeIfPresent(items?.first, forKey: .items)
            try container.encodeIfPresent(minItems, forKey: .minItems)
            try container.encodeIfPresent(minimum, forKey: .minimum)
        }
    }
}
