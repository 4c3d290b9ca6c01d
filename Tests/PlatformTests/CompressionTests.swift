import Foundation
import Platform
import Testing

struct CompressionTests {
    struct Sample: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
    }

    static let samples = [
        Sample(testDescription: "nothing", bytes: []),
        Sample(testDescription: "one byte", bytes: [7]),
        Sample(testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 1_000_000)),
        Sample(testDescription: "JSON", bytes: Array(#"{"photos":[{"id":"p1","x":512}]}"#.utf8)),
        Sample(
            testDescription: "noise",
            bytes: (0..<100_000).map { _ in UInt8.random(in: .min ... .max) }
        ),
    ]

    @Test(arguments: samples)
    func `bytes come back as they were`(_ sample: Sample) throws {
        let bytes = sample.bytes
        let small = compressed(bytes)
        #expect(small.count <= bytes.count + 64)
        #expect(try decompressed(small, byteCount: bytes.count, maxBytes: 1_000_000) == bytes)
    }

    @Test func `JSON shrinks`() {
        let json = (0..<500).map { #"{"id":"p\#($0)","x":\#($0 * 7 % 1000),"zone":"floor"},"# }
        let bytes = Array(json.joined().utf8)
        #expect(compressed(bytes).count * 3 < bytes.count)
    }

    @Test(arguments: [-1, 0, 999_999, 1_000_001])
    func `a wrong size is refused`(_ size: Int) {
        let small = compressed([UInt8](repeating: 0, count: 1_000_000))
        #expect(throws: CompressionError.self) {
            try decompressed(small, byteCount: size, maxBytes: 2_000_000)
        }
    }

    @Test func `an impossible size allocates no memory`() {
        let small = compressed([1, 2, 3])
        for size in [1_000_000, 1 << 50, Int.max] {
            let error = #expect(throws: CompressionError.self) {
                try decompressed(small, byteCount: size, maxBytes: .max)
            }
            #expect(error?.code == .invalidSize)
        }
    }

    @Test func `more than the limit is refused`() {
        let small = compressed([UInt8](repeating: 0, count: 1000))
        let error = #expect(throws: CompressionError.self) {
            try decompressed(small, byteCount: 1000, maxBytes: 999)
        }
        #expect(error?.code == .invalidSize)
    }

    @Test func `a stream that is cut, changed or followed by more is damaged`() {
        let bytes = Array("the same words again and again, the same words".utf8)
        let small = compressed(bytes)
        var hostile: [[UInt8]] = (0..<small.count).map { Array(small.prefix($0)) }
        hostile += (0..<small.count).map { index in
            var changed = small
            changed[index] ^= 0x55
            return changed
        }
        hostile += [small + [0], small + small, [], bytes]
        for stream in hostile {
            let error = #expect(throws: CompressionError.self) {
                try decompressed(stream, byteCount: bytes.count, maxBytes: 1000)
            }
            #expect(error?.code == .damaged)
        }
    }
}
