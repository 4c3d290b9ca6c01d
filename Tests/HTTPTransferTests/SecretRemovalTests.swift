import Foundation
import Testing

@testable import HTTPTransfer

/// A server that sends the key back, in every form that somebody has thought of.
@Suite("A key that a server repeats") struct SecretRemovalTests {
    private static let key = "sk-test/01+23456789&abcdefSECRET"
    private static let secret = SecretText(key)

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    private static func escaped(_ text: String, _ form: (UInt8) -> String) -> String {
        text.utf8.map(form).joined()
    }

    private static func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }

    private static let escapes: [String] = [
        key,
        escaped(key) { "\\u00" + hex($0) },
        escaped(key) { "\\U00" + hex($0) }.lowercased(),
        "\\u0073" + key.dropFirst(),
        escaped(key) { "\\\\u00" + hex($0).uppercased() },
        escaped(key) { "\\x" + hex($0) },
        key.replacing("/", with: "\\/"),
        escaped(key) { "%" + hex($0) },
        key.replacing("/", with: "%2F").replacing("+", with: "%2b").replacing("&", with: "%26"),
        key.replacing("/", with: "%252F").replacing("+", with: "%25252B"),
        escaped(key) { "&#\($0);" },
        escaped(key) { "&#x\(hex($0));" },
        escaped(key, hex),
        escaped(key, hex).uppercased(),
    ]

    @Test(arguments: escapes, ["", "x", "Bearer ", "{\"model\":\"", "\\n", "%", "&"])
    func `is removed, however it is written`(written: String, before: String) {
        let text = before + written + "\"}"
        #expect(Self.secret.removed(from: text) == before + "[key]\"}")
        #expect(
            Self.secret.removed(from: text + text)
                == String(repeating: before + "[key]\"}", count: 2)
        )
    }

    @Test(arguments: ["", "x", "ab", "user:", "Bearer "], ["", "y", "end"])
    func `is removed from base64 at any alignment`(before: String, after: String) {
        for text in [before + Self.key + after, before + "??>>~~" + Self.key] {
            let encoded = Self.base64(text)
            let forURL = encoded.replacing("+", with: "-").replacing("/", with: "_")
            for written in [encoded, forURL] {
                let left = Self.secret.removed(from: "<\(written)>")
                #expect(left.contains("[key]"))
                // At most a part of a byte is left at each end.
                #expect(left.utf8.count <= written.utf8.count - Self.key.utf8.count + 5, "\(left)")
            }
        }
    }

    @Test func `is removed where it was cut off, and not for a prefix that all keys have`() {
        let cut = Self.key.prefix(20)
        #expect(Self.secret.removed(from: "wrong key \(cut)…") == "wrong key [key]…")
        #expect(Self.secret.removed(from: "\(cut)") == "[key]")
        for text in ["sk-test/", "Incorrect key: sk-test/****CRET", "sk-", "", "SECRET"] {
            #expect(Self.secret.removed(from: text) == text)
        }
    }

    @Test(arguments: [
        "{\"x\":100,\"text\":\"\\u0041\\n\\\\\"}", "100 % of &amp; and %2", "%", "\\", "\\u00",
        "&#",
        "&#;", "&#x;", "%zz\\u00zz&#zz;", String(repeating: "\\", count: 50),
    ])
    func `everything else stays as it is`(text: String) {
        #expect(Self.secret.removed(from: text) == text)
        #expect(SecretText("").removed(from: text) == text)
    }

    private func response(_ status: Int, _ body: String, header: String = "") -> TransferResponse {
        TransferResponse(
            status: status,
            headers: ResponseHeaders(fields: [.init(name: "X-Request-Id", value: header)]),
            body: Array(body.utf8),
            timings: TransferTimings(connect: .zero, firstByte: .zero, total: .zero),
            bytesSent: 1,
            httpVersion: "1.1",
            remoteAddress: "127.0.0.1:1",
            isConnectionReused: false
        )
    }

    @Test func `a whole response is without it`() {
        let response = response(200, "[\(Self.key)]", header: "req-\(Self.key)")
            .removing(Self.secret)
        #expect(String(decoding: response.body, as: UTF8.self) == "[[key]]")
        #expect(response.headers["x-request-id"] == "req-[key]")
        #expect(response.status == 200 && response.remoteAddress == "127.0.0.1:1")
    }

    @Test func `so is an error`() {
        let error = TransferError(
            .tlsFailed,
            "https://\(Self.key): no",
            cause: "for \(Self.key)",
            curlCode: 60,
            mayHaveArrived: true,
            status: 200
        )
        let clean = error.removing(Self.secret)
        #expect(clean.message == "https://[key]: no" && clean.cause == "for [key]")
        #expect(clean.curlCode == 60 && clean.mayHaveArrived && clean.status == 200)
    }

    @Test(arguments: ["x", "none", "ollama"])
    func `a word that is no secret doesn't spoil an answer`(word: String) {
        let secret = SecretText(word)
        let answer = #"{"x":1,"hidden":"none","model":"ollama/x:none"}"#
        let kept = response(200, answer).removing(secret)
        #expect(String(decoding: kept.body, as: UTF8.self) == answer)
        let told = response(200, "you sent Bearer \(word)!").removing(secret)
        #expect(String(decoding: told.body, as: UTF8.self) == "you sent Bearer [key]!")
        let refused = response(401, "wrong key '\(word)', not \(word)er", header: word)
            .removing(secret)
        #expect(
            String(decoding: refused.body, as: UTF8.self) == "wrong key '[key]', not \(word)er"
        )
        #expect(refused.headers["x-request-id"] == "[key]")
    }

    @Test(.timeLimit(.minutes(10)))
    func `what looks like the beginning of many keys is read in time`() {
        let count = 50_000
        for part in ["\\", "%25", "sk-test/01", "&#115;", "%"] {
            let text = String(repeating: part, count: count / part.utf8.count)
            #expect(Self.secret.removed(from: text) == text)
        }
    }
}
