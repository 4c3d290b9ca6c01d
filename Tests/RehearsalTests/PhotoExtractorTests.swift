import Foundation
import ServiceFaults
import Testing

@testable import Rehearsal

@Suite(.timeLimit(.minutes(10))) struct PhotoExtractorTests {
    /// What is extracted from a body that arrives in parts of `step` bytes.
    private func extract(
        _ text: String,
        step: Int = .max,
        limits: PhotoExtractor.Limits = PhotoExtractor.Limits()
    ) -> (body: ReceivedBody, photos: [[UInt8]]) {
        let seen = Seen()
        var extractor = PhotoExtractor(limits: limits) { bytes in
            seen.photos.append(bytes)
            return ReceivedPhoto.Reading()
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(step, bytes.count)) {
            let end = min(start + min(step, bytes.count), bytes.count)
            extractor.add(bytes.span.extracting(start..<end))
        }
        return (extractor.finish(), seen.photos)
    }

    private final class Seen { var photos: [[UInt8]] = [] }

    private func skeleton(_ body: ReceivedBody) -> String {
        String(decoding: body.skeleton, as: UTF8.self)
    }

    @Test(arguments: [1, 2, 3, 5, 64, 10_000])
    func `extracts photos however the body is split`(step: Int) {
        let photos: [[UInt8]] = (0..<5).map { size in (0..<size * 251 + 1).map { UInt8($0 % 256) } }
        let urls = photos.map { "\"\(TestQuestion.url($0, type: "image/png"))\"" }
        let text = #"{"a\"b":["# + urls.joined(separator: ",") + #"],"c":"data:text/plain,\\"}"#
        let (body, seen) = extract(text, step: step)
        #expect(seen == photos)
        let names = (0..<5).map { "\"photo:\($0)\"" }.joined(separator: ",")
        #expect(skeleton(body) == #"{"a\"b":["# + names + #"],"c":"data:text/plain,\\"}"#)
        #expect(body.isWhole)
        #expect(body.byteCount == text.utf8.count)
        #expect(body.photos.map(\.byteCount) == photos.map(\.count))
        #expect(body.photos.map(\.urlLength) == urls.map { $0.count - 2 })
        #expect(body.photos.allSatisfy { $0.mediaType == "image/png" && $0.isBase64 })
    }

    @Test(arguments: [1, 4, 1000])
    func `reads photos written with escapes`(step: Int) {
        let bytes: [UInt8] = [0xFF, 0xFF, 0xFE, 0x3F]
        let plain = TestQuestion.url(bytes)
        #expect(plain.hasSuffix("///+Pw=="))
        let escaped = plain.replacing("/", with: #"\/"#).replacing("+", with: #"\u002b"#)
            .replacing("data:", with: #"d\u0061ta:"#)
        let (body, seen) = extract("[\"\(escaped)\"]", step: step)
        #expect(seen == [bytes])
        #expect(skeleton(body) == #"["photo:0"]"#)
        #expect(body.photos.first?.urlLength == plain.count)
        #expect(body.isWhole)
    }

    @Test(arguments: [
        "data:image/", "data:image/png", "data:image/png,", "data:image/png;base64", "data:,x",
        "data:image/png;charset=x,AAAA", "DATA:image/png;base64,AAAA", " data:image/png;base64,AA",
        #"data:image\"png"#, #"\u0064"#, #"\""#, #"\\"#, "",
        "data:image/" + String(repeating: "x", count: 90) + ";base64,AAAA",
    ])
    func `leaves other strings as they are`(_ text: String) {
        for step in [1, 1000] {
            let (body, seen) = extract("{\"a\":\"\(text)\",\"b\":1}", step: step)
            #expect(seen.isEmpty)
            #expect(skeleton(body) == "{\"a\":\"\(text)\",\"b\":1}")
            #expect(body.isWhole)
        }
    }

    @Test(arguments: [
        "", "A", "AA", "AAA", "AAAAA", "AA=A", "AAA=A", "A===", "=", "AA==AA==", "AAA==", "AB==",
        "AAB=", "AA-_", "AA A", #"AA\nAA"#, "AAÄ=", "====",
    ])
    func `recognises what is not base64`(_ text: String) {
        let (body, seen) = extract("[\"data:image/gif;base64,\(text)\",1]")
        #expect(seen.isEmpty)
        #expect(body.photos.map(\.isBase64) == [false])
        #expect(skeleton(body) == #"["photo:0",1]"#)
        #expect(body.isWhole)
    }

    @Test(arguments: ["AA==", "AAA=", "AAAA", "/+8="])
    func `accepts every correct ending`(_ text: String) {
        let (body, seen) = extract("[\"data:image/gif;base64,\(text)\"]")
        #expect(seen.first == Data(base64Encoded: text).map { Array($0) })
        #expect(body.photos.map(\.isBase64) == [true])
    }

    @Test(arguments: [
        #"["data:image/gif;base64,AAAA"#, #"["data:image/gif;base64,AA\"#, #"["ab"#, #"["a\"#,
        "[\"data:image/gif;base64,AA\nAA\"]", #"["data:image/gif;base64,AA\xAA"]"#,
        #"["data:image/gif;base64,AA\u00gAA"]"#, #"["data:image/gif;base64,AA\u"]"#,
    ])
    func `recognises a cut string and invalid escapes`(_ text: String) {
        #expect(!extract(text).body.isWhole)
        #expect(!extract(text, step: 1).body.isWhole)
    }

    @Test func `drops what is over its limits`() {
        var limits = PhotoExtractor.Limits()
        limits.photoBytes = 6
        limits.skeletonBytes = 60
        let six = TestQuestion.url([1, 2, 3, 4, 5, 6])
        let seven = TestQuestion.url([1, 2, 3, 4, 5, 6, 7])
        let (body, seen) = extract("[\"\(six)\",\"\(seven)\"]", limits: limits)
        #expect(seen == [[1, 2, 3, 4, 5, 6]])
        #expect(body.photos.map(\.isBase64) == [true, false])
        #expect(body.isWhole)
        let long = "[\"" + String(repeating: "x", count: 100) + "\"]"
        #expect(!extract(long, limits: limits).body.isWhole)
    }

    @Test func `holds no more than one photo`() {
        // 12 photos of 256 KB; what they leave is some bytes each.
        let url = TestQuestion.url([UInt8](repeating: 0x5A, count: 1 << 18))
        let text = "[" + Array(repeating: "\"\(url)\"", count: 12).joined(separator: ",") + "]"
        let (body, seen) = extract(text, step: 65_536)
        #expect(seen.count == 12)
        #expect(body.skeleton.count < 200)
        #expect(body.photos.count == 12)
    }
}
