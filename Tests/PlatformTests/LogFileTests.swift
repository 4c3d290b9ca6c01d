import Foundation
import Platform
import Testing

struct LogFileTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private func lines(_ name: String) throws -> [String] {
        let bytes = try readFile(at: folder.path(name), maxBytes: 1 << 24)
        return String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
    }

    @Test func `appends lines and creates a file readable only by its owner`() throws {
        for text in ["a", "b"] {
            #expect(try LogFile(at: folder.path("log")).add(text) == nil)
        }
        #expect(try lines("log") == ["a", "b", ""])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("log"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `many writers at once write whole lines`() async throws {
        let path = folder.path("log")
        let (writers, count) = (8, 200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    let log = try LogFile(at: path)
                    for line in 0..<count {
                        let text = String(repeating: "\(writer)", count: 1 + line * 40)
                        #expect(log.add(text) == nil)
                    }
                }
            }
            try await group.waitForAll()
        }
        let whole = try lines("log").dropLast()
        #expect(whole.count == writers * count)
        #expect(whole.allSatisfy { Set($0).count == 1 && $0.count % 40 == 1 })
        for writer in 0..<writers {
            let own = whole.filter { $0.hasPrefix("\(writer)") }
            #expect(own.map(\.count) == (0..<count).map { 1 + $0 * 40 }, "in their order")
        }
    }

    @Test(arguments: [
        ("", ["new", ""]), ("old\n", ["old", "new", ""]), ("{\"a", ["{\"a", "new", ""]),
    ])
    func `starts a new line after an incomplete one`(_ old: String, _ new: [String]) throws {
        try folder.write(old, to: "log")
        #expect(try LogFile(at: folder.path("log")).add("new") == nil)
        #expect(try lines("log") == new)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `a full disk is reported once`() throws {
        let log = try LogFile(at: "/dev/full")
        #expect(log.add("a")?.code == .diskFull)
        #expect(log.add("b") == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what can't be written is refused at once`() throws {
        try makeNewFolder(at: folder.path("taken"))
        try folder.makeFIFO("fifo")
        let cases: [(String, FileError.Code)] = [
            ("none/log", .missing), ("taken", .isFolder), ("a\u{0}b", .invalidName),
            ("fifo", .other(ENXIO)),
        ]
        for (name, code) in cases {
            let error = #expect(throws: FileError.self) { try LogFile(at: folder.path(name)) }
            #expect(error?.code == code, "\(name)")
        }
    }
}
