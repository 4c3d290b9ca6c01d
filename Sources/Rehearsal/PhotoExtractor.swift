/// Extracts the photos from a JSON body that arrives in parts, in constant memory.
///
/// Tracks only where strings begin and end. Everything but photos is copied to the skeleton, which
/// is parsed strictly afterwards; a string that begins with `data:image/TYPE;base64,` is decoded
/// into one buffer, passed to `readPhoto`, and replaced by `photo:N`. Photos may use JSON's escapes,
/// as encoders that write `\/` do.
package struct PhotoExtractor {
    /// What is kept at most.
    package struct Limits: Sendable, Hashable {
        /// One decoded photo, in bytes.
        package var photoBytes = 64 << 20
        /// Everything but photos, in bytes.
        package var skeletonBytes = 16 << 20

        /// 64 MiB a photo, 16 MiB for the rest.
        package init() {}
    }

    private enum State: Hashable {
        case outside
        /// In a string that may become a data URL: where it began, and whether the last byte was a
        /// backslash.
        case opening(Int, Bool)
        case string
        case stringEscape
        case photo
        case photoEscape
        /// In `\uXXXX` of a photo, with the digits so far.
        case photoUnicode([UInt8])
    }

    private let limits: Limits
    private let readPhoto: ([UInt8]) -> ReceivedPhoto.Reading
    private var state = State.outside
    private var skeleton: [UInt8] = []
    private var photos: [ReceivedPhoto] = []
    private var base64: Base64Decoder
    private var mediaType = ""
    private var urlLength = 0
    private var byteCount = 0
    private var isWhole = true

    /// An extractor for one body.
    ///
    /// - Parameters:
    ///   - limits: what is kept at most.
    ///   - readPhoto: examines a photo's bytes; called in the order of the photos.
    package init(
        limits: Limits = Limits(),
        readPhoto: @escaping ([UInt8]) -> ReceivedPhoto.Reading
    ) {
        self.limits = limits
        self.readPhoto = readPhoto
        base64 = Base64Decoder(maxBytes: limits.photoBytes)
    }

    /// Takes the next part of the body.
    package mutating func add(_ bytes: Span<UInt8>) {
        byteCount += bytes.count
        var index = 0
        while index < bytes.count {
            if state == .photo {
                let end = base64.add(bytes, in: index..<bytes.count)
                urlLength += end - index
                index = end
                guard index < bytes.count else { return }
            }
            take(bytes[index])
            index += 1
        }
    }

    /// Ends the body.
    package func finish() -> ReceivedBody {
        ReceivedBody(
            skeleton: skeleton,
            photos: photos,
            byteCount: byteCount,
            isWhole: isWhole && state == .outside
        )
    }

    private mutating func take(_ byte: UInt8) {
        switch state {
        case .outside:
            keep(byte)
            if byte == quote { state = .opening(skeleton.count, false) }
        case .opening(let start, let isEscaped):
            keep(byte)
            if byte == quote && !isEscaped {
                state = .outside
            } else {
                state = .opening(start, byte == backslash && !isEscaped)
                classify(from: start)
            }
        case .string:
            keep(byte)
            if byte == quote { state = .outside }
            if byte == backslash { state = .stringEscape }
        case .stringEscape:
            keep(byte)
            state = .string
        case .photo, .photoEscape, .photoUnicode: takeOfPhoto(byte)
        }
    }

    /// Decides, as early as possible, whether the string that began at `start` is a photo.
    private mutating func classify(from start: Int) {
        let (text, isComplete) = Self.unescaped(skeleton[start...])
        guard isComplete else { return }
        let beginning = text.prefix(Self.opening.count)
        guard Self.opening.starts(with: beginning), text.count <= Self.longestPrefix else {
            state = .string
            return
        }
        guard text.count > Self.opening.count, text.last == UInt8(ascii: ",") else { return }
        guard text.suffix(Self.ending.count).elementsEqual(Self.ending) else {
            state = .string
            return
        }
        let type = text.dropFirst(5).dropLast(Self.ending.count)
        mediaType = String(decoding: type, as: UTF8.self)
        urlLength = text.count
        base64.restart()
        skeleton.removeSubrange(start...)
        state = .photo
    }

    /// The text of the beginning of a JSON string, and whether it ends with a whole character.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], isComplete: Bool) {
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == backslash else {
                text.append(byte)
                continue
            }
            guard let kind = rest.popFirst() else { return (text, false) }
            if kind == UInt8(ascii: "u") {
                guard rest.count >= 4 else { return (text, false) }
                let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                text.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(4)
            } else {
                text.append(kind == UInt8(ascii: "/") ? kind : 0)
            }
        }
        return (text, true)
    }

    private mutating func takeOfPhoto(_ byte: UInt8) {
        switch state {
        case .photoEscape:
            state = .photo
            if byte == UInt8(ascii: "u") {
                state = .photoUnicode([])
            } else {
                isWhole = isWhole && Array("\"\\/bfnrt".utf8).contains(byte)
                addEscaped(byte == UInt8(ascii: "/") ? byte : 0)
            }
        case .photoUnicode(let digits):
            let all = digits + [byte]
            guard all.count == 4 else {
                state = .photoUnicode(all)
                return
            }
            state = .photo
            let isHex = all.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
            isWhole = isWhole && isHex
            addEscaped(UInt8(String(decoding: all, as: UTF8.self), radix: 16) ?? 0)
        default:
            if byte == quote { endPhoto() }
            if byte == backslash { state = .photoEscape }
            // JSON allows no control character in a string.
            if byte < 0x20 { isWhole = false }
        }
    }

    private mutating func addEscaped(_ byte: UInt8) {
        base64.add(byte)
        urlLength += 1
    }

    private mutating func endPhoto() {
        let isBase64 = base64.finish()
        let reading = isBase64 ? readPhoto(base64.bytes) : ReceivedPhoto.Reading()
        for byte in "photo:\(photos.count)\"".utf8 { keep(byte) }
        photos.append(
            ReceivedPhoto(
                mediaType: mediaType,
                urlLength: urlLength,
                byteCount: isBase64 ? base64.bytes.count : 0,
                isBase64: isBase64,
                reading: reading
            )
        )
        state = .outside
    }

    private mutating func keep(_ byte: UInt8) {
        guard skeleton.count < limits.skeletonBytes else {
            isWhole = false
            return
        }
        skeleton.append(byte)
    }

    private static let opening = Array("data:image/".utf8)
    private static let ending = Array(";base64,".utf8)
    /// The longest text before the base64; a string with a longer one is not a photo.
    private static let longestPrefix = 80
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
