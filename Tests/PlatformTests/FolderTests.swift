import Foundation
import Platform
import Testing

struct FolderTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test func `lists names in byte order with their own kinds`() throws {
        try folder.write("", to: "b.jpg")
        try folder.write("", to: "B.jpg")
        try folder.write("", to: "sub/x")
        try replaceLink(at: folder.path("a"), to: "sub")
        try folder.makeFIFO("pipe")
        let entries = try FolderListing(of: folder.path).entries
        #expect(entries.map(\.name) == ["B.jpg", "a", "b.jpg", "pipe", "sub"])
        #expect(entries.map(\.kind) == [.regular, .link, .regular, .fifo, .folder])
    }

    @Test func `shows a name that is not UTF-8 instead of dropping it`() throws {
        try folder.makeFile(named: Array("caf".utf8) + [0xE9])
        let listing = try FolderListing(of: folder.path)
        #expect(listing.entries.isEmpty)
        #expect(listing.unreadableNames == ["caf\\xe9"])
        try removeFolder(at: folder.path)
        #expect(try FileStatus(of: folder.path).kind == .missing)
    }

    @Test func `refuses to list a file`() throws {
        try folder.write("", to: "file")
        for name in ["file", "none"] {
            let error = #expect(throws: FileError.self) {
                try FolderListing(of: folder.path(name))
            }
            #expect(error?.code == .missing)
        }
    }

    @Test func `makes folders as deep as needed, and again`() throws {
        try makeFolders(to: folder.path("a/b/c"))
        try makeFolders(to: folder.path("a/b/c/"))
        #expect(try FileStatus(of: folder.path("a/b/c")).kind == .folder)
        let error = #expect(throws: FileError.self) { try makeNewFolder(at: folder.path("a")) }
        #expect(error?.code == .alreadyExists)
        try folder.write("", to: "file")
        #expect(throws: FileError.self) { try makeFolders(to: folder.path("file/x")) }
        #expect(throws: FileError.self) { try makeFolders(to: folder.path("file")) }
    }

    @Test func `removes a folder with its contents but not the targets of links`() throws {
        try folder.write("kept", to: "outside/file")
        try folder.write("", to: "gone/deep/er/file")
        try replaceLink(at: folder.path("gone/link"), to: folder.path("outside"))
        try removeFolder(at: folder.path("gone"))
        #expect(try FolderListing(of: folder.path).entries.map(\.name) == ["outside"])
        #expect(try FolderListing(of: folder.path("outside")).entries.count == 1)
        try removeFolder(at: folder.path("gone"))
    }

    @Test func `renames a folder but never over one that is not empty`() throws {
        try folder.write("new", to: "new/file")
        try renamePath(at: folder.path("new"), to: folder.path("final"))
        try folder.write("newer", to: "newer/file")
        let error = #expect(throws: FileError.self) {
            try renamePath(at: folder.path("newer"), to: folder.path("final"))
        }
        #expect(error?.code == .alreadyExists)
        #expect(try readFile(at: folder.path("final/file"), maxBytes: 9) == Array("new".utf8))
    }

    @Test func `moves a link in one step, but not over a folder`() throws {
        try replaceLink(at: folder.path("latest"), to: "run-1")
        try replaceLink(at: folder.path("latest"), to: "run-2")
        #expect(linkTarget(of: folder.path("latest")) == "run-2")
        #expect(isLink(folder.path("latest")))
        try makeNewFolder(at: folder.path("real"))
        let error = #expect(throws: FileError.self) {
            try replaceLink(at: folder.path("real"), to: "run-2")
        }
        #expect(error?.code == .isFolder)
        let names = try FolderListing(of: folder.path).entries.map(\.name)
        #expect(names == ["latest", "real"], "no temporary name stays behind")
    }

    @Test func `finds the full path behind links`() throws {
        try makeNewFolder(at: folder.path("real"))
        try replaceLink(at: folder.path("link"), to: "real")
        #expect(try realPath(of: folder.path("link")).hasSuffix("/real"))
        #expect(throws: FileError.self) { try realPath(of: folder.path("none")) }
    }

    @Test(arguments: [
        ("a", "."), ("a/b", "a"), ("/a", "/"), ("/", "/"), ("a/b/", "a"), ("", "."),
        ("x/\u{301}y", "x"),
    ])
    func `finds the parent folder of a path`(path: String, parent: String) {
        #expect(parentFolder(of: path) == parent)
    }
}
