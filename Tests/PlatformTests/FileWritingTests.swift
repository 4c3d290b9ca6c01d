import Foundation
import Platform
import Testing

struct FileWritingTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test(arguments: [0, 5, 3_000_000])
    func `writes a file whole and replaces the old one`(size: Int) throws {
        let path = try folder.write("old", to: "report.csv")
        let bytes = [UInt8](repeating: 0x41, count: size)
        try writeFile(bytes, at: path)
        #expect(try readFile(at: path, maxBytes: size) == bytes)
        #expect(try FolderListing(of: folder.path).entries.map(\.name) == ["report.csv"])
    }

    @Test func `writes a file with the longest possible name`() throws {
        let path = folder.path(String(repeating: "x", count: 255))
        try writeFile([1], at: path)
        #expect(try FileStatus(of: path).byteCount == 1)
    }

    @Test func `gives a file the mode asked for`() throws {
        try writeFile([1], at: folder.path("private"), mode: 0o600)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path("private"))
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func `leaves no trace when it fails`() throws {
        try makeNewFolder(at: folder.path("taken"))
        let cases: [(String, FileError.Code)] = [
            ("none/file", .missing), ("taken", .isFolder), ("a\u{0}b", .invalidName),
        ]
        for (name, code) in cases {
            let error = #expect(throws: FileError.self) {
                try writeFile([1], at: folder.path(name))
            }
            #expect(error?.code == code)
            #expect(error?.path == folder.path(name))
        }
        #expect(try FolderListing(of: folder.path).entries.map(\.name) == ["taken"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `names a full disk`() throws {
        let descriptor = unsafe open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        guard case .failed(let error) = writeText("x", to: descriptor) else {
            Issue.record("a full disk must fail")
            return
        }
        #expect(error.code == .diskFull)
        #expect(error.message == "no space left on device (error 28)")
    }
}
