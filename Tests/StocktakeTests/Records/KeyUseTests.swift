import Foundation
import Platform
import Testing

@testable import Stocktake

@Suite("The user's word for a key") struct KeyUseTests {
    private let folder: PhotoFolder
    private var allowed: AllowedKeys { AllowedKeys(in: folder.path("state/stocktake")) }

    init() throws {
        folder = try PhotoFolder()
    }

    private func use(
        _ key: ServiceChoice.KeySource? = .environment("MY_KEY"),
        at url: String? = "https://host/v1",
        of pipeline: String = "p.yaml",
        _ variables: [String: String] = [:]
    ) throws -> KeyUse? {
        let file = try folder.write("x", to: pipeline)
        let choice = ServiceChoice(baseURL: url, key: key)
        return KeyUse(choice, pipeline: file, variables: variables)
    }

    @Test func `only a key and a server of the same file need a word`() throws {
        #expect(try use()?.needsWord == true)
        #expect(try use(at: "http://localhost:11434/v1")?.needsWord == true)
        #expect(try use(at: nil)?.needsWord == false)
        #expect(try use(nil, at: nil)?.sourceWords == "the variable OPENAI_API_KEY")
        #expect(try use(nil) == nil, "a server without a key gets none")
        let mine = try use(nil, at: nil, ["OPENAI_BASE_URL": "https://mine/v1"])
        #expect(mine?.destination == "https://mine:443" && mine?.needsWord == false)
    }

    @Test(arguments: [
        ("https://Host.Example/v1", "https://host.example:443"),
        ("http://127.0.0.1/v1", "http://127.0.0.1:80"), ("http://[::1]:80/v1", "http://[::1]:80"),
        ("HTTPS://h:8443", "https://h:8443"),
    ])
    func `a destination is scheme, host and port`(url: String, destination: String) throws {
        #expect(try use(at: url)?.destination == destination)
    }

    @Test func `a word holds for one file, one source and one server`() throws {
        let first = try #require(try use())
        #expect(!allowed.contains(first))
        try allowed.remember(first)
        #expect(allowed.contains(first))
        let same = try #require(try use(at: "https://HOST:443/other"))
        #expect(allowed.contains(same), "another path of the same server")
        let others = try [
            use(at: "https://host:444/v1"), use(at: "https://host2/v1"),
            use(.environment("OTHER")), use(.file("MY_KEY")), use(.command("MY_KEY")),
            use(of: "q.yaml"), use(of: "sub/p.yaml"),
        ]
        #expect(others.count == 7)
        for other in others.compactMap(\.self) { #expect(!allowed.contains(other)) }
    }

    @Test func `a link to the file, or to its key, is what it leads to`() throws {
        try folder.write("sk-a", to: "a.key")
        try folder.write("sk-b", to: "b.key")
        try replaceLink(at: folder.path("link.key"), to: "a.key")
        let first = try #require(try use(.file(folder.path("link.key"))))
        #expect(first.sourceWords.hasSuffix("/a.key"))
        try allowed.remember(first)
        try replaceLink(at: folder.path("link.key"), to: "b.key")
        let second = try #require(try use(.file(folder.path("link.key"))))
        #expect(!allowed.contains(second))
        try replaceLink(at: folder.path("p-link.yaml"), to: "p.yaml")
        let choice = ServiceChoice(baseURL: "https://host/v1", key: .environment("MY_KEY"))
        let linked = KeyUse(choice, pipeline: folder.path("p-link.yaml"), variables: [:])
        #expect(try linked == use())
    }

    @Test func `it is kept in a private file, and a damaged one allows nothing`() throws {
        let use = try #require(try use(.command("echo sk-proj-0123456789SECRET")))
        let file = try allowed.remember(use)
        let bytes = try readFile(at: file, maxBytes: 4096)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("SECRET"))
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        for damage in [[], Array(bytes.dropLast()), bytes + [0], [0xFF] + bytes.dropFirst()] {
            try writeFile(damage, at: file)
            #expect(!allowed.contains(use))
        }
        try allowed.remember(use)
        #expect(allowed.contains(use))
    }

    @Test func `words given at the same time are all kept`() async throws {
        let uses = try (0..<20).compactMap { try use(at: "https://host\($0)/v1") }
        let allowed = allowed
        try await withThrowingTaskGroup { group in
            for use in uses + uses { group.addTask { _ = try allowed.remember(use) } }
            try await group.waitForAll()
        }
        #expect(uses.count == 20 && uses.allSatisfy(allowed.contains))
    }
}
