import Foundation
import HTTPTransfer
import Platform
import Testing

/// A new folder, removed when released.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("stocktake-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // The system removes leftovers.
        }
    }

    /// Writes a file and describes it for a body.
    func file(_ name: String, _ bytes: [UInt8], isHashed: Bool = false) throws -> BodyFile {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return BodyFile(
            path: file,
            byteCount: bytes.count,
            sha256: isHashed ? sha256(of: bytes) : nil
        )
    }
}

/// Bytes that look random and are the same in every run.
///
/// They repeat after 100,003, which is not a multiple of any block size.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let period = (0..<min(count, 100_003)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += period.prefix(count - bytes.count) }
    return bytes
}

/// The expected base64, from Foundation.
func base64(_ bytes: [UInt8]) -> [UInt8] {
    Array(Data(bytes).base64EncodedData())
}

/// The error of a request; an answer fails the test.
func failure(
    of request: TransferRequest,
    _ transfer: HTTPTransfer = HTTPTransfer(),
    sourceLocation: SourceLocation = #_sourceLocation
) async -> TransferError? {
    do throws(TransferError) {
        let response = try await transfer.send(request)
        Issue.record("answered \(response.status)", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}

/// Waits until something has come true; five minutes without it fail the test.
func eventually(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(300)
    while !holds() {
        try #require(ContinuousClock.now < end, "not true yet", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Tries with ever longer times, until one is long enough for this machine; the attempt returns false
/// where it was not.
func atSomePace(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ attempt: (Duration) async throws -> Bool
) async throws {
    for milliseconds in [150, 1_500, 15_000, 60_000] {
        guard try await !attempt(.milliseconds(milliseconds)) else { return }
    }
    Issue.record("a minute was not enough", sourceLocation: sourceLocation)
}

/// Deadlines that no test meets unless it sets one of them lower.
func limits(_ change: (inout TransferLimits) -> Void = { _ in }) -> TransferLimits {
    var limits = TransferLimits()
    limits.connect = .seconds(600)
    limits.uploadStall = .seconds(600)
    limits.firstByte = .seconds(600)
    limits.total = .seconds(1200)
    change(&limits)
    return limits
}

/// A server that answers every request of every connection with 200.
func obligingServer() -> ScriptedServer {
    ScriptedServer { connection in
        while connection.readRequest() != nil { connection.answer() }
    }
}
