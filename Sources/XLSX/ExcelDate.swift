/// A date and time as Excel counts: days since the end of 1899, the time as a part of a day.
struct ExcelDate {
    let serial: Double
    /// How to show it: with a time if it was given one, with seconds if it was given those.
    let numberFormat: String

    /// Reads `2026-11-23`, `2026-11-23T02:00`, `2026-11-23T02:00:00` and either of these with `Z`.
    ///
    /// - Returns: nil for anything else, for a day that is not in the calendar, and before March
    ///   1900, where Excel's calendar has a day that never was.
    init?(_ text: String) {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let day = parts.first.flatMap(Self.days), day >= 61 else { return nil }
        guard parts.count == 2 else {
            serial = Double(day)
            numberFormat = "yyyy-mm-dd"
            return
        }
        let clock = parts[1].last == "Z" ? parts[1].dropLast() : parts[1]
        guard let fields = Self.numbers(clock, separator: ":"), (2...3).contains(fields.count),
            clock.utf8.count == fields.count * 3 - 1, fields[0] < 24, fields[1] < 60,
            fields.count == 2 || fields[2] < 60
        else { return nil }
        let seconds = fields[0] * 3600 + fields[1] * 60 + (fields.count == 3 ? fields[2] : 0)
        serial = Double(day) + Double(seconds) / 86_400
        numberFormat = fields.count == 3 ? "yyyy-mm-dd hh:mm:ss" : "yyyy-mm-dd hh:mm"
    }

    /// Excel's number of a day written as `2026-11-23`: 46349.
    private static func days(_ text: Substring) -> Int? {
        guard text.utf8.count == 10, let fields = numbers(text, separator: "-"), fields.count == 3
        else { return nil }
        let (year, month, day) = (fields[0], fields[1], fields[2])
        guard (1900...9999).contains(year), (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        let past = year - 1
        // 693,594 days lie between the year 1 and Excel's day 0, counted with its false leap day.
        return past * 365 + past / 4 - past / 100 + past / 400
            + lengths[..<(month - 1)].reduce(0, +) + day - 693_594
    }

    /// Numbers of ASCII digits between separators; nil if anything else is there.
    private static func numbers(_ text: Substring, separator: Character) -> [Int]? {
        var result: [Int] = []
        for field in text.split(separator: separator, omittingEmptySubsequences: false) {
            guard field.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
                let number = Int(field)
            else { return nil }
            result.append(number)
        }
        return result
    }
}
