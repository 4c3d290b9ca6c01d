import Imaging
import Platform

/// What the bytes of a photo's file say before a pixel is decoded.
struct PhotoContent: Sendable, Hashable {
    /// 64 lower-case hex digits.
    let sha256: String
    let header: PhotoHeader
}

/// Remembered photos by key, in the form of the memory's file.
///
/// 1. The line `stocktake <version> photo memory 1`: another version may read headers otherwise.
/// 2. Records of 96 bytes in rising order of their keys, numbers big-endian: key (16), SHA-256 (32),
///    width (4), height (4), day of the last use since 1970 (4), EXIF orientation (4), and `jpeg` or
///    `jpeg 2026-03-02T21:10:00+09:00` in ASCII, filled up with zeros (32).
/// 3. The SHA-256 of 1 and 2 (32).
///
/// Kept as bytes and searched in them: 200,000 photos take 19 MB, a dictionary of them about 50.
struct PhotoMemoryTable: Sendable {
    private static let opening = Array("stocktake \(StocktakeVersion.text) photo memory 1\n".utf8)
    private static let recordLength = 96
    private static let textLength = 32
    private static let sealLength = 32

    /// Opening and records.
    private var bytes: [UInt8]

    /// A table of no photos.
    init() {
        bytes = Self.opening
    }

    /// The table in a file's bytes; nil when they are damaged, or another program's or version's.
    init?(file: consuming [UInt8]) {
        bytes = consume file
        let recordBytes = bytes.count - Self.opening.count - Self.sealLength
        guard recordBytes >= 0, recordBytes % Self.recordLength == 0,
            bytes.starts(with: Self.opening)
        else { return nil }
        let seal = Array(bytes.suffix(Self.sealLength))
        bytes.removeLast(Self.sealLength)
        guard seal == Self.seal(of: bytes) else { return nil }
    }

    /// The bytes of the file.
    consuming func file() -> [UInt8] {
        bytes += Self.seal(of: bytes)
        return bytes
    }

    /// The size of the file of `count` photos, in bytes.
    static func fileBytes(count: Int) -> Int {
        opening.count + count * recordLength + sealLength
    }

    var count: Int { (bytes.count - Self.opening.count) / Self.recordLength }

    /// What is remembered under a key, and the day it was last of use.
    func entry(_ key: PhotoKey) -> (content: PhotoContent, day: UInt32)? {
        let index = firstIndex(notBelow: key)
        guard index < count, self.key(at: index) == key else { return nil }
        let start = start(of: index)
        let text = bytes[(start + 64)..<(start + Self.recordLength)].prefix { $0 != 0 }
        let words = String(decoding: text, as: UTF8.self).split(separator: " ", maxSplits: 1)
        let (size, use) = (word(at: start + 48), word(at: start + 56))
        guard let format = words.first.flatMap({ PhotoFormat(rawValue: String($0)) }) else {
            return nil
        }
        let header = PhotoHeader(
            format: format,
            width: Int(size >> 32),
            height: Int(size & 0xFFFF_FFFF),
            orientation: Int(use & 0xFFFF_FFFF),
            takenAt: words.count > 1 ? String(words[1]) : nil
        )
        let digest = (2..<6).map { word(at: start + $0 * 8) }
        return (PhotoContent(sha256: hex(ofWords: digest), header: header), UInt32(use >> 32))
    }

    /// Notes that a photo was of use on a day; nothing where it isn't remembered.
    mutating func use(_ key: PhotoKey, day: UInt32) {
        let index = firstIndex(notBelow: key)
        guard index < count, self.key(at: index) == key else { return }
        let start = start(of: index) + 56
        for place in 0..<4 {
            bytes[start + place] = UInt8(truncatingIfNeeded: day >> (24 - 8 * place))
        }
    }

    /// This table without the keys in `removed`, and with `added` on top.
    ///
    /// Contents that no record can hold are left out.
    func merged(
        adding added: [PhotoKey: PhotoContent],
        removing removed: Set<PhotoKey>,
        day: UInt32
    ) -> PhotoMemoryTable {
        var result = PhotoMemoryTable()
        result.bytes.reserveCapacity(Self.fileBytes(count: count + added.count))
        var index = 0
        for (key, content) in added.sorted(by: { $0.key < $1.key }) {
            let next = firstIndex(notBelow: key)
            result.append(self, index..<next, without: removed)
            index = next < count && self.key(at: next) == key ? next + 1 : next
            result.append(key, content, day: day)
        }
        result.append(self, index..<count, without: removed)
        return result
    }

    /// Drops those not used for the longest time; in place, as it is for large tables.
    mutating func keepNewest(_ limit: Int) {
        guard count > limit else { return }
        let days = (0..<count).map(day).sorted(by: >)
        let oldest = limit > 0 ? days[limit - 1] : .max
        var room = limit - days.prefix(limit).count { $0 > oldest }
        var kept = 0
        for index in 0..<count where day(at: index) >= oldest {
            if day(at: index) == oldest {
                guard room > 0 else { continue }
                room -= 1
            }
            let (from, to) = (start(of: index), start(of: kept))
            for place in 0..<Self.recordLength { bytes[to + place] = bytes[from + place] }
            kept += 1
        }
        bytes.removeSubrange(start(of: kept)...)
    }

    private mutating func append(
        _ other: PhotoMemoryTable,
        _ range: Range<Int>,
        without removed: Set<PhotoKey>
    ) {
        guard !removed.isEmpty else {
            bytes += other.bytes[start(of: range.lowerBound)..<start(of: range.upperBound)]
            return
        }
        for index in range where !removed.contains(other.key(at: index)) {
            bytes += other.bytes[start(of: index)..<start(of: index + 1)]
        }
    }

    private mutating func append(_ key: PhotoKey, _ content: PhotoContent, day: UInt32) {
        let header = content.header
        let text = ([header.format.rawValue] + [header.takenAt].compactMap(\.self))
            .joined(separator: " ").utf8
        guard let width = UInt32(exactly: header.width),
            let height = UInt32(exactly: header.height), text.count <= Self.textLength
        else { return }
        let numbers =
            [key.high, key.low] + words(ofHex: content.sha256) + [
                UInt64(width) << 32 | UInt64(height),
                UInt64(day) << 32 | UInt64(header.orientation),
            ]
        for number in numbers { bytes += Self.bigEndian(number) }
        bytes += text
        bytes += repeatElement(0, count: Self.textLength - text.count)
    }

    private func firstIndex(notBelow key: PhotoKey) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self.key(at: middle) < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func start(of index: Int) -> Int {
        Self.opening.count + index * Self.recordLength
    }

    private func key(at index: Int) -> PhotoKey {
        let start = start(of: index)
        return PhotoKey(high: word(at: start), low: word(at: start + 8))
    }

    private func day(at index: Int) -> UInt32 {
        UInt32(word(at: start(of: index) + 56) >> 32)
    }

    private func word(at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in offset..<(offset + 8) { word = word << 8 | UInt64(bytes[place]) }
        return word
    }

    private static func bigEndian(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }

    private static func seal(of bytes: [UInt8]) -> [UInt8] {
        words(ofHex: sha256(of: bytes)).flatMap(bigEndian)
    }
}

/// Four numbers from the 64 hex digits of a SHA-256.
func words(ofHex text: String) -> [UInt64] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count, by: 16).map { start in
        let part = digits[start..<min(start + 16, digits.count)]
        return UInt64(String(decoding: part, as: UTF8.self), radix: 16) ?? 0
    }
}

private func hex(ofWords words: [UInt64]) -> String {
    words.map { word in
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}
