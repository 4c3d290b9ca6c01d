import JSONSchema

/// Ways in which a model's answer can be JSON and still wrong; the raw value is the readable name.
package enum AnswerFault: String, CaseIterable, Sendable, CustomStringConvertible {
    case missingPhotoID = "a photo id left out"
    case photoIDTwice = "a photo id twice"
    case unknownPhotoID = "a photo id that was not sent"
    case unknownItem = "an item that was not asked for"
    case negativeCount = "a count below 0"
    case fractionalCount = "a count that is not whole"
    case countDiffersFromPoints = "a count that is not the number of points"
    case pointOutside = "a point outside the photo"
    case pointsOnTop = "two points in the same place"
    case itemTwice = "an item twice"
    case missingKey = "a key left out"
    case extraKey = "a key too many"
    case wrongType = "a count as text"
    case formulaItem = "an item that a spreadsheet would run"
    case controlCharacters = "control characters in a text"
    case unknownZone = "a zone that was not asked for"
    case emptyObject = "an empty object"
    case arrayRoot = "an array instead of an object"

    /// The readable name.
    package var description: String { rawValue }

    /// Why a fault could not be added to an answer.
    package enum Failure: Error, Sendable, Hashable {
        /// It is not JSON.
        case notJSON
        /// It lacks what the fault would change: it has no photo, no item, or too few points.
        case nothingToSpoil
    }

    /// The answer with this fault.
    ///
    /// - Parameter answer: correct JSON with photos, items with points, and notes.
    /// - Returns: strict JSON.
    /// - Throws: `AnswerFault.Failure`.
    package func spoil(_ answer: String) throws -> String {
        let json: JSONValue
        do {
            json = try JSONValue(reading: Array(answer.utf8))
        } catch {
            throw Failure.notJSON
        }
        return try spoil(json).compactText
    }

    private func spoil(_ json: JSONValue) throws -> JSONValue {
        let item: [Place] = ["items", 0, "item"]
        switch self {
        case .missingPhotoID:
            return try json.changing(["photos"]) { .array(try $0.elements(1).dropLast()) }
        case .photoIDTwice:
            return try json.changing(["photos"]) {
                .array(try $0.elements(1) + $0.elements(1)[..<1])
            }
        case .unknownPhotoID: return try json.changing(["photos", 0, "id"]) { _ in "p99" }
        case .unknownItem: return try json.changing(item) { _ in "dragon's egg" }
        case .formulaItem:
            return try json.changing(item) { _ in #"=HYPERLINK("http://example.org","x")"# }
        case .pointOutside:
            return try json.changing(["items", 0, "points", 0, "x"]) { _ in 1_001 }
        case .pointsOnTop:
            return try json.changing(["items", 0, "points"]) { points in
                let points = try points.elements(2)
                return .array([points[0], points[0]] + points[2...])
            }
        case .itemTwice:
            return try json.changing(["items"]) {
                .array(try $0.elements(1) + $0.elements(1)[..<1])
            }
        case .missingKey: return try json.changing(["not_counted"]) { _ in nil }
        case .extraKey: return try json.changing([]) { $0.adding("comment", "Well done.") }
        case .controlCharacters:
            let note: JSONValue = ["what": "crates\u{1B}[2J\u{7}", "why": "dark\u{0}\r\n=1+1"]
            return try json.changing(["not_counted"]) { .array(try $0.elements(0) + [note]) }
        case .unknownZone:
            return try json.changing(["items", 0, "points", 0]) {
                $0.adding("zone", "in the sky")
            }
        case .emptyObject: return [:]
        case .arrayRoot: return [json]
        case .negativeCount, .fractionalCount, .countDiffersFromPoints, .wrongType:
            return try json.changing(["items", 0, "count"], spoiltCount)
        }
    }

    private func spoiltCount(_ count: JSONValue) throws -> JSONValue {
        guard let whole = count.number?.exactInt else { throw Failure.nothingToSpoil }
        let text =
            switch self {
            case .negativeCount: "-3"
            case .fractionalCount: "\(whole).5"
            default: "\(whole + 1)"
            }
        if self == .wrongType { return .string("\(whole)") }
        return JSONNumber(text).map { .number($0) } ?? count
    }
}

/// One step of a path in JSON: a member's name or an element's index.
private enum Place: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case index(Int)

    init(stringLiteral value: String) { self = .name(value) }
    init(integerLiteral value: Int) { self = .index(value) }
}

extension JSONValue {
    /// The value with one part changed, or removed if the change returns nil.
    fileprivate func changing(
        _ path: [Place],
        _ change: (JSONValue) throws -> JSONValue?
    ) throws -> JSONValue {
        guard let place = path.first else { return try change(self) ?? .null }
        let isLast = path.count == 1
        switch (place, self) {
        case (.name(let name), .object(var object)):
            guard let old = object[name] else { throw AnswerFault.Failure.nothingToSpoil }
            object[name] =
                isLast ? try change(old) : try old.changing(Array(path.dropFirst()), change)
            return .object(object)
        case (.index(let index), .array(var elements)) where elements.indices.contains(index):
            elements[index] = try elements[index].changing(Array(path.dropFirst()), change)
            return .array(elements)
        default: throw AnswerFault.Failure.nothingToSpoil
        }
    }

    /// The elements, if there are at least that many.
    fileprivate func elements(_ least: Int) throws -> [JSONValue] {
        guard let array, array.count >= least else { throw AnswerFault.Failure.nothingToSpoil }
        return array
    }

    /// The object with a member added or replaced.
    fileprivate func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}
