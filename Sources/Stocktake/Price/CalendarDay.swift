/// A calendar day as written in tables: `2026-12-11`.
struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    let year: Int
    let month: Int
    let day: Int

    /// Nil unless the text is a valid `YYYY-MM-DD`.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            (1...12).contains(month)
        else { return nil }
        let isLeap =
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard year > 0, (1...lengths[month - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    var description: String {
        [(year, 4), (month, 2), (day, 2)]
            .map { number, width in
                let digits = String(number)
                return String(repeating: "0", count: width - digits.count) + digits
            }
            .joined(separator: "-")
    }

    static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

/// The model of a dated snapshot: `gpt-5.2` for `gpt-5.2-2025-12-11`.
///
/// - Returns: nil if the name doesn't end in a calendar day.
func modelName(ofSnapshot name: String) -> String? {
    guard let match = name.wholeMatch(of: /(.+)-([0-9]{4}-[0-9]{2}-[0-9]{2})/),
        CalendarDay(String(match.2)) != nil
    else { return nil }
    return String(match.1)
}
