import Foundation

/// Removing a secret that a server sent back.
///
/// It is found as it is; with any of its characters written as JSON, percent or HTML escapes; in
/// hexadecimal; within base64, at any alignment; and cut off, if half of it and 12 characters are
/// there. A secret of fewer than `leastLength` bytes, such as `x` or `ollama`, protects nothing, and
/// an answer may hold that word by chance: it is removed only where it stands alone, and never from
/// the body of a success, except after `Bearer`.
extension SecretText {
    /// What stands in place of a secret.
    public static let mark = "[key]"
    static let leastLength = 8
    private static let leastCut = 12

    /// The text without the secret.
    public func removed(from text: String) -> String {
        let bytes = Array(text.utf8)
        guard let places = places(in: bytes, isAnswer: false) else { return text }
        return String(decoding: replacing(places, in: bytes), as: UTF8.self)
    }

    /// The bytes without the secret; `isAnswer` for the body of a success.
    func removed(from bytes: [UInt8], isAnswer: Bool) -> [UInt8] {
        guard let places = places(in: bytes, isAnswer: isAnswer) else { return bytes }
        return replacing(places, in: bytes)
    }

    private func replacing(_ places: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for place in places {
            result += bytes[end..<place.lowerBound]
            result += Array(Self.mark.utf8)
            end = place.upperBound
        }
        return result + bytes[end...]
    }

    /// Where it is, in order and without overlaps; nil for nowhere.
    private func places(in bytes: [UInt8], isAnswer: Bool) -> [Range<Int>]? {
        let key = Array(text.utf8)
        guard !key.isEmpty else { return nil }
        let isShort = key.count < Self.leastLength
        let forms = isShort ? [key] : [key] + Self.encodings(of: key)
        var isStart = [Bool](repeating: false, count: 256)
        for form in forms { isStart[Int(form[0])] = true }
        let escapes = Array("\\%&".utf8)
        var places: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            let isRaw = isStart[Int(bytes[index])]
            guard isRaw || escapes.contains(bytes[index]) else { continue }
            // An encoded form has nothing to escape at its beginning.
            let ends = forms.indices.prefix(isRaw ? forms.count : 1).lazy.compactMap { form in
                end(of: forms[form], in: bytes, from: index, mayBeCut: form == 0)
            }
            guard let end = ends.first,
                !isShort || stands(alone: index..<end, in: bytes, isAnswer)
            else { continue }
            places.append(index..<end)
            index = end - 1
        }
        return places.isEmpty ? nil : places
    }

    /// The end of one form of the secret that begins here; nil if none does.
    private func end(
        of form: [UInt8],
        in bytes: [UInt8],
        from start: Int,
        mayBeCut: Bool
    ) -> Int? {
        var index = start
        for (count, byte) in form.enumerated() {
            guard let next = after(byte, in: bytes, at: index) else {
                let isEnough = mayBeCut && count >= max(Self.leastCut, (form.count + 1) / 2)
                return isEnough ? index : nil
            }
            index = next
        }
        return index
    }

    private func stands(
        alone place: Range<Int>,
        in bytes: [UInt8],
        _ isAnswer: Bool
    ) -> Bool {
        let before = bytes[..<place.lowerBound]
        if isAnswer {
            return before.suffix(7).map { $0 | 0x20 }.elementsEqual("bearer ".utf8)
        }
        let isJoined = { (byte: UInt8) in
            byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        }
        return before.last.map(isJoined) != true
            && bytes[place.upperBound...].first.map(isJoined) != true
    }

    /// In hexadecimal, and the characters of base64 that don't depend on what is around it.
    private static func encodings(of key: [UInt8]) -> [[UInt8]] {
        let digits = key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let encoded = (0..<3).map { shift in
            let text = Data(Array(repeating: 0, count: shift) + key).base64EncodedString()
            let characters = ((shift * 8 + 5) / 6)..<((shift + key.count) * 8 / 6)
            return String(decoding: Array(text.utf8)[characters], as: UTF8.self)
        }
        let forURLs = encoded.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
        return ([digits, digits.uppercased()] + encoded + forURLs).map { Array($0.utf8) }
    }
}

