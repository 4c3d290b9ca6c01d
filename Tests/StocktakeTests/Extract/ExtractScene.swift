import Imaging
import JSONSchema

@testable import Stocktake

/// JSON from text, for tests.
func parsed(_ text: String) throws -> JSONValue {
    try JSONValue(reading: Array(text.utf8))
}

/// Photos, answered questions and records made by hand.
enum ExtractScene {
    /// The nested schema of the issue: arrays of objects, enums, nullables, `$defs`, a pattern,
    /// `oneOf`.
    static let nested = ##"""
        {
          "type": "object",
          "properties": {
            "shelf": {"$ref": "#/$defs/code"},
            "mood": {"enum": ["calm", "loud"]},
            "note": {"type": ["string", "null"], "maxLength": 20},
            "products": {
              "type": "array",
              "items": {"$ref": "#/$defs/product"}
            },
            "colour": {
              "type": "object",
              "properties": {"name": {"type": "string"}, "warm": {"type": "boolean"}},
              "required": ["name", "warm"]
            },
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true}
          },
          "required": ["shelf", "mood", "note", "products", "colour"],
          "$defs": {
            "code": {"type": "string", "pattern": "^[A-Z]-[0-9]+$"},
            "product": {
              "type": "object",
              "properties": {
                "name": {"type": "string", "minLength": 2},
                "price": {
                  "oneOf": [
                    {"type": "number", "minimum": 0},
                    {"type": "object", "properties": {"from": {"type": "number"}, "to": {"type": "number"}}, "required": ["from", "to"]}
                  ]
                }
              },
              "required": ["name", "price"]
            }
          }
        }
        """##

    static func extraction(
        _ schema: String,
        per: Extraction.Per = .photo,
        rows: String? = nil
    ) throws -> Extraction {
        Extraction(schema: try parsed(schema), per: per, rows: rows)
    }

    static func photo(_ number: Int) -> Photo {
        let hash = String(repeating: "\(number % 10)", count: 64)
        return Photo(
            id: String(hash.prefix(10)),
            path: "\(number).jpg",
            sha256: hash,
            byteCount: 1,
            header: PhotoHeader(
                format: .jpeg,
                width: 100,
                height: 100,
                orientation: 1,
                takenAt: nil
            ),
            statedLocation: nil,
            takenAt: nil,
            columns: []
        )
    }

    static func record(
        _ number: Int,
        at location: String? = "A-01",
        _ outcome: PhotoRecord.Outcome = .used
    ) -> PhotoRecord {
        PhotoRecord(
            path: "\(number).jpg",
            photo: photo(number),
            location: location,
            outcome: outcome
        )
    }

    /// A question about photos, each with its answer as JSON; nil for an unreadable one.
    static func answered(
        _ answers: [(photo: Int, json: String?)],
        at location: String = "A-01",
        vote: Int = 1
    ) throws -> AnsweredQuestion<ExtractedAnswer> {
        AnsweredQuestion(
            key: "\(location)-\(vote)-\(answers.map { "\($0.photo)" }.joined(separator: "-"))",
            location: location,
            vote: vote,
            photos: answers.map { photo($0.photo) },
            answer: ExtractedAnswer(
                readable: answers.map { $0.json != nil },
                parts: try answers.enumerated().compactMap { index, entry in
                    try entry.json.map {
                        ExtractedAnswer.Part(photos: [index], value: try parsed($0))
                    }
                }
            ),
            snapshot: "gpt-5.2"
        )
    }

    /// A table as text: columns, then a line per row.
    static func shown(_ table: RowTable) -> [String] {
        let head = table.columns.map { column in
            column.name + (column.isClosed ? "!" : "")
                + (column.kind == .number ? "#" : column.kind == .flag ? "?" : "")
        }
        return [head.joined(separator: " | ")]
            + table.rows.map { row in
                let cells = row.cells.map(shown).joined(separator: " | ")
                let share = row.agreement.map { " \($0.agreeing)/\($0.of)" } ?? ""
                let first =
                    row.firstVote.isEmpty ? "" : " first: \(row.firstVote.joined(separator: ","))"
                let reasons = row.reasons.isEmpty ? "" : " (\(row.reasons.joined(separator: "; ")))"
                return "\(row.location) \(row.paths.joined(separator: "+")) \(row.number) "
                    + "\(row.status.rawValue)\(reasons): \(cells)\(share)\(first)"
            }
    }

    static func shown(_ cell: RowTable.Cell) -> String {
        switch cell {
        case .empty: "–"
        case .text(let text): text
        case .number(let number): number.text
        case .flag(let flag): flag ? "yes" : "no"
        }
    }
}
