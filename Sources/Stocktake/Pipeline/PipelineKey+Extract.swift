import JSONSchema

extension PipelineKey {
    /// The section `extract`.
    static let extract: [PipelineKey] = [
        .init(
            section: "extract",
            "What to read off the photos instead of counting: one row per photo or location, or per "
                + "element of a list in the answer."
        ),
        .init(
            "extract.schema",
            .answerSchema,
            \.extracting.schema,
            otherwise: "extract.fields",
            "The JSON Schema of an answer, as a file or written here; any keyword, because what a "
                + "service can't enforce is checked after each answer."
        ),
        .init(
            "extract.fields",
            .answerFields,
            \.extracting.schema,
            otherwise: "extract.schema",
            "The fields of an answer in short form: text, number, whole number, yes/no, date, [text], "
                + "one of [a, b], fields inside, [{a: text}]; ' or none' after a type allows null."
        ),
        .init(
            "extract.instructions",
            .text,
            \.extracting.instructions,
            "What the model is told beside the schema."
        ),
        .init(
            "extract.per",
            .word,
            \.extracting.per,
            default: .string(Extraction.Per.photo.rawValue),
            "Whether an answer is about one photo, or about all photos of a location."
        ),
        .init(
            "extract.rows",
            KeyType<String>.text.located,
            \.extracting.rows,
            otherwise: "one row per answer",
            "JSON Pointer to a list in the answer, such as /items, that has a row for each element."
        ),
    ]
}

/// Keys of one section of which a pipeline has exactly one.
struct AlternativeKeys: Sendable {
    /// Dotted; empty for the top of the file.
    let section: String
    let names: [String]
    /// What they are for.
    let words: String

    static let all = [
        AlternativeKeys(
            section: "",
            names: ["count", "extract"],
            words: "count says what to count, extract what else to read off the photos"
        ),
        AlternativeKeys(
            section: "extract",
            names: ["schema", "fields"],
            words: "fields lists the fields of an answer, schema is their JSON Schema"
        ),
    ]
}
