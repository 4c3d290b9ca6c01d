import JSONSchema

/// One key of the pipeline file: its name, type, range, default and meaning.
///
/// `all` is the only list of keys. The reader, the JSON Schema, `stocktake schema --help`, the
/// README and the template of `stocktake init` follow it. A new key is one more row, and a property
/// of `PipelineFile` that keeps its value.
struct PipelineKey: Sendable {
    /// Reads a value and stores it.
    typealias Read =
        @Sendable (inout SectionReader, SectionReader.Entry, inout PipelineFile) -> Void

    /// Where a value is kept.
    typealias Place<Value> = WritableKeyPath<PipelineFile, Value> & Sendable

    /// Dotted from the top: `prepare.reject.darker_than`.
    let path: String
    /// What it means.
    let words: String
    /// What its value may be, in words.
    let typeWords: String
    /// The keywords of JSON Schema; of a section, the short form's if it has one.
    let schema: JSONObject
    /// What holds without the key; nil where `otherwise` says it, or nothing does.
    let standard: JSONValue?
    /// What holds without the key, in words.
    let otherwise: String?
    /// What to do where the key is missing; nil where it may be left out.
    let missing: String?
    let isSection: Bool
    /// Nil for a key of a later version, and for a section without a short form.
    let read: Read?

    private init(
        _ path: String,
        _ words: String,
        typeWords: String,
        schema: JSONObject,
        standard: JSONValue? = nil,
        otherwise: String? = nil,
        missing: String? = nil,
        isSection: Bool = false,
        read: Read?
    ) {
        self.path = path
        self.words = words
        self.typeWords = typeWords
        self.schema = schema
        self.standard = standard
        self.otherwise = otherwise
        self.missing = missing
        self.isSection = isSection
        self.read = read
    }

    /// A key whose value is stored by a function.
    init<Value>(
        _ path: String,
        _ type: KeyType<Value>,
        store: @escaping @Sendable (Value, inout PipelineFile) -> Void,
        default standard: JSONValue? = nil,
        otherwise: String? = nil,
        missing: String? = nil,
        _ words: String
    ) {
        self.init(
            path,
            words,
            typeWords: type.words,
            schema: type.schema,
            standard: standard,
            otherwise: otherwise,
            missing: missing
        ) { values, entry, file in
            if let value = type.read(&values, entry) { store(value, &file) }
        }
    }

    /// A key whose value has a place in the file.
    init<Value>(
        _ path: String,
        _ type: KeyType<Value>,
        _ place: any Place<Value>,
        default standard: JSONValue? = nil,
        otherwise: String? = nil,
        missing: String? = nil,
        _ words: String
    ) {
        self.init(
            path,
            type,
            store: { $1[keyPath: place] = $0 },
            default: standard,
            otherwise: otherwise,
            missing: missing,
            words
        )
    }

    /// A key whose value has a place in the file, nil where the user leaves it out.
    init<Value>(
        _ path: String,
        _ type: KeyType<Value>,
        _ place: any Place<Value?>,
        default standard: JSONValue? = nil,
        otherwise: String? = nil,
        missing: String? = nil,
        _ words: String
    ) {
        self.init(
            path,
            type,
            store: { $1[keyPath: place] = $0 },
            default: standard,
            otherwise: otherwise,
            missing: missing,
            words
        )
    }

    /// A section; `short` is the key inside that a value without a section stands for.
    init(section path: String, short: PipelineKey? = nil, missing: String? = nil, _ words: String) {
        self.init(
            path,
            words,
            typeWords: short.map { "section; short form: \($0.name)" } ?? "section",
            schema: short?.schema ?? JSONObject(),
            missing: missing,
            isSection: true,
            read: short?.read
        )
    }

    /// A key of a later version: using it is an error, never ignored.
    init(later path: String) {
        self.init(
            path,
            "not available in this version",
            typeWords: "",
            schema: JSONObject(),
            read: nil
        )
    }

    var isAvailable: Bool { isSection || read != nil }

    /// What holds without the key, in words; empty where there is nothing to say.
    var standardWords: String {
        if let otherwise { return otherwise }
        if missing != nil { return "required" }
        let values = standard?.array ?? standard.map { [$0] } ?? []
        return values.map { $0.string ?? $0.compactText }.joined(separator: ", ")
    }

    /// The last part: `darker_than`.
    var name: String {
        path.split(separator: ".").last.map(String.init) ?? path
    }

    /// The part before the last: `prepare.reject`; empty at the top.
    var section: String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// The keys directly inside a section, in the order of the file.
    static func keys(of section: String) -> [PipelineKey] {
        all.filter { $0.section == section }
    }
}
