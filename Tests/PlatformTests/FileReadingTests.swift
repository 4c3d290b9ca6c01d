import Foundation
import Platform
import Testing

struct FileReadingTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    @Test(arguments: [0, 1, 4095, 4096, 65_537, 300_000])
    func `reads files of every size`(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path("file")))
        #expect(try readFile(at: folder.path("file"), maxBytes: size) == bytes)
    }

    @Test func `refuses a file over the limit and reports both sizes`() throws {
        let path = try folder.write("12345", to: "file")
        let error = #expect(throws: FileError.self) { try readFile(at: path, maxBytes: 4) }
        #expect(error?.code == .tooLarge(size: 5, limit: 4))
        #expect(error?.message == "5 bytes, over the limit of 4")
    }

    @Test func `stops at the limit if the size is unknown`() {
        // Files of /proc state 0 bytes; elsewhere the file is missing, which is an error too.
        #expect(throws: FileError.self) { try readFile(at: "/proc/self/status", maxBytes: 10) }
    }

    @Test func `refuses a FIFO at once, without opening it`() throws {
        try folder.makeFIFO("pipe")
        let path = folder.path("pipe")
        let error = #expect(throws: FileError.self) { try readFile(at: path, maxBytes: 10) }
        #expect(error?.code == .special(.fifo))
        #expect(error?.message == "a FIFO, not a file; not opened")
    }

    @Test func `refuses a device, a folder and a missing file`() throws {
        try folder.write("x", to: "file")
        let cases: [(String, FileError.Code)] = [
            ("/dev/zero", .special(.device)), (folder.path, .isFolder),
            (folder.path("none"), .missing), (folder.path("file/below"), .missing),
            ("", .missing), (folder.path("a\u{0}b"), .invalidName),
        ]
        for (path, code) in cases {
            let error = #expect(throws: FileError.self) { try readFile(at: path, maxBytes: 10) }
            #expect(error?.code == code, "\(path)")
            #expect(error?.path == path)
        }
    }

    @Test func `follows a link and names the target of a dangling one`() throws {
        try folder.write("here", to: "real")
        try replaceLink(at: folder.path("good"), to: "real")
        try replaceLink(at: folder.path("bad"), to: "nowhere")
        try replaceLink(at: folder.path("round"), to: "round")
        #expect(try readFile(at: folder.path("good"), maxBytes: 10) == Array("here".utf8))
        let error = #expect(throws: FileError.self) {
            try readFile(at: folder.path("bad"), maxBytes: 10)
        }
        #expect(error?.code == .missing)
        #expect(error?.message == "a dangling link to 'nowhere'")
        #expect(try FileStatus(of: folder.path("round")).kind == .danglingLink)
    }

    @Test func `reads a descriptor to its end`() throws {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("a\nb\n".utf8))
        try pipe.fileHandleForWriting.close()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let bytes = try readAll(fromDescriptor: descriptor, named: "stdin", maxBytes: 100)
        #expect(bytes == Array("a\nb\n".utf8))
    }

    @Test func `knows size, time and identity of a file`() throws {
        let before = Date().timeIntervalSince1970
        let path = try folder.write("12345", to: "file")
        let after = Date().timeIntervalSince1970
        let status = try FileStatus(of: path)
        #expect(status.kind == .regular)
        #expect(status.byteCount == 5)
        // File systems round times, some of them to two seconds.
        let modified = Double(status.modified) / 1e9
        #expect(before - 2 <= modified && modified <= after + 2)
        #expect(status.inode != 0)
    }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `hashes the examples of FIPS 180`(text: String, digest: String) {
        #expect(sha256(of: Array(text.utf8)) == digest)
    }
}
