import Foundation

/// How long a service asks to wait: `retry-after-ms`, else `retry-after`.
///
/// `retry-after` is seconds, with or without a fraction, or a date; a date counts from the
/// response's own `date`, as the two clocks may differ, else from `now`. A date in the past is zero.
///
/// - Parameters:
///   - headers: by lower-case name.
///   - now: the wall clock.
/// - Returns: up to 30 years; nil without a hint, or for one that is negative or malformed.
///
/// Source: RFC 9110, 10.2.3; the retry code of OpenAI's own clients.
func retryHint(in headers: [String: String], now: Date) -> Duration? {
    if let milliseconds = headers["retry-after-ms"].flatMap(decimal) {
        return shortened(seconds: milliseconds / 1000)
    }
    guard let text = headers["retry-after"] else { return nil }
    if let seconds = decimal(text) { return shortened(seconds: seconds) }
    guard let date = httpDate(text, now: now) else { return nil }
    let reference = headers["date"].flatMap { httpDate($0, now: now) } ?? now
    return shortened(seconds: max(0, date.timeIntervalSince(reference)))
}

/// How long to wait, in any form that services give it in.
///
/// It is a duration such as `6m0s`, a number of seconds, a moment of Unix time in seconds or
/// milliseconds, or a date. A moment in the past is zero.
///
/// - Returns: up to 30 years; nil for anything else.
func waitTime(_ text: String, now: Date) -> Duration? {
    if let duration = goDuration(text) { return duration }
    if let number = decimal(text) {
        let seconds = number >= 1e11 ? number / 1000 : number
        let isMoment = seconds >= 1e9
        return shortened(seconds: max(0, isMoment ? seconds - now.timeIntervalSince1970 : seconds))
    }
    let date = httpDate(text, now: now) ?? isoDate(text)
    return date.map { shortened(seconds: max(0, $0.timeIntervalSince(now))) }
}

/// `2026-11-23T02:00:00Z`, with or without parts of a second.
private func isoDate(_ text: String) -> Date? {
    for hasFraction in [false, true] {
        do {
            return try Date.ISO8601FormatStyle(includingFractionalSeconds: hasFraction).parse(text)
        } catch {
            continue
        }
    }
    return nil
}

/// A moment in one of HTTP's three forms.
///
/// They are `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6
/// 08:49:37 1994`. The day of the week isn't checked. A year of two digits is at most 50 years
/// after `now`.
///
/// - Returns: nil for anything else.
///
/// Source: RFC 9110, 5.6.7.
func httpDate(_ text: String, now: Date) -> Date? {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    var parts = DateComponents()
    let time: Substring
    let fixed = /[A-Za-z]{3}, ([0-9]{2}) ([A-Za-z]{3}) ([0-9]{4}) ([0-9:]{8}) (?:GMT|UTC)/
    let old = /[A-Za-z]{6,9}, ([0-9]{2})-([A-Za-z]{3})-([0-9]{2}) ([0-9:]{8}) (?:GMT|UTC)/
    let plain = /[A-Za-z]{3} ([A-Za-z]{3}) ([0-9 ][0-9]) ([0-9:]{8}) ([0-9]{4})/
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if let match = trimmed.wholeMatch(of: fixed) {
        (parts.day, parts.month, parts.year) = (Int(match.1), month(match.2), Int(match.3))
        time = match.4
    } else if let match = trimmed.wholeMatch(of: old) {
        let thisYear = calendar.component(.year, from: now)
        let year = Int(match.3).map { $0 + thisYear / 100 * 100 }
        (parts.day, parts.month) = (Int(match.1), month(match.2))
        parts.year = year.map { $0 > thisYear + 50 ? $0 - 100 : $0 }
        time = match.4
    } else if let match = trimmed.wholeMatch(of: plain) {
        parts.day = Int(match.2.trimmingCharacters(in: .whitespaces))
        (parts.month, parts.year) = (month(match.1), Int(match.4))
        time = match.3
    } else {
        return nil
    }
    guard let clock = time.wholeMatch(of: /([0-9]{2}):([0-9]{2}):([0-9]{2})/) else { return nil }
    (parts.hour, parts.minute, parts.second) = (Int(clock.1), Int(clock.2), Int(clock.3))
    guard parts.month != nil, parts.isValidDate(in: calendar) else { return nil }
    return calendar.date(from: parts)
}

private func month(_ name: Substring) -> Int? {
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    return names.firstIndex(of: name.lowercased()).map { $0 + 1 }
}

/// Digits with or without a fraction: no sign, no exponent, no `inf`.
private func decimal(_ text: String) -> Double? {
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    return trimmed.wholeMatch(of: /[0-9]+(?:\.[0-9]*)?/) == nil ? nil : Double(trimmed)
}

/// Up to 30 years, as more would overflow sums.
func shortened(seconds: Double) -> Duration {
    .seconds(min(seconds, 1e9))
}
