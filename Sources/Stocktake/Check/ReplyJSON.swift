import JSONSchema

/// The JSON in the text of a reply.
///
/// Models put thoughts before it, fences around it, text before and after it, and commas after the
/// last element. All this is removed if the text isn't JSON as is. Nothing else is tolerated:
/// duplicate names, unpaired surrogates, `NaN` and raw control characters are faults, and so are
/// two objects that differ, because it is unclear which one is meant.
struct ReplyJSON: Sendable {
    let value: JSONValue
    /// In the order of `AnswerNote.Cleanup`, each once.
    let removed: [AnswerNote.Cleanup]

    /// An answer is five levels deep.
    private static let limits = JSONLimits(maxDepth: 32)

    /// - Throws: the fault that prevents reading the reply.
    init(_ text: String) throws(AnswerFault) {
        let bytes = Array(text.utf8)
        // Nothing is lost: text that isn't JSON as is gets searched for an object below.
        if let value = try? JSONValue(reading: bytes, limits: Self.limits) {
            (self.value, removed) = (value, [])
            return
        }
        let scan = ObjectScan(bytes)
        guard let range = scan.object, !scan.hasSeveral else { throw scan.fault }
        var removed = scan.removed
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(reading: Array(bytes[range]), limits: Self.limits)
        } catch {
            guard error.code == .trailingComma else {
                throw AnswerFault(notJSON: error, from: range.lowerBound)
            }
            removed.insert(.trailingCommas)
            value = try Self.readWithoutTrailingCommas(bytes, range)
        }
        self.value = value
        self.removed = AnswerNote.Cleanup.allCases.filter(removed.contains)
    }

    /// Replaces the commas with spaces, so that byte offsets remain those of the text.
    private static func readWithoutTrailingCommas(
        _ bytes: [UInt8],
        _ range: Range<Int>
    ) throws(AnswerFault) -> JSONValue {
        var object = Array(bytes[range])
        var comma: Int?
        var (isInString, isEscaped) = (false, false)
        for (index, byte) in object.enumerated() {
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: ","):
                comma = index
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let comma { object[comma] = UInt8(ascii: " ") }
                comma = nil
            case _ where isSpace(byte):
                break
            default:
                comma = nil
                isInString = byte == UInt8(ascii: "\"")
            }
        }
        do throws(JSONError) {
            return try JSONValue(reading: object, limits: limits)
        } catch {
            throw AnswerFault(notJSON: error, from: range.lowerBound)
        }
    }
}

/// Finds the outermost objects of a text, in one pass.
private struct ObjectScan {
    /// The first.
    private(set) var object: Range<Int>?
    /// Whether another follows that differs from the first.
    private(set) var hasSeveral = false
    /// Whether the text ends within an object.
    private(set) var isUnclosed = false
    private(set) var removed: Set<AnswerNote.Cleanup> = []

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var offset = skipThoughts()
        while offset < bytes.count, !hasSeveral, !isUnclosed {
            if bytes[offset] == UInt8(ascii: "{") {
                offset = takeObject(at: offset)
            } else if Self.matches("```", at: offset, in: bytes) {
                removed.insert(.fences)
                offset = bytes[offset...].firstIndex { Self.endsFence($0) } ?? bytes.count
            } else {
                if !isSpace(bytes[offset]) { removed.insert(.otherText) }
                offset += 1
            }
        }
    }

    var fault: AnswerFault {
        if hasSeveral {
            return AnswerFault(
                code: .severalObjects,
                pointer: "",
                words: "the answer contains several different JSON objects; give one",
                photos: nil
            )
        }
        let words =
            isUnclosed
            ? "the JSON object of the answer is incomplete; give it in full"
            : "the answer contains no JSON object; give one and nothing else"
        return AnswerFault(code: .noObject, pointer: "", words: words, photos: nil)
    }

    /// The offset at which the answer begins; the end of the text if the thoughts don't end.
    ///
    /// Some servers omit the opening mark of the thoughts. In a text that is JSON from its first
    /// character, the marks belong to the answer.
    private mutating func skipThoughts() -> Int {
        guard let start = bytes.firstIndex(where: { !isSpace($0) }),
            bytes[start] != UInt8(ascii: "{")
        else { return 0 }
        let mark = "</think>"
        let end = bytes.indices.first { Self.matches(mark, at: $0, in: bytes) }
        guard end != nil || Self.matches("<think>", at: start, in: bytes) else { return 0 }
        removed.insert(.thoughts)
        return end.map { $0 + mark.utf8.count } ?? bytes.count
    }

    private static func matches(_ mark: String, at offset: Int, in bytes: [UInt8]) -> Bool {
        var index = offset
        for byte in mark.utf8 {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// - Returns: the offset at which to continue.
    private mutating func takeObject(at start: Int) -> Int {
        guard let end = endOfObject(from: start) else {
            isUnclosed = true
            return bytes.count
        }
        guard let object else {
            self.object = start..<end
            return end
        }
        if bytes[object] == bytes[start..<end] {
            removed.insert(.repetition)
        } else {
            hasSeveral = true
        }
        return end
    }

    private func endOfObject(from start: Int) -> Int? {
        var depth = 0
        var (isInString, isEscaped) = (false, false)
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index + 1 }
            }
        }
        return nil
    }

    private static func endsFence(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "{")
    }
}

private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}
