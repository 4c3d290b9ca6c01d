/// JSON Pointers, RFC 6901.
public enum JSONPointer {
    /// The pointer one step further: `/a` and `b/c` make `/a/b~1c`.
    public static func appending(_ name: String, to pointer: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else { return pointer + "/" + name }
        var escaped: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "~"): escaped += "~0".utf8
            case UInt8(ascii: "/"): escaped += "~1".utf8
            default: escaped.append(byte)
            }
        }
        return pointer + "/" + String(decoding: escaped, as: UTF8.self)
    }

    /// The names and positions of a pointer, unescaped; nil if it is not a pointer.
    public static func steps(of pointer: String) -> [String]? {
        if pointer.isEmpty {
            return []
        }
        let parts = pointer.utf8.split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        )
        guard parts[0].isEmpty else { return nil }
        var steps: [String] = []
        for part in parts.dropFirst() {
            guard let step = unescaped(part) else { return nil }
            steps.append(step)
        }
        return steps
    }

    private static func unescaped(_ part: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var source = part.makeIterator()
        while let byte = source.next() {
            if byte == UInt8(ascii: "~") {
                switch source.next() {
                case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
                case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
                default: return nil
                }
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONValue {
    /// The value a JSON Pointer (RFC 6901) names, or nil if it names none.
    public func value(at pointer: String) -> JSONValue? {
        guard let steps = JSONPointer.steps(of: pointer) else { return nil }
        var value = self
        for step in steps {
            guard let next = value.value(atStep: step) else { return nil }
            value = next
        }
        return value
    }

    /// The member of that name, or the element at that position if it is written as RFC 6901 asks.
    func value(atStep step: String) -> JSONValue? {
        switch self {
        case .object(let object): return object[step]
        case .array(let values):
            let isPlain = step.utf8.allSatisfy { $0 &- 0x30 <= 9 }
            guard isPlain, step == "0" || !step.hasPrefix("0"), let position = Int(step),
                values.indices.contains(position)
            else { return nil }
            return values[position]
        default: return nil
        }
    }
}
