import Foundation
import Testing

@testable import Stocktake

struct RateLimitHeadersTests {
    /// 1994-11-06T08:49:37Z.
    private let moment = Date(timeIntervalSince1970: 784_111_777)

    @Test(arguments: [
        ("retry-after", "7", 7.0), ("retry-after", " 20 ", 20), ("retry-after", "0", 0),
        ("retry-after", "1.5", 1.5), ("retry-after", "3600", 3600), ("retry-after-ms", "250", 0.25),
        ("retry-after-ms", "1500.5", 1.5005), ("retry-after", "99999999999999999999999", 1e9),
        ("retry-after", "Sun, 06 Nov 1994 08:50:00 GMT", 23),
        ("retry-after", "Sunday, 06-Nov-94 08:50:00 GMT", 23),
        ("retry-after", "Sun Nov  6 08:50:00 1994", 23),
        ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ])
    func `reads how long to wait`(name: String, text: String, seconds: Double) {
        #expect(retryHint(in: [name: text], now: moment) == .seconds(seconds))
    }

    @Test(arguments: [
        "-1", "", "soon", "inf", "nan", "1e5", "0x10", "1s", "+5", "١", "1,5", ".",
        "Sun, 31 Feb 1994 08:50:00 GMT", "Sun, 06 Foo 1994 08:50:00 GMT",
        "Sun, 06 Nov 1994 25:50:00 GMT", "Sun, 06 Nov 1994 08:50:00 PST", "1994-11-06T08:50:00Z",
    ])
    func `ignores a hint that is negative or garbage`(text: String) {
        #expect(retryHint(in: ["retry-after": text], now: moment) == nil)
        #expect(
            retryHint(in: ["retry-after-ms": text, "retry-after": "3"], now: moment)
                == .seconds(3)
        )
    }

    @Test func `milliseconds come before seconds`() {
        let headers = ["retry-after-ms": "400", "retry-after": "9"]
        #expect(retryHint(in: headers, now: moment) == .milliseconds(400))
        #expect(retryHint(in: [:], now: moment) == nil)
    }

    @Test func `a date counts from the service's clock, if it tells it`() {
        var headers = [
            "retry-after": "Sun, 06 Nov 1994 08:50:00 GMT",
            "date": "Sun, 06 Nov 1994 08:49:50 GMT",
        ]
        let wrong = moment.addingTimeInterval(-86_400)
        #expect(retryHint(in: headers, now: wrong) == .seconds(10))
        headers["date"] = "now"
        #expect(retryHint(in: headers, now: moment) == .seconds(23))
    }

    @Test func `two digits of a year are at most 50 years ahead`() throws {
        let now = Date(timeIntervalSince1970: 1_795_392_000)  // 2026-11-23
        let future = try #require(httpDate("Monday, 23-Nov-76 00:00:00 GMT", now: now))
        #expect(future == httpDate("Mon, 23 Nov 2076 00:00:00 GMT", now: now))
        let past = try #require(httpDate("Monday, 23-Nov-77 00:00:00 GMT", now: now))
        #expect(past == httpDate("Wed, 23 Nov 1977 00:00:00 GMT", now: now))
    }

    @Test(arguments: [
        ("1s", 1.0), ("6m0s", 360), ("1h30m0s", 5400), ("120ms", 0.12), ("7.66s", 7.66),
        ("0", 0), ("0s", 0), ("1m30.5s", 90.5), ("5us", 5e-6), ("5\u{B5}s", 5e-6),
        ("5\u{3BC}s", 5e-6), ("100ns", 1e-7), (".5s", 0.5), ("2.h", 7200), ("3m120ms", 180.12),
    ])
    func `reads durations as Go writes them`(text: String, seconds: Double) throws {
        let duration = try #require(goDuration(text))
        #expect(abs(duration / .seconds(1) - seconds) < 1e-9)
    }

    @Test(arguments: [
        "", "12", "-5s", "+5s", "s", "1.2.3s", "5 s", "5S", "1d", "5mss", "1e3s", ".s", "9999999h",
        "1s2", String(repeating: "1s", count: 60), "٣s",
    ])
    func `refuses other durations`(text: String) {
        #expect(goDuration(text) == nil)
    }

    @Test func `reads what is left of each limit`() {
        let headers = RateLimitHeaders([
            "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59",
            "x-ratelimit-reset-requests": "1s", "x-ratelimit-remaining-tokens": "149984",
            "x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-remaining-project-tokens": "-1",
            "x-ratelimit-reset-project-tokens": "1s",
        ])
        #expect(
            headers.requests == RateBudget(limit: 60, remaining: 59, reset: .seconds(1))
        )
        #expect(
            headers.tokens == RateBudget(limit: nil, remaining: 149_984, reset: .seconds(360))
        )
        #expect(headers.projectTokens == nil)
        #expect(!headers.isEmpty && RateLimitHeaders().isEmpty)
    }

    @Test(arguments: ["99999999999999999999", "1.5", "", "many", "٣"])
    func `ignores a budget it can't read`(text: String) {
        let headers = RateLimitHeaders([
            "x-ratelimit-remaining-tokens": text, "x-ratelimit-reset-tokens": "1s",
            "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": text + "x",
        ])
        #expect(headers.isEmpty)
    }
}
