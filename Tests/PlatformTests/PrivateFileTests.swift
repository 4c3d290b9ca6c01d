import Foundation
import Platform
import Testing

struct PrivateFileTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a missing file is created for its owner only`() throws {
        #expect(try makePrivateFile(at: folder.path("new")))
        #expect(try mode(of: folder.path("new")) == 0o600)
        #expect(try FileStatus(of: folder.path("new")).byteCount == 0)
    }

    @Test func `an existing file keeps its content and loses the permissions of others`() throws {
        let path = try folder.write("kept", to: "old")
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: path)
        #expect(try !makePrivateFile(at: path))
        #expect(try mode(of: path) == 0o600)
        #expect(try readFile(at: path, maxBytes: 10) == Array("kept".utf8))
    }

    @Test func `anything but a file is refused`() throws {
        try folder.makeFIFO("fifo")
        try makeNewFolder(at: folder.path("taken"))
        try replaceLink(at: folder.path("link"), to: "nowhere")
        let cases: [(String, FileError.Code)] = [
            ("fifo", .special(.fifo)), ("taken", .isFolder), ("link", .missing),
            ("none/file", .missing), ("a\u{0}b", .invalidName),
        ]
        for (name, code) in cases {
            let error = #expect(throws: FileError.self) {
                try makePrivateFile(at: folder.path(name))
            }
            #expect(error?.code == code, "\(name)")
        }
        #expect(try FileStatus(of: folder.path("nowhere")).kind == .missing)
    }
}
