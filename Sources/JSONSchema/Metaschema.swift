/// The metaschema of draft 2020-12 and the vocabularies it is made of, so that a `$ref` to them
/// needs no network.
///
/// Source: https://json-schema.org/draft/2020-12/schema and the documents it refers to, from commit
/// 601a66c of github.com/json-schema-org/json-schema-spec (AFL or BSD licence); spaces and comments
/// are left out, nothing else is changed.
enum Metaschema {
    /// The URI a schema of this draft names as its `$schema`.
    static let uri = "https://json-schema.org/draft/2020-12/schema"

    /// The vocabularies this library knows; format is an annotation.
    static let vocabularies: Set<String> = Set(
        [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
            "content",
        ]
        .map { "https://json-schema.org/draft/2020-12/vocab/\($0)" }
    )

    /// A bundled document, or nil if there is none with that URI.
    static func document(_ uri: String) -> JSONValue? {
        let folder = "https://json-schema.org/draft/2020-12/"
        guard uri.hasPrefix(folder), let text = texts[String(uri.dropFirst(folder.count))],
            case .success(let document) = Result(catching: {
                try JSONValue(reading: Array(text.utf8))
            })
        else { return nil }
        return document
    }

    private static let texts = [
        "schema": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/schema","$vocabulary":{
        "https://json-schema.org/draft/2020-12/vocab/core":true,
        "https://json-schema.org/draft/2020-12/vocab/applicator":true,
        "https://json-schema.org/draft/2020-12/vocab/unevaluated":true,
        "https://json-schema.org/draft/2020-12/vocab/validation":true,
        "https://json-schema.org/draft/2020-12/vocab/meta-data":true,
        "https://json-schema.org/draft/2020-12/vocab/format-annotation":true,
        "https://json-schema.org/draft/2020-12/vocab/content":true},"$dynamicAnchor":"meta","title":
        "Core and Validation specifications meta-schema","allOf":[{"$ref":"meta/core"},{"$ref":
        "meta/applicator"},{"$ref":"meta/unevaluated"},{"$ref":"meta/validation"},{"$ref":
        "meta/meta-data"},{"$ref":"meta/format-annotation"},{"$ref":"meta/content"}],"type":[
        "object","boolean"],"properties":{"definitions":{"type":"object","additionalProperties":{
        "$dynamicRef":"#meta"},"deprecated":true,"default":{}},"dependencies":{"type":"object",
        "additionalProperties":{"anyOf":[{"$dynamicRef":"#meta"},{"$ref":
        "meta/validation#/$defs/stringArray"}]},"deprecated":true,"default":{}},"$recursiveAnchor":{
        "$ref":"meta/core#/$defs/anchorString","deprecated":true},"$recursiveRef":{"$ref":
        "meta/core#/$defs/uriReferenceString","deprecated":true}}}
        """#,
        "meta/core": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/core","$dynamicAnchor":"meta","title":
        "Core vocabulary meta-schema","type":["object","boolean"],"properties":{"$id":{"$ref":
        "#/$defs/uriReferenceString","pattern":"^[^#]*#?$"},"$schema":{"$ref":"#/$defs/uriString"},
        "$ref":{"$ref":"#/$defs/uriReferenceString"},"$anchor":{"$ref":"#/$defs/anchorString"},
        "$dynamicRef":{"$ref":"#/$defs/uriReferenceString"},"$dynamicAnchor":{"$ref":
        "#/$defs/anchorString"},"$vocabulary":{"type":"object","propertyNames":{"$ref":
        "#/$defs/uriString"},"additionalProperties":{"type":"boolean"}},"$comment":{"type":
        "string"},"$defs":{"type":"object","additionalProperties":{"$dynamicRef":"#meta"}}},"$defs":
        {"anchorString":{"type":"string","pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"},"uriString":{
        "type":"string","format":"uri"},"uriReferenceString":{"type":"string","format":
        "uri-reference"}}}
        """#,
        "meta/applicator": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/applicator","$dynamicAnchor":"meta","title":
        "Applicator vocabulary meta-schema","type":["object","boolean"],"properties":{"prefixItems":
        {"$ref":"#/$defs/schemaArray"},"items":{"$dynamicRef":"#meta"},"contains":{"$dynamicRef":
        "#meta"},"additionalProperties":{"$dynamicRef":"#meta"},"properties":{"type":"object",
        "additionalProperties":{"$dynamicRef":"#meta"},"default":{}},"patternProperties":{"type":
        "object","additionalProperties":{"$dynamicRef":"#meta"},"propertyNames":{"format":"regex"},
        "default":{}},"dependentSchemas":{"type":"object","additionalProperties":{"$dynamicRef":
        "#meta"},"default":{}},"propertyNames":{"$dynamicRef":"#meta"},"if":{"$dynamicRef":"#meta"},
        "then":{"$dynamicRef":"#meta"},"else":{"$dynamicRef":"#meta"},"allOf":{"$ref":
        "#/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":
        "#/$defs/schemaArray"},"not":{"$dynamicRef":"#meta"}},"$defs":{"schemaArray":{"type":
        "array","minItems":1,"items":{"$dynamicRef":"#meta"}}}}
        """#,
        "meta/unevaluated": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/unevaluated","$dynamicAnchor":"meta","title":
        "Unevaluated applicator vocabulary meta-schema","type":["object","boolean"],"properties":{
        "unevaluatedItems":{"$dynamicRef":"#meta"},"unevaluatedProperties":{"$dynamicRef":"#meta"}}}
        """#,
        "meta/validation": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/validation","$dynamicAnchor":"meta","title":
        "Validation vocabulary meta-schema","type":["object","boolean"],"properties":{"type":{
        "anyOf":[{"$ref":"#/$defs/simpleTypes"},{"type":"array","items":{"$ref":
        "#/$defs/simpleTypes"},"minItems":1,"uniqueItems":true}]},"const":true,"enum":{"type":
        "array","items":true},"multipleOf":{"type":"number","exclusiveMinimum":0},"maximum":{"type":
        "number"},"exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},
        "exclusiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},
        "minLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{"type":"string",
        "format":"regex"},"maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref":
        "#/$defs/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean","default":false},
        "maxContains":{"$ref":"#/$defs/nonNegativeInteger"},"minContains":{"$ref":
        "#/$defs/nonNegativeInteger","default":1},"maxProperties":{"$ref":
        "#/$defs/nonNegativeInteger"},"minProperties":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},
        "required":{"$ref":"#/$defs/stringArray"},"dependentRequired":{"type":"object",
        "additionalProperties":{"$ref":"#/$defs/stringArray"}}},"$defs":{"nonNegativeInteger":{
        "type":"integer","minimum":0},"nonNegativeIntegerDefault0":{"$ref":
        "#/$defs/nonNegativeInteger","default":0},"simpleTypes":{"enum":["array","boolean",
        "integer","null","number","object","string"]},"stringArray":{"type":"array","items":{"type":
        "string"},"uniqueItems":true,"default":[]}}}
        """#,
        "meta/meta-data": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/meta-data","$dynamicAnchor":"meta","title":
        "Meta-data vocabulary meta-schema","type":["object","boolean"],"properties":{"title":{
        "type":"string"},"description":{"type":"string"},"default":true,"deprecated":{"type":
        "boolean","default":false},"readOnly":{"type":"boolean","default":false},"writeOnly":{
        "type":"boolean","default":false},"examples":{"type":"array","items":true}}}
        """#,
        "meta/format-annotation": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/format-annotation","$dynamicAnchor":"meta",
        "title":"Format vocabulary meta-schema for annotation results","type":["object","boolean"],
        "properties":{"format":{"type":"string"}}}
        """#,
        "meta/content": #"""
        {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":
        "https://json-schema.org/draft/2020-12/meta/content","$dynamicAnchor":"meta","title":
        "Content vocabulary meta-schema","type":["object","boolean"],"properties":{
        "contentEncoding":{"type":"string"},"contentMediaType":{"type":"string"},"contentSchema":{
        "$dynamicRef":"#meta"}}}
        """#,
    ]
}
