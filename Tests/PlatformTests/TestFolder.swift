import Foundation
import Testing

/// A new folder, removed when released.
final class TestFolder {
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
            // A test may have removed it itself; the system removes leftovers.
        }
    }

    func path(_ name: String) -> String {
        path + "/" + name
    }

    /// Writes a file below the folder, creating the folders needed.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// Makes a FIFO, which blocks when opened.
    func makeFIFO(_ name: String) throws {
        try #require(unsafe mkfifo(path(name), 0o600) == 0)
    }

    /// Makes an empty file whose name is any bytes.
    func makeFile(named name: [UInt8]) throws {
        let bytes = Array((path + "/").utf8) + name + [0]
        let descriptor = unsafe open(
            bytes.map { CChar(bitPattern: $0) },
            O_CREAT | O_WRONLY,
            0o600
        )
        try #require(descriptor >= 0)
        close(descriptor)
    }
}
