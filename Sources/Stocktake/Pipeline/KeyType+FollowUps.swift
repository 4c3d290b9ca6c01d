import JSONSchema
import YAML

/// A question of `then` as written.
struct WrittenFollowUp: Sendable, Hashable {
    let name: Located<String>
    var instructions: String?
    /// The words of `FollowUpQuestion.Table`.
    var tables: [Located<String>] = []
    var columns: [Located<String>] = []
    /// Nil for an answer in plain text.
    var schema: WrittenSchema?
    var rows: Located<String>?
}

extension KeyType where Value == [WrittenFollowUp] {
    /// A section of questions by name; a text alone is the instructions of one.
    static var followUps: Self {
        let tables = FollowUpQuestion.Table.allCases.map { JSONValue.string($0.rawValue) }
        let texts = JSONValue.object(KeyType<[Located<String>]>.texts.schema)
        let question: JSONValue = [
            "anyOf": [
                ["type": "string", "minLength": 1],
                [
                    "type": "object",
                    "properties": [
                        "instructions": ["type": "string", "minLength": 1],
                        "tables": [
                            "anyOf": [
                                ["enum": .array(tables)],
                                [
                                    "type": "array", "items": ["enum": .array(tables)],
                                    "minItems": 1,
                                ],
                            ]
                        ],
                        "columns": texts,
                        "schema": .object(KeyType<WrittenSchema>.answerSchema.schema),
                        "fields": .object(KeyType<WrittenSchema>.answerFields.schema),
                        "rows": ["type": "string"],
                    ],
                    "required": ["instructions"], "additionalProperties": false,
                ],
            ]
        ]
        return KeyType(
            "section of questions such as {recipe: …}",
            schema: [
                "type": "object",
                "patternProperties": ["^[a-z0-9][a-z0-9-]{0,31}$": question],
                "additionalProperties": false, "minProperties": 1,
            ]
        ) { values, entry in values.followUps(entry) }
    }
}

extension SectionReader {
    fileprivate mutating func followUps(_ entry: Entry) -> [WrittenFollowUp]? {
        guard let mapping = entry.node.mapping, !mapping.isEmpty else {
            problem(
                "\(entry.key) must be a section of questions by name, such as {recipe: Suggest a "
                    + "dinner from these}",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return mapping.compactMap { keyNode, node in
            let name = keyNode.scalar?.string ?? ""
            let key = "\(entry.key).\(printable(name, limit: 60))"
            guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,31}/) != nil else {
                problem(
                    "a question's name must be 1 to 32 letters a-z, digits and hyphens, not "
                        + "'\(printable(name, limit: 60))'; it names the file then-NAME.txt",
                    at: keyNode,
                    key: key
                )
                return nil
            }
            let place = Located(value: name, position: position(of: keyNode))
            return followUp(place, Entry(key: key, node: node, keyNode: keyNode))
        }
    }

    private mutating func followUp(_ name: Located<String>, _ entry: Entry) -> WrittenFollowUp {
        var written = WrittenFollowUp(name: name)
        guard entry.node.mapping != nil else {
            written.instructions = filled(entry, advice: "enter the question")?.value
            return written
        }
        let entries = entries(
            of: entry.node,
            section: entry.key,
            known: ["instructions", "tables", "columns", "schema", "fields", "rows"]
        )
        if let words = entries["instructions"] {
            written.instructions = filled(words, advice: "enter the question")?.value
        } else {
            problem(
                "\(entry.key).instructions is missing; enter the question",
                at: entry.keyNode,
                key: entry.key
            )
        }
        if let tables = entries["tables"] {
            written.tables = words(tables, FollowUpQuestion.Table.allCases.map(\.rawValue))
        }
        if let columns = entries["columns"] { written.columns = texts(columns) }
        readForm(entries, entry.key, &written)
        return written
    }

    private mutating func readForm(
        _ entries: [String: Entry],
        _ key: String,
        _ written: inout WrittenFollowUp
    ) {
        if let schema = entries["schema"] {
            written.schema = KeyType<WrittenSchema>.answerSchema.read(&self, schema)
        }
        if let fields = entries["fields"] {
            guard entries["schema"] == nil else {
                problem(
                    "\(key).schema and \(key).fields can't both be set; remove one",
                    at: fields.keyNode,
                    key: fields.key
                )
                return
            }
            written.schema = KeyType<WrittenSchema>.answerFields.read(&self, fields)
        }
        guard let rows = entries["rows"] else { return }
        written.rows = text(rows)
        guard entries["schema"] == nil, entries["fields"] == nil else { return }
        problem(
            "\(key).rows needs \(key).schema or \(key).fields, as plain text has no rows; add one",
            at: rows.keyNode,
            key: rows.key
        )
    }

    /// One or several of some words.
    private mutating func words(_ entry: Entry, _ allowed: [String]) -> [Located<String>] {
        requireItems(entry)
        return (entry.node.sequence ?? [entry.node]).compactMap { node in
            choice(Entry(key: entry.key, node: node, keyNode: entry.keyNode), of: allowed)
                .map { Located(value: $0, position: position(of: node)) }
        }
    }
}
