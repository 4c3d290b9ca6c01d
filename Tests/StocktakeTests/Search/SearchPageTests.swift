import Foundation
import Testing

@testable import Stocktake

@Suite("The page of what was found") struct SearchPageTests {
    private let scene: SearchScene

    init() throws {
        scene = try SearchScene()
    }

    private func page(_ words: String) throws -> String {
        let search = PhotoSearch(in: try scene.places)
        let found = try #require(try search.photos(matching: words, limit: 20))
        let bytes = SearchPage(found).pieces.reduce(into: [UInt8]()) { $0 += $1 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `photos are in it as thumbnails with their descriptions`() async throws {
        try await scene.keep([
            .init(path: "photos/a.jpg", text: "A red car"),
            .init(path: "photos/b.jpg", text: "A red bus", exists: false),
            .init(path: "photos/c.jpg", text: "A red tram"),
            .init(path: "photos/d.jpg", text: "A red bike"),
        ])
        try scene.folder.write(scene.photo.dropLast(2) + [1, 2], to: "photos/c.jpg")
        try scene.folder.write(scene.photo + [0], to: "photos/d.jpg")
        let page = try page("red")
        #expect(page.matches(of: /<figure>/).count == 4)
        #expect(page.matches(of: #/<img /#).count == 1)
        #expect(
            page.contains(
                #"<img width="240" height="180" alt="A red car" src="data:image/jpeg;base64,/9j/"#
            )
        )
        #expect(page.contains("A <mark>red</mark> car"))
        #expect(page.contains("the photo is gone"))
        #expect(page.matches(of: /the photo has changed since/).count == 2, "by its bytes")
        #expect(page.contains("4 of 4 photos match"))
    }

    @Test func `nothing in it comes from elsewhere, and nothing runs`() async throws {
        let hostile = #"red "><script>alert('x')</script><img src=x onerror=y> </title>&lt;"#
        try await scene.keep([
            .init(path: "photos/a.jpg", text: hostile + "\u{202E}", location: "<b>'\"&")
        ])
        let page = try page("red \"</title><script>\"" + " <b> ' \" & onerror")
        for tag in ["<script", "<img src", "</title>&", "<b>'", "onerror=y>", "\u{202E}"] {
            #expect(!page.contains(tag), "\(tag)")
        }
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(page.matches(of: /(?:src|href|url|action)\s*=?\s*["'(]?(?!"data:)https?:/).isEmpty)
        #expect(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"))
        let tags = Set(page.matches(of: /<\/?([a-z0-9]+)/).map { String($0.1) })
        #expect(
            tags.isSubset(of: [
                "html", "head", "meta", "title", "style", "body", "header", "h1", "bdi", "p",
                "main",
                "figure", "figcaption", "img", "mark", "span", "b", "div",
            ]),
            "\(tags)"
        )
    }

    @Test func `it is written beside the reports, for its owner only`() async throws {
        try await scene.keep(["A red car"])
        let search = PhotoSearch(
            in: try Planning(
                output: scene.folder.path("out"),
                ledger: scene.folder.path("ledger.sqlite")
            ) { [] }
            .places(of: scene.folder.path("test.yaml"))
        )
        let found = try #require(try search.photos(matching: "red", limit: 20))
        let path = try search.writePage(found)
        #expect(path == scene.folder.path("out/test/search.html"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try scene.folder.write("x", to: "file")
        let blocked = PhotoSearch(
            in: try Planning(
                output: scene.folder.path("file"),
                ledger: scene.folder.path("ledger.sqlite")
            ) { [] }
            .places(of: scene.folder.path("test.yaml"))
        )
        #expect(throws: ReportError.self) { try blocked.writePage(found) }
    }
}
