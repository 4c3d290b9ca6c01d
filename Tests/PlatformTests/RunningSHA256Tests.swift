import Platform
import Testing

struct RunningSHA256Tests {
    @Test(arguments: [0, 1, 63, 64, 65, 100_000])
    func `pieces give the hash of the whole`(size: Int) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for step in [1_000, 65, size + 1] {
            var hash = RunningSHA256()
            for start in stride(from: 0, to: size, by: step) {
                hash.add(bytes, in: start..<min(start + step, size))
            }
            #expect(hash.finish() == sha256(of: bytes))
        }
    }
}
