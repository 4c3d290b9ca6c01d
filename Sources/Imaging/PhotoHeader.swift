/// What is known of a photo before its pixels are decoded.
public struct PhotoHeader: Sendable, Hashable {
    /// The format, by content.
    public let format: PhotoFormat

    /// Width of the upright photo in pixels, 1 or more.
    public let width: Int

    /// Height of the upright photo in pixels, 1 or more.
    public let height: Int

    /// The EXIF orientation as stored, 1…8; 1 when absent.
    ///
    /// Always 1 for HEIC and AVIF, which rotate by a property of the container.
    public let orientation: Int

    /// When the photo was taken, local time, such as `2026-03-02T21:10:00`, with the offset from
    /// UTC (`+09:00`) if the camera stored one; nil when absent or impossible.
    ///
    /// From EXIF DateTimeOriginal and OffsetTimeOriginal; not read from TIFF.
    public let takenAt: String?

    /// A header from its parts.
    public init(
        format: PhotoFormat,
        width: Int,
        height: Int,
        orientation: Int = 1,
        takenAt: String? = nil
    ) {
        self.format = format
        self.width = width
        self.height = height
        self.orientation = orientation
        self.takenAt = takenAt
    }
}

/// EXIF's date and time as ISO 8601; nil unless valid and from year 1 on.
///
/// EXIF has `2026:03:02 21:10:00`, or `0000:00:00 00:00:00` from a camera whose clock was never
/// set. An invalid offset is omitted and the time kept.
///
/// Source: CIPA DC-008 (EXIF 2.32), DateTimeOriginal and OffsetTimeOriginal.
func isoTime(fromEXIF time: String, offset: String?) -> String? {
    let pattern = Array("dddd:dd:dd dd:dd:dd".utf8)
    guard let digits = numbers(in: time, shapedAs: pattern) else { return nil }
    let (year, month, day) = (digits[0], digits[1], digits[2])
    let (hour, minute, second) = (digits[3], digits[4], digits[5])
    let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year > 0, (1...12).contains(month), (1...lengths[month - 1]).contains(day),
        hour < 24, minute < 60, second < 60
    else { return nil }

    let text = Array(time.utf8.prefix(pattern.count))
    let date = String(decoding: text[0..<10], as: UTF8.self).split(separator: ":")
    let iso = date.joined(separator: "-") + "T" + String(decoding: text[11...], as: UTF8.self)
    return iso + (offset.flatMap(isoOffset) ?? "")
}

/// An EXIF offset from UTC, if between -14:00 and +14:00.
private func isoOffset(_ offset: String) -> String? {
    guard let sign = offset.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
        let digits = numbers(in: String(offset.dropFirst()), shapedAs: Array("dd:dd".utf8)),
        digits[0] * 60 + digits[1] <= 14 * 60, digits[1] < 60
    else { return nil }
    return String(decoding: offset.utf8.prefix(6), as: UTF8.self)
}

/// The numbers at the start of a text that matches a pattern in which `d` is a digit.
private func numbers(in text: String, shapedAs pattern: [UInt8]) -> [Int]? {
    let bytes = Array(text.utf8.prefix(pattern.count))
    guard bytes.count == pattern.count else { return nil }
    var numbers = [0]
    for (byte, expected) in zip(bytes, pattern) {
        if expected == UInt8(ascii: "d") {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 48)
        } else {
            guard byte == expected else { return nil }
            numbers.append(0)
        }
    }
    return numbers
}
