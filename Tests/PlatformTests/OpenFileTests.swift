import Foundation
import Platform
import Testing

struct OpenFileTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test func `reads any part into a reusable block`() throws {
        let file = try OpenFile(at: folder.write("0123456789", to: "file"))
        #expect(file.status.byteCount == 10)
        var block = [UInt8](repeating: 0x2E, count: 4)
        #expect(try file.read(into: &block, atMost: 4, from: 3) == 4)
        #expect(block == Array("3456".utf8))
        #expect(try file.read(into: &block, atMost: 2, from: 0) == 2)
        #expect(block == Array("0156".utf8))
        #expect(try file.read(into: &block, atMost: 9, from: 8) == 2)
        #expect(block == Array("8956".utf8))
        #expect(try file.read(into: &block, atMost: 4, from: 10) == 0)
        var none: [UInt8] = []
        #expect(try file.read(into: &none, atMost: 4, from: 0) == 0)
    }

    @Test func `shows that the file was written to, and not that it was replaced`() throws {
        let path = try folder.write("old", to: "file")
        let file = try OpenFile(at: path)
        #expect(try file.currentStatus() == file.status)
        try folder.write("another", to: "other")
        try renamePath(at: folder.path("other"), to: path)
        var block = [UInt8](repeating: 0, count: 3)
        _ = try file.read(into: &block, atMost: 3, from: 0)
        #expect(block == Array("old".utf8))
        let again = try OpenFile(at: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 2)
        #expect(try again.currentStatus().byteCount == 2)
        #expect(again.status.byteCount == 7)
    }

    @Test func `refuses anything but a regular file without opening it`() throws {
        try folder.makeFIFO("pipe")
        let cases: [(String, FileError.Code)] = [
            (folder.path("pipe"), .special(.fifo)), ("/dev/zero", .special(.device)),
            (folder.path, .isFolder), (folder.path("none"), .missing),
            ("a\u{0}b", .invalidName), ("", .missing),
        ]
        for (path, code) in cases {
            let error = #expect(throws: FileError.self) { _ = try OpenFile(at: path).status }
            #expect(error?.code == code, "\(path)")
        }
    }

    @Test func `closes what it opened`() throws {
        let path = try folder.write("x", to: "file")
        for _ in 0..<3000 { #expect(try OpenFile(at: path).status.byteCount == 1) }
    }
}
