import Foundation
import Testing

@testable import Stocktake

/// What services, frameworks and gateways say when they refuse.
@Suite("The words of a refusal") struct RefusalBodyTests {
    private static let now = Date(timeIntervalSince1970: 1_795_312_800)

    private func words(_ body: String, isAnswer: Bool = false) -> String? {
        RefusalBody(Array(body.utf8), isAnswer: isAnswer, now: Self.now).words.map(quoted)
    }

    @Test(
        arguments: [
            (#"{"error":{"message":"Bad model","type":"x","param":null,"code":"y"}}"#, "Bad model"),
            (#"[{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}]"#, "Quota"),
            (
                #"{"error":"'response_format.type' must be 'text'"}"#,
                "'response_format.type' must be 'text'"
            ),
            (
                #"{"object":"error","message":"At most 1 image(s)","code":400}"#,
                "At most 1 image(s)"
            ),
            (#"{"detail":"Not Found"}"#, "Not Found"),
            (
                #"{"detail":[{"loc":["body","messages",0],"msg":"field required","type":"missing"}]}"#,
                "body.messages.0: field required"
            ),
            (#"{"detail":{"error":"No GPU"}}"#, "No GPU"),
            (#"{"message":"Forbidden"}"#, "Forbidden"),
            (#"{"Message":"User is not authorized"}"#, "User is not authorized"),
            (#"{"fault":{"faultstring":"Rate limit"}}"#, "Rate limit"),
            (#"{"errors":[{"message":"one"},{"message":"two"}]}"#, "one; two"),
            (
                #"{"type":"about:blank","title":"Too Many Requests","status":429}"#,
                "Too Many Requests"
            ),
            (
                #"{"error":{"message":"Provider returned error","metadata":{"raw":"no room"}}}"#,
                "Provider returned error: no room"
            ),
            (#""nothing here""#, "nothing here"),
            (#"{"status":503}"#, "{'status':503}"),
            ("404 page not found\n", "404 page not found"),
            ("data: {\"error\":{\"message\":\"in a stream\"}}\n\ndata: [DONE]\n", "in a stream"),
            (
                "<html>\r\n<head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
                "502 Bad Gateway"
            ),
            (
                "<!DOCTYPE html><style>p{}</style><script>x</script><p>Down &amp; <b>out</b></p>",
                "Down & out"
            ),
            (
                "<?xml version='1.0'?><Error><Code>A</Code><Message>No access</Message></Error>",
                "A No access"
            ),
            (#"{"error":{"message":"line one\n\tline \"two\""}}"#, "line one line 'two'"),
            (
                #"{"error":{"message":"bad image data:image/jpeg;base64,/9j/4AAQ+Sk=, sorry"}}"#,
                "bad image data:…, sorry"
            ),
            (#"{"error":{"message":"~u001b[31mred~u202e"}}"#, #"\u{1b}[31mred\u{202e}"#),
        ] as [(String, String)]
    )
    func `are found in every form, and are one printable line`(body: String, words: String) {
        #expect(self.words(body.replacing("~u", with: "\\u")) == "\"\(words)\"")
    }

    @Test(arguments: ["", "  \n", "{}", "[]", "null", "\u{FFFD}\u{FFFD}"])
    func `are missing where nothing is said`(body: String) {
        let words = words(body)
        #expect(words == nil || words == "\"\(body)\"", "\(words ?? "")")
    }

    @Test func `long ones are cut, and codes are left out`() {
        let long = words(#"{"error":"\#(String(repeating: "word ", count: 999))"}"#)
        #expect(long?.count == 203 && long?.hasSuffix("…\"") == true)
        let code = String(repeating: "QUJD", count: 40)
        #expect(words(#"{"error":"no \#(code) here"}"#) == "\"no … here\"")
    }

    @Test(
        arguments: [
            (#"{"choices":[{"message":{"content":"I see ice"}}]}"#, nil),
            (#"{"choices":[{"error":{"message":"lost"},"message":{"content":"I see"}}]}"#, "lost"),
            (#"{"choices":[{"message":{"content":"I see"#, nil),
            ("<html><title>Sign in</title></html>", "Sign in"),
        ] as [(String, String?)]
    )
    func `are never those of a model`(body: String, words: String?) {
        #expect(self.words(body, isAnswer: true) == words.map { "\"\($0)\"" })
    }

    // MARK: Waits

    @Test(
        arguments: [
            ("Rate limit reached. Please try again in 20s. Visit …", 20.0),
            ("Please try again in 1m30s.", 90), ("try again in 6m0s", 360), ("in 350ms", nil),
            ("Please try again in 350ms.", 0.35), ("Please retry in 24s.", 24),
            ("Please retry in 24.5123s.", 24.5123), ("Please retry after 20 seconds.", 20),
            ("Please retry your requests after 2 minutes", 120), ("Please wait 5 minutes.", 300),
            ("Try again in 1 hour and 5 minutes", 3900), ("Try again in 2h51m", 10_260),
            ("Rate limit resets in 30 seconds", 30), ("Retry-After: 7", 7), ("retry after 20.", 20),
            ("Please wait for 1 second before retrying", 1), ("Try again in about 10 secs", 10),
            ("available again in 3 days", 259_200), ("RETRY AFTER 9 SECONDS", 9),
            ("You made 3 requests in 60 seconds", nil), ("Please try again later", nil),
            ("Try again with 2 images", nil), ("retry with 3 photos", nil), ("wait", nil),
            ("", nil),
            ("The limit is 30 requests per 1m", nil), ("Please retry at 10:30", nil),
            ("retry in 5 parts", nil),
        ] as [(String, Double?)]
    )
    func `name a wait`(words: String, seconds: Double?) {
        let wait = waitNamed(in: words).map { $0 / .seconds(1) }
        #expect(
            wait == nil ? seconds == nil : abs((wait ?? 0) - (seconds ?? -1)) < 1e-6,
            "\(wait ?? -1)"
        )
    }

    @Test(
        arguments: [
            (
                #"[{"error":{"details":[{"a":1},{"@type":"x.RetryInfo","retryDelay":"24s"}]}}]"#,
                24.0
            ),
            (#"{"error":{"details":[{"retryDelay":"0.5s"}]}}"#, 0.5),
            (#"{"error":{"details":[{"retryDelay":{"seconds":12,"nanos":5}}]}}"#, 12),
            (#"{"error":{"message":"slow","retry_after":7}}"#, 7),
            (#"{"retry_after_ms":1500,"message":"x"}"#, 1.5), (#"{"retryAfter":"3"}"#, 3),
            (#"{"retry_after_seconds":8.5}"#, 8.5),
            (#"{"error":{"resets_in_seconds":7200}}"#, 7200),
            (#"{"error":{"resets_at":1795312860}}"#, 60),
            (#"{"error":{"metadata":{"headers":{"X-RateLimit-Reset":"1795316400000"}}}}"#, 3600),
            (#"{"error":{"message":"try again in 5s","retry_after":9}}"#, 9),
            (#"{"error":{"retry_after":"soon","message":"try again in 5s"}}"#, 5),
            (#"{"error":{"retry_after":-3}}"#, nil), (#"{"error":{"retry":5}}"#, nil),
        ] as [(String, Double?)]
    )
    func `come with a wait among the members`(body: String, seconds: Double?) {
        let hint = RefusalBody(Array(body.utf8), now: Self.now).hint
        #expect(hint == seconds.map { .seconds($0) })
    }

    private func hint(_ headers: [String: String], _ body: String = "") -> Duration? {
        ErrorResponse(
            status: 429,
            error: nil,
            body: RefusalBody(Array(body.utf8), now: Self.now),
            headers: headers,
            now: Self.now
        )?
        .verdict.trouble.hint
    }

    @Test func `the longer one of head and body counts, and then a limit that is used up`() {
        let body = "Please try again in 20s"
        #expect(hint(["retry-after": "7"], body) == .seconds(20))
        #expect(hint(["retry-after": "30"], body) == .seconds(30))
        let left = [
            "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2h0m0s",
            "x-ratelimit-remaining-tokens": "5000", "x-ratelimit-reset-tokens": "6h",
        ]
        #expect(hint(left) == .seconds(7200))
        #expect(hint(left, body) == .seconds(20))
        #expect(
            hint(["x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "2h"]) == nil
        )
        #expect(hint(["x-ratelimit-reset": "1795320000000"]) == .seconds(7200))
        #expect(
            hint(["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795320000"])
                == .seconds(7200)
        )
        #expect(hint(["ratelimit-remaining": "0", "ratelimit-reset": "90"]) == .seconds(90))
        let anthropic = [
            "anthropic-ratelimit-requests-remaining": "0",
            "anthropic-ratelimit-requests-reset": "2026-11-22T12:02:00Z",
        ]
        #expect(hint(anthropic) == .seconds(36_120))
    }

    @Test(arguments: [
        (0.35, "350 ms"), (24.0, "24 s"), (24.2, "25 s"), (90, "1 min 30 s"), (600, "10 min"),
        (7200, "2 h"), (7500, "2 h 5 min"), (3601, "1 h"), (86_400, "1 day"),
        (273_600, "3 days 4 h"), (0, "0 ms"),
    ])
    func `a wait is written as people say it`(seconds: Double, words: String) {
        #expect(Duration.seconds(seconds).words == words)
    }
}
