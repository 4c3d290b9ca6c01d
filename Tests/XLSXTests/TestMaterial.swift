import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The segments of a JPEG up to its scan, with nothing in the scan: all a workbook looks at.
func jpeg(width: Int, height: Int, dotsPerInch: UInt8 = 72) -> [UInt8] {
    let start: [UInt8] = [0xFF, 0xD8]
    let name = Array("JFIF\0".utf8)
    let jfif: [UInt8] =
        [0xFF, 0xE0, 0, 16] + name + [1, 1, 1, 0, dotsPerInch, 0, dotsPerInch, 0, 0]
    let size = [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) }
    let frame: [UInt8] = [0xFF, 0xC0, 0, 17, 8] + size + [3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]
    let scan: [UInt8] = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]
    return start + jfif + frame + scan + [0xFF, 0xD9]
}

/// What is written to standard error while some work is done, also by C.
enum StandardError {
    /// There is one standard error for all tests that run at the same time.
    private static let lock = NSLock()

    /// Look for words rather than for nothing: the test runner writes there too.
    static func during(_ work: () throws -> Void) throws -> String {
        try lock.withLock {
            let path = FileManager.default.temporaryDirectory.path + "/stderr-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let saved = dup(2)
            let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            try #require(saved >= 0 && file >= 0)
            dup2(file, 2)
            defer { close(file) }
            let outcome = Result { try work() }
            dup2(saved, 2)
            close(saved)
            // What the test runner wrote meanwhile must still be seen.
            let written = try Data(contentsOf: URL(fileURLWithPath: path))
            FileHandle.standardError.write(written)
            try outcome.get()
            return String(decoding: written, as: UTF8.self)
        }
    }
}

/// A disk of a few kilobytes, in memory.
struct SmallDisk {
    let path: String
    private let kilobytes: Int

    /// Whether to try: where it can be made, and in CI, where a check that can't run must fail.
    static var mustBeMade: Bool {
        canBeMade || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// Whether this machine lets us mount one: on Linux, as root, outside most containers.
    static let canBeMade: Bool = {
        do {
            let folder = try TestFolder()
            try withExtendedLifetime(folder) {
                try SmallDisk(in: folder, kilobytes: 64).remove()
            }
            return true
        } catch {
            return false
        }
    }()

    init(in folder: TestFolder, kilobytes: Int) throws {
        path = folder.path + "/disk"
        self.kilobytes = kilobytes
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false
        )
        let options = ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]
        guard geteuid() == 0, try run("mount", options).status == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    /// Empties the disk, then fills it but for so many kilobytes.
    func fill(leaving free: Int) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.removeItem(atPath: path + "/" + name)
        }
        try Data(count: (kilobytes - free) * 1024).write(
            to: URL(fileURLWithPath: path + "/filling")
        )
    }

    func remove() throws {
        try #require(run("umount", ["-l", path]).status == 0)
    }
}
