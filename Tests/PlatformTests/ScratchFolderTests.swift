import Foundation
import Platform
import Testing

struct ScratchFolderTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `only its owner can list it or read its files`() throws {
        let scratch = try ScratchFolder(in: folder.path)
        let file = try scratch.write([Array("photo".utf8)], name: "1")
        #expect(try mode(of: scratch.path) == 0o700)
        #expect(try mode(of: file) == 0o600)
        #expect(file == scratch.path + "/1" && file.hasPrefix(folder.path + "/stocktake-"))
    }

    @Test func `each has a unique name, also in a folder with an unusual name`() throws {
        let parent = folder.path("a b é 🧊 XXXXXX")
        try makeNewFolder(at: parent)
        let folders = try (0..<20).map { _ in try ScratchFolder(in: parent) }
        #expect(Set(folders.map(\.path)).count == 20)
        #expect(folders.allSatisfy { $0.path.hasPrefix(parent + "/stocktake-") })
        #expect(try FolderListing(of: parent).entries.count == 20)
    }

    @Test(arguments: [[], [[]], [[1, 2, 3]], [[1], [], [2, 3], [255, 0]]])
    func `pieces are written in order`(pieces: [[UInt8]]) throws {
        let scratch = try ScratchFolder(in: folder.path)
        let file = try scratch.write(pieces, name: "file")
        #expect(try readFile(at: file, maxBytes: 100) == pieces.flatMap(\.self))
    }

    @Test func `a large file is written whole`() throws {
        let scratch = try ScratchFolder(in: folder.path)
        let piece = [UInt8](repeating: 7, count: 300_000)
        let file = try scratch.write([piece, piece, piece], name: "large")
        #expect(try readFile(at: file, maxBytes: 1 << 20) == piece + piece + piece)
    }

    @Test func `existing files are not overwritten and links not followed`() throws {
        let scratch = try ScratchFolder(in: folder.path)
        let file = try scratch.write([[1]], name: "1")
        let target = try folder.write("mine", to: "target")
        try replaceLink(at: scratch.path + "/link", to: target)
        try replaceLink(at: scratch.path + "/loose", to: folder.path("nowhere"))
        for name in ["1", "link", "loose"] {
            let error = #expect(throws: FileError.self) {
                try scratch.write([[2]], name: name)
            }
            #expect(error?.code == .alreadyExists, "\(name)")
        }
        #expect(try readFile(at: file, maxBytes: 9) == [1])
        #expect(try readFile(at: target, maxBytes: 9) == Array("mine".utf8))
        #expect(try FileStatus(of: folder.path("nowhere")).kind == .missing)
    }

    @Test func `a name with a NUL is refused`() throws {
        let scratch = try ScratchFolder(in: folder.path)
        for name in ["a\u{0}b", "\u{0}"] {
            let error = #expect(throws: FileError.self) { try scratch.write([[1]], name: name) }
            #expect(error?.code == .invalidName)
        }
        #expect(throws: FileError.self) { try ScratchFolder(in: folder.path("a\u{0}")) }
        #expect(try FolderListing(of: scratch.path).entries.isEmpty)
    }

    @Test func `a missing parent folder is an error that names it`() throws {
        let file = try folder.write("", to: "file")
        for parent in [folder.path("none"), file] {
            let error = #expect(throws: FileError.self) { try ScratchFolder(in: parent) }
            #expect(error?.path == parent && error?.code == .missing)
        }
    }

    @Test func `a file can be removed twice`() throws {
        let scratch = try ScratchFolder(in: folder.path)
        let file = try scratch.write([[1]], name: "1")
        scratch.remove(file)
        #expect(try FileStatus(of: file).kind == .missing)
        scratch.remove(file)
        _ = try scratch.write([[2]], name: "1")
    }

    @Test func `it is removed with its contents when released`() throws {
        var path = ""
        do {
            let scratch = try ScratchFolder(in: folder.path)
            path = scratch.path
            for name in ["1", "2"] { _ = try scratch.write([[1]], name: name) }
            try makeFolders(to: scratch.path + "/deep/er")
            try replaceLink(at: scratch.path + "/link", to: folder.path("kept"))
            try folder.write("mine", to: "kept/file")
        }
        #expect(try FileStatus(of: path).kind == .missing)
        #expect(try FolderListing(of: folder.path).entries.map(\.name) == ["kept"])
        #expect(try FolderListing(of: folder.path("kept")).entries.count == 1)
    }

    @Test func `a folder removed by others refuses files and is released without error`() throws {
        do {
            let scratch = try ScratchFolder(in: folder.path)
            try removeFolder(at: scratch.path)
            let error = #expect(throws: FileError.self) {
                try scratch.write([[1]], name: "1")
            }
            #expect(error?.code == .missing)
        }
        #expect(try FolderListing(of: folder.path).entries.isEmpty)
    }
}