/// The index after a character that is written as it is or escaped; nil where another one is.
private func after(_ byte: UInt8, in bytes: [UInt8], at index: Int) -> Int? {
    guard index < bytes.count else { return nil }
    return afterEscape(byte, in: bytes, at: index) ?? (bytes[index] == byte ? index + 1 : nil)
}

private func afterEscape(_ byte: UInt8, in bytes: [UInt8], at index: Int) -> Int? {
    switch bytes[index] {
    case UInt8(ascii: "\\"): return afterBackslash(byte, in: bytes, at: index)
    case UInt8(ascii: "%"):
        var digits = index + 1
        // Encoded twice or more: the percent sign itself is `%25`.
        while digits < index + 9, byte != 0x25, number(bytes, digits, 2, 16) == 0x25 { digits += 2 }
        return number(bytes, digits, 2, 16) == Int(byte) ? digits + 2 : nil
    case UInt8(ascii: "&"):
        guard let end = bytes[index...].prefix(9).firstIndex(of: UInt8(ascii: ";")),
            index + 2 < end, bytes[index + 1] == UInt8(ascii: "#")
        else { return nil }
        let isHex = bytes[index + 2] | 0x20 == UInt8(ascii: "x")
        let start = index + (isHex ? 3 : 2)
        return number(bytes, start, end - start, isHex ? 16 : 10) == Int(byte) ? end + 1 : nil
    default: return nil
    }
}

/// `\u0073`, `\x73` and `\/`; with more backslashes where JSON is quoted within JSON.
private func afterBackslash(_ byte: UInt8, in bytes: [UInt8], at index: Int) -> Int? {
    let isMark = { (byte: UInt8) in byte != UInt8(ascii: "\\") }
    guard let mark = bytes[index...].prefix(9).firstIndex(where: isMark) else { return nil }
    switch bytes[mark] {
    case UInt8(ascii: "u"): return number(bytes, mark + 1, 4, 16) == Int(byte) ? mark + 5 : nil
    case UInt8(ascii: "x"): return number(bytes, mark + 1, 2, 16) == Int(byte) ? mark + 3 : nil
    case byte where byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\""): return mark + 1
    default: return nil
    }
}

/// The number that so many digits are; nil if they aren't all there.
private func number(_ bytes: [UInt8], _ start: Int, _ count: Int, _ radix: Int) -> Int? {
    guard count > 0, start + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<start + count] {
        let digit =
            switch byte {
            case 0x30...0x39: Int(byte) - 0x30
            case 0x41...0x46, 0x61...0x66: Int(byte | 0x20) - 0x57
            default: Int.max
            }
        guard digit < radix else { return nil }
        value = value * radix + digit
    }
    return value
}

extension TransferResponse {
    /// The same without a secret that its head or body repeats.
    public func removing(_ secret: SecretText) -> TransferResponse {
        TransferResponse(
            status: status,
            headers: ResponseHeaders(
                fields: headers.fields.map {
                    .init(
                        name: secret.removed(from: $0.name),
                        value: secret.removed(from: $0.value)
                    )
                }
            ),
            body: secret.removed(from: body, isAnswer: (200..<300).contains(status)),
            timings: timings,
            bytesSent: bytesSent,
            httpVersion: httpVersion,
            remoteAddress: remoteAddress,
            isConnectionReused: isConnectionReused
        )
    }
}

extension TransferError {
    /// The same without a secret that its texts repeat.
    public func removing(_ secret: SecretText) -> TransferError {
        TransferError(
            code,
            secret.removed(from: message),
            cause: secret.removed(from: cause),
            curlCode: curlCode,
            mayHaveArrived: mayHaveArrived,
            status: status
        )
    }
}
