extension JSONValue {
    /// Reads one JSON text by RFC 8259, and nothing that isn't.
    ///
    /// Refused, each with its byte offset: names that occur twice in an object, text after the
    /// value, trailing commas, comments, a byte order mark, NaN and Infinity, leading zeros, raw
    /// control characters, unknown escapes, lone surrogates, invalid UTF-8, and what is beyond the
    /// limits. Nothing recurses, so no input can exhaust the stack.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - limits: the greatest size and depth.
    /// - Throws: the first trouble in the text.
    public init(reading bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var reader = JSONReader(bytes: bytes, limits: limits)
        self = try reader.readDocument()
    }
}

/// Reads one JSON text from its first byte to its last.
struct JSONReader {
    /// An array or object whose end has not been reached.
    private struct OpenContainer {
        let isObject: Bool
        /// Where its elements begin in `values`.
        let firstValue: Int
        /// Where its names begin in `nameOffsets`.
        let firstName: Int
    }

    let bytes: [UInt8]
    let limits: JSONLimits
    var offset = 0

    /// The values of all open containers, one after the other.
    private var values: [JSONValue] = []
    /// The names of all open objects, and the byte each begins with.
    private var names: [String] = []
    private var nameOffsets: [Int] = []
    private var open: [OpenContainer] = []

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    var isAtEnd: Bool { offset >= bytes.count }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maxBytes else {
            let message = "the text must have at most \(limits.maxBytes) bytes, not \(bytes.count)"
            throw JSONError(code: .tooLong, message: message, offset: limits.maxBytes)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw error(.byteOrderMark, "JSON must not begin with a byte order mark")
        }
        repeat {
            if let value = try startValue() {
                values.append(value)
                try finishContainers()
            }
        } while !open.isEmpty
        skipSpace()
        guard isAtEnd else { throw unexpected(.trailingText, "nothing may follow the value") }
        return values.removeLast()
    }

    /// Reads a scalar or an empty container; or opens a container and returns nil.
    private mutating func startValue() throws(JSONError) -> JSONValue? {
        skipSpace()
        guard offset < bytes.count else { throw endOfInput("a value") }
        switch bytes[offset] {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return try startContainer(isObject: true)
        case UInt8(ascii: "["): return try startContainer(isObject: false)
        case UInt8(ascii: "t"):
            try readWord("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try readWord("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try readWord("null")
            return .null
        default: return .number(try readNumber())
        }
    }

    private mutating func startContainer(isObject: Bool) throws(JSONError) -> JSONValue? {
        guard open.count < limits.maxDepth else {
            throw error(.tooDeep, "values must not be nested more than \(limits.maxDepth) deep")
        }
        offset += 1
        skipSpace()
        guard offset < bytes.count else {
            throw endOfInput(isObject ? "a name or '}'" : "a value or ']'")
        }
        if bytes[offset] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            offset += 1
            return isObject ? .object(JSONObject()) : .array([])
        }
        open.append(
            OpenContainer(isObject: isObject, firstValue: values.count, firstName: names.count)
        )
        if isObject {
            try readName()
        }
        return nil
    }

    /// After a value: closes what ends here, until a comma says that another value follows.
    private mutating func finishContainers() throws(JSONError) {
        while let container = open.last {
            skipSpace()
            let closing = container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            guard offset < bytes.count else {
                throw endOfInput(container.isObject ? "',' or '}'" : "',' or ']'")
            }
            if bytes[offset] == closing {
                offset += 1
                try close(container)
            } else if bytes[offset] == UInt8(ascii: ",") {
                return try readComma(in: container, before: closing)
            } else {
                let expected = container.isObject ? "',' or '}'" : "',' or ']'"
                throw unexpected(.unexpectedCharacter, "\(expected) must follow the value")
            }
        }
    }

    private mutating func readComma(
        in container: OpenContainer,
        before closing: UInt8
    ) throws(JSONError) {
        let comma = offset
        offset += 1
        skipSpace()
        if offset < bytes.count, bytes[offset] == closing {
            offset = comma
            throw error(.trailingComma, "trailing comma before the closing character")
        }
        if container.isObject {
            try readName()
        }
    }

    private mutating func close(_ container: OpenContainer) throws(JSONError) {
        open.removeLast()
        let count = values.count - container.firstValue
        // Moved out from the last to the first, which counts no references.
        guard container.isObject else {
            let elements = unsafe [JSONValue](unsafeUninitializedCapacity: count) {
                buffer,
                filled in
                for position in (0..<count).reversed() {
                    unsafe buffer.initializeElement(at: position, to: values.removeLast())
                }
                filled = count
            }
            values.append(.array(elements))
            return
        }
        let members = unsafe [JSONObject.Member](unsafeUninitializedCapacity: count) {
            buffer,
            filled in
            for position in (0..<count).reversed() {
                let member = JSONObject.Member(name: names.removeLast(), value: values.removeLast())
                unsafe buffer.initializeElement(at: position, to: member)
            }
            filled = count
        }
        let object = JSONObject(unchecked: members)
        if let position = object.repeatedPosition {
            offset = nameOffsets[container.firstName + position]
            let name = Excerpt.quoted(object.members[position].name)
            throw error(.duplicateName, "the name \(name) occurs twice")
        }
        nameOffsets.removeLast(count)
        values.append(.object(object))
    }

    private mutating func readName() throws(JSONError) {
        skipSpace()
        let start = offset
        guard offset < bytes.count else { throw endOfInput("a name") }
        guard bytes[offset] == UInt8(ascii: "\"") else {
            throw unexpected(.unexpectedCharacter, "expected a name in double quotes")
        }
        names.append(try readString())
        nameOffsets.append(start)
        skipSpace()
        guard offset < bytes.count else { throw endOfInput("':'") }
        guard bytes[offset] == UInt8(ascii: ":") else {
            throw unexpected(.unexpectedCharacter, "':' must follow the name")
        }
        offset += 1
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            offset += 1
        }
    }

    private mutating func readWord(_ word: StaticString) throws(JSONError) {
        let start = offset
        for letter in word.description.utf8 {
            guard offset < bytes.count else { throw endOfInput("'\(word)'") }
            guard bytes[offset] == letter else {
                offset = start
                throw unexpected(.unexpectedCharacter, "expected a value")
            }
            offset += 1
        }
    }
}

// MARK: - Errors

extension JSONReader {
    func error(_ code: JSONError.Code, _ message: String) -> JSONError {
        JSONError(code: code, message: message, offset: offset)
    }

    func endOfInput(_ expected: String) -> JSONError {
        let message = "the text ends where \(expected) was expected"
        return JSONError(code: .endOfInput, message: message, offset: bytes.count)
    }

    /// An error at a byte that is not allowed at its place; comments have their own code.
    func unexpected(_ code: JSONError.Code, _ rule: String) -> JSONError {
        let byte = bytes[offset]
        let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
        let slash = UInt8(ascii: "/")
        if byte == slash, next == slash || next == UInt8(ascii: "*") {
            return error(.comment, "JSON has no comments")
        }
        return error(code, "\(rule), not \(Excerpt.byte(byte))")
    }
}
