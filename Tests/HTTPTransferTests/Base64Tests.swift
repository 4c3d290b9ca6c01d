import Testing

@testable import HTTPTransfer

struct Base64Tests {
    /// The table, used on processors without vector instructions, is tested on all.
    private func encoded(_ bytes: [UInt8], byTable: Bool) -> [UInt8] {
        // Guard bytes after the buffer detect writes past its end.
        let size = (bytes.count + 2) / 3 * 4
        var output = [UInt8](repeating: 0xEE, count: size + 8)
        let count = unsafe bytes.withUnsafeBytes { input in
            unsafe output.withUnsafeMutableBytes { room in
                guard let start = room.baseAddress else { return 0 }
                return byTable
                    ? unsafe Base64Table.standard.encode(input, into: start)
                    : unsafe encodeBase64(input, into: start)
            }
        }
        #expect(count == size)
        #expect(output[size...].allSatisfy { $0 == 0xEE })
        return Array(output.prefix(size))
    }

    @Test(arguments: [true, false])
    func `encodes every length as Foundation does`(byTable: Bool) {
        for count in 0...300 {
            let bytes = noise(count, seed: UInt64(count))
            #expect(encoded(bytes, byTable: byTable) == base64(bytes))
        }
    }

    @Test(arguments: [true, false])
    func `encodes each value at every position`(byTable: Bool) {
        for shift in 0..<4 {
            let bytes = [UInt8](repeating: 0, count: shift) + (0...255) + (0...255).reversed()
            #expect(encoded(bytes, byTable: byTable) == base64(bytes))
        }
        let large = noise(1_000_001)
        #expect(encoded(large, byTable: byTable) == base64(large))
    }

    @Test func `matches the examples of the standard`() {
        // Source: RFC 4648 section 10.
        let examples = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==",
            "fooba": "Zm9vYmE=", "foobar": "Zm9vYmFy",
        ]
        for (plain, text) in examples {
            #expect(encoded(Array(plain.utf8), byTable: false) == Array(text.utf8))
        }
    }
}
