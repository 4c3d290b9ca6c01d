import Foundation
import Imaging
import Testing

@testable import Platform
@testable import Stocktake

struct PhotoCacheTests {
    private let folder: PhotoFolder
    /// In a folder that does not exist yet.
    private let file: String

    init() throws {
        folder = try PhotoFolder()
        file = folder.path("cache/stocktake/photos.sqlite")
    }

    /// A cache as it would be `days` from now, so that the photos of a test have settled.
    private func cache(days: Double = 1, maxPhotos: Int = 100) -> PhotoCache {
        let now = Date().addingTimeInterval(days * 86_400)
        return PhotoCache(at: file, maxPhotos: maxPhotos) { now }
    }

    private func read(_ name: String, _ cache: PhotoCache?) throws -> Photo {
        let listed = ListedPhoto(path: folder.path(name), location: "A-01")
        return try PhotoReading(cache: cache).read(listed).get()
    }

    /// Reads photos in a run of its own, which saves what it knows.
    private func remember(_ names: String..., days: Double = 1, maxPhotos: Int = 100) throws {
        let cache = cache(days: days, maxPhotos: maxPhotos)
        for name in names { _ = try read(name, cache) }
        try #require(cache.save() == nil)
    }

    /// Whether a cache answers for a photo without reading it.
    private func knows(_ name: String, _ cache: PhotoCache) throws -> Bool {
        _ = try read(name, cache)
        return cache.hasRecalled(folder.path(name))
    }

    /// A photo always of 1,000 bytes, as decoders ignore what follows a picture.
    private func photo(shade: UInt8) throws -> [UInt8] {
        let bytes = try PhotoFolder.jpeg(shade: shade)
        return bytes + [UInt8](repeating: 0, count: 1000 - bytes.count)
    }

    /// Sets the time of the last change.
    private func date(_ name: String, seconds: Int, nanoseconds: Int = 0) throws {
        let times = [timespec(tv_sec: seconds, tv_nsec: nanoseconds)]
        try #require(unsafe utimensat(AT_FDCWD, folder.path(name), times + times, 0) == 0)
    }

    /// Other bytes in the same file, remembered as if they were still the old ones.
    private func rewriteUnseen(_ name: String, shade: UInt8) throws {
        let before = try read(name, nil)
        try folder.write(try photo(shade: shade), to: name)
        let cache = cache()
        let identity = try #require(cache.identity(of: folder.path(name)))
        cache.remember(
            PhotoContent(sha256: before.sha256, header: before.header),
            of: identity
        )
        try #require(cache.save() == nil)
    }

    @Test func `a rewritten photo is seen, also where its time was set back`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        try remember("a.jpg")
        let before = try FileStatus(of: path)
        try folder.write(try photo(shade: 2), to: "a.jpg")
        let (seconds, rest) = before.modified.quotientAndRemainder(dividingBy: 1_000_000_000)
        try date("a.jpg", seconds: Int(seconds), nanoseconds: Int(rest))
        let after = try FileStatus(of: path)
        #expect(after.modified == before.modified && after.byteCount == before.byteCount)
        #expect(try !knows("a.jpg", cache()))
    }

    // MARK: What is remembered

    @Test func `answers for an unchanged photo without reading it`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        let first = try read("a.jpg", nil)
        try remember("a.jpg")
        try rewriteUnseen("a.jpg", shade: 2)
        #expect(try read("a.jpg", cache()) == first, "all of it, from the cache")
        #expect(try read("a.jpg", nil) != first)
    }

    @Test(arguments: [
        PhotoHeader(format: .jpeg, width: 1, height: 4032, orientation: 6),
        PhotoHeader(format: .heic, width: 4032, height: 1, takenAt: "2026-03-02T21:10:00"),
        PhotoHeader(
            format: .webp,
            width: 20_000,
            height: 10_000,
            orientation: 8,
            takenAt: "2026-03-02T21:10:00+09:00"
        ),
    ])
    func `gives back every field as it was`(header: PhotoHeader) throws {
        try folder.write("any", to: "a.jpg")
        for hash in [String(repeating: "0", count: 64), sha256(of: [1])] {
            let content = PhotoContent(sha256: hash, header: header)
            let writer = cache()
            writer.remember(content, of: try #require(writer.identity(of: folder.path("a.jpg"))))
            #expect(writer.save() == nil)
            let reader = cache()
            let identity = try #require(reader.identity(of: folder.path("a.jpg")))
            #expect(reader.recall(identity) == content)
        }
    }

    @Test func `remembers the photo's own time, not the manifest's`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        let dated = ListedPhoto(path: path, takenAt: "2026-01-01")
        let first = cache()
        _ = try PhotoReading(cache: first).read(dated).get()
        #expect(first.save() == nil)
        let second = cache()
        #expect(try read("a.jpg", second).takenAt == nil)
        #expect(try PhotoReading(cache: second).read(dated).get().takenAt == "2026-01-01")
        #expect(second.hasRecalled(path))
    }

    @Test func `knows a photo by any path that leads to it`() throws {
        try folder.write(try photo(shade: 1), to: "day/caf\u{E9}.jpg")
        try remember("day/caf\u{E9}.jpg")
        try folder.makeLink("latest", to: "day")
        for name in ["latest/caf\u{E9}.jpg", "day/../day/cafe\u{301}.jpg"] {
            #expect(try knows(name, cache()))
        }
    }

    // MARK: What is read again

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (PhotoCacheTests) throws -> Void
    }

    @Test(arguments: [
        Change(testDescription: "time, by a nanosecond") {
            try $0.date("a.jpg", seconds: 1_700_000_000, nanoseconds: 2)
        },
        Change(testDescription: "size") { test in
            try test.folder.write(try test.photo(shade: 1) + [0], to: "a.jpg")
            try test.date("a.jpg", seconds: 1_700_000_000, nanoseconds: 1)
        },
        Change(testDescription: "inode") { test in
            try test.folder.write(try test.photo(shade: 2), to: "new.jpg")
            try test.date("new.jpg", seconds: 1_700_000_000, nanoseconds: 1)
            try #require(
                unsafe rename(test.folder.path("new.jpg"), test.folder.path("a.jpg")) == 0
            )
        },
        Change(testDescription: "path behind a link") { test in
            try FileManager.default.moveItem(
                atPath: test.folder.path("a.jpg"),
                toPath: test.folder.path("b.jpg")
            )
            try test.folder.makeLink("a.jpg", to: "b.jpg")
        },
    ])
    func `reads a photo again after a change`(change: Change) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try date("a.jpg", seconds: 1_700_000_000, nanoseconds: 1)
        try remember("a.jpg")
        #expect(try knows("a.jpg", cache()))
        try change.make(self)
        let cache = cache()
        #expect(try read("a.jpg", cache) == read("a.jpg", nil))
        #expect(!cache.hasRecalled(folder.path("a.jpg")))
    }

    @Test(arguments: [(-60.0, false), (1.9, false), (2.1, true)])
    func `trusts no file that changed within 2 s`(age: Double, isTrusted: Bool) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try date("a.jpg", seconds: 1_700_000_000)
        let changed = Double(try FileStatus(of: folder.path("a.jpg")).changed) / 1e9
        let first = PhotoCache(at: file) { Date(timeIntervalSince1970: changed + age) }
        _ = try read("a.jpg", first)
        #expect(first.save() == nil)
        #expect(try knows("a.jpg", cache()) == isTrusted)
    }

    @Test func `does not remember a photo that changes while it is read`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        let cache = cache()
        let identity = try #require(cache.identity(of: path))
        let content = PhotoContent(
            sha256: sha256(of: try photo(shade: 1)),
            header: PhotoHeader(format: .jpeg, width: 16, height: 8)
        )
        try folder.write("more", to: "a.jpg")
        cache.remember(content, of: identity)
        #expect(cache.recall(identity) == nil)
    }

    @Test func `says each time why a file is no photo`() throws {
        try folder.write("hello", to: "text.jpg")
        try folder.makeFolder("folder.jpg")
        try folder.makeFIFO("pipe.jpg")
        let cache = cache()
        for name in ["text.jpg", "folder.jpg", "pipe.jpg", "none.jpg", "a\u{0}b.jpg"] {
            for _ in 1...2 {
                let listed = ListedPhoto(path: folder.path(name))
                #expect(
                    PhotoReading(cache: cache).read(listed) == PhotoReading().read(listed)
                )
            }
        }
    }

    // MARK: A wrong cache

    @Test func `never drops a photo as a duplicate unread`() throws {
        for name in ["a.jpg", "b.jpg", "c.jpg"] {
            try folder.write(try photo(shade: 1), to: name)
        }
        try folder.write(try photo(shade: 2), to: "d.jpg")
        try folder.write(try photo(shade: 9), to: "e.jpg")
        try remember("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg")
        // Now b is another photo, and c is what d no longer is: known only once c was read again.
        try rewriteUnseen("b.jpg", shade: 3)
        try rewriteUnseen("c.jpg", shade: 2)
        try rewriteUnseen("d.jpg", shade: 4)
        let listed = ["a", "b", "c", "d", "e"].map { ListedPhoto(path: folder.path("\($0).jpg")) }
        let cache = cache()
        let reading = PhotoReading(cache: cache)
        let read = reading.confirmingDuplicates(listed.map(reading.read), of: listed)
        #expect(read == listed.map(PhotoReading().read))
        #expect(cache.hasRecalled(listed[4].path), "no duplicate: not read")
        #expect(cache.save() == nil)
        #expect(try self.read("d.jpg", self.cache()) == self.read("d.jpg", nil), "corrected")
    }

    @Test func `refuses to count other bytes than those remembered, once`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        try remember("a.jpg")
        try rewriteUnseen("a.jpg", shade: 2)
        let cache = cache()
        let recalled = try read("a.jpg", cache)
        let preparation = PhotoPreparation(
            reject: RejectLimits(darkerThan: 0, blurrierThan: 0, smallerThan: 0),
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes
        )
        let problem = #expect(throws: PhotoProblem.self) { try preparation.luma(of: recalled) }
        #expect(problem?.rejection == .changed)
        cache.forget(path)
        #expect(cache.save() == nil)
        #expect(try preparation.luma(of: read("a.jpg", self.cache())).photo != recalled)
    }

    // MARK: The file

    @Test func `keeps its file from others, and names no photo in it`() throws {
        try folder.write(try photo(shade: 1), to: "secret.jpg")
        try remember("secret.jpg")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let bytes = try readFile(at: file, maxBytes: 100_000)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
    }

    @Test func `writes nothing on a night without news`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        #expect(cache().save() == nil)
        #expect(isMissing(file), "nothing to remember, no file")
        try remember("a.jpg")
        let before = try FileStatus(of: file)
        try remember("a.jpg")
        #expect(try FileStatus(of: file) == before)
        try remember("a.jpg", days: 2)
        #expect(try FileStatus(of: file) != before, "used on another day")
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable ([UInt8]) throws -> [UInt8]
    }

    @Test(arguments: [
        Damage(testDescription: "empty") { _ in [] },
        Damage(testDescription: "foreign") { _ in Array("stocktake 0.1.0 photo memory 1\n".utf8) },
        Damage(testDescription: "the beginning of SQLite's own") { Array($0.prefix(15)) },
        Damage(testDescription: "cut in a page") { $0.dropLast(40) },
        Damage(testDescription: "cut by a page") { $0.dropLast(4096) },
        Damage(testDescription: "zeros in the middle") { bytes in
            bytes.prefix(4096) + [UInt8](repeating: 0, count: bytes.count - 4096)
        },
    ])
    func `ignores a damaged file and replaces it`(damage: Damage) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write(try photo(shade: 2), to: "b.jpg")
        try remember("a.jpg", "b.jpg")
        let sound = try readFile(at: file, maxBytes: 100_000)
        try writeFile(try damage.make(sound), at: file)
        // A cut may spare one of them, whichever comes first in its page.
        let damaged = cache()
        #expect(try !(knows("a.jpg", damaged) && knows("b.jpg", damaged)))
        try remember("a.jpg", "b.jpg")
        let mended = cache()
        #expect(try knows("a.jpg", mended) && knows("b.jpg", mended))
        #expect(try readFile(at: file, maxBytes: 100_000).count == sound.count)
    }

    @Test func `ignores an entry with a flipped bit`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write(try photo(shade: 2), to: "b.jpg")
        try remember("a.jpg", "b.jpg")
        var bytes = try readFile(at: file, maxBytes: 100_000)
        let hash = Array(try read("a.jpg", nil).sha256.utf8)
        bytes[try #require(bytes.firstRange(of: hash)).lowerBound] ^= 1
        try writeFile(bytes, at: file)
        #expect(try !knows("a.jpg", cache()) && knows("b.jpg", cache()))
        try remember("a.jpg")
        #expect(try knows("a.jpg", cache()))
    }

    @Test func `knows nothing of what another version read`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        let tomorrow = Date().addingTimeInterval(86_400)
        let older = PhotoCache(at: file, version: "0.0.9") { tomorrow }
        _ = try read("a.jpg", older)
        #expect(older.save() == nil)
        #expect(try !knows("a.jpg", cache()))
    }

    @Test(.timeLimit(.minutes(10)))
    func `reports why it can't save, and the photos are read all the same`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write("", to: "cache")
        let cache = cache()
        #expect(try read("a.jpg", cache) == read("a.jpg", nil))
        let note = try #require(cache.save())
        #expect(
            note.hasPrefix("the hashes of the photos could not be remembered in \(file): ")
                && note.hasSuffix("; the next run reads all photos again")
        )
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["folder", "FIFO", "dangling link"])
    func `copes with anything else in its place`(kind: String) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.makeFolder("cache/stocktake")
        switch kind {
        case "folder": try folder.makeFolder("cache/stocktake/photos.sqlite")
        case "FIFO": try folder.makeFIFO("cache/stocktake/photos.sqlite")
        default: try folder.makeLink("cache/stocktake/photos.sqlite", to: "nowhere")
        }
        let cache = cache()
        _ = try read("a.jpg", cache)
        #expect((cache.save() != nil) == (kind == "folder"))
        #expect(try knows("a.jpg", self.cache()) == (kind != "folder"))
    }

    @Test func `keeps what another process saved meanwhile`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write(try photo(shade: 2), to: "b.jpg")
        let (one, other) = (cache(), cache())
        _ = try read("a.jpg", one)
        _ = try read("b.jpg", other)
        #expect(one.save() == nil && other.save() == nil)
        let both = cache()
        #expect(try knows("a.jpg", both) && knows("b.jpg", both))
    }

    @Test func `drops the least recently used first`() throws {
        for index in 1...5 {
            try folder.write(try photo(shade: UInt8(index)), to: "\(index).jpg")
        }
        try remember("1.jpg", days: 1, maxPhotos: 3)
        try remember("2.jpg", days: 2, maxPhotos: 3)
        try remember("3.jpg", days: 3, maxPhotos: 3)
        try remember("1.jpg", "4.jpg", "5.jpg", days: 4, maxPhotos: 3)
        let cache = cache(days: 5, maxPhotos: 3)
        let known = try (1...5).filter { try knows("\($0).jpg", cache) }
        #expect(known == [1, 4, 5])
    }

    private func contents(_ count: Int) -> [(key: String, content: PhotoContent)] {
        (0..<count).map { number in
            let hash = sha256(of: Array("\(number)".utf8))
            let format = PhotoFormat.allCases[number % PhotoFormat.allCases.count]
            let header = PhotoHeader(format: format, width: number + 1, height: 1)
            return (String(hash.prefix(32)), PhotoContent(sha256: hash, header: header))
        }
    }

    @Test func `finds each of many, whatever the order they came in`() throws {
        let all = contents(500)
        for start in stride(from: 0, to: 500, by: 50) {
            let news = PhotoCacheFile.News(
                day: start,
                used: [],
                removed: [all[start].key],
                added: all.dropFirst(start).prefix(60).reduce(into: [:]) { $0[$1.key] = $1.content }
            )
            var writer = PhotoCacheFile(at: file)
            #expect(writer.store(news, maxPhotos: 500) == nil)
        }
        var reader = PhotoCacheFile(at: file)
        #expect(all.map { reader.entry($0.key)?.content } == all.map(\.content))
        #expect(reader.entry("") == nil)
        let old = all.prefix(100).map(\.key)
        let news = PhotoCacheFile.News(day: 500, used: [], removed: old, added: [:])
        #expect(reader.store(news, maxPhotos: 120) == nil)
        #expect(all.prefix(100).allSatisfy { reader.entry($0.key) == nil })
        #expect(all.count { reader.entry($0.key) != nil } == 120)
        #expect(all.suffix(60).allSatisfy { reader.entry($0.key) != nil })
    }

    @Test func `loses nothing when several runs save at once`() async throws {
        let file = file
        let parts = contents(400).enumerated().reduce(into: [Int: [String: PhotoContent]]()) {
            $0[$1.offset % 8, default: [:]][$1.element.key] = $1.element.content
        }
        let troubles = await inParallel(Array(parts.values), workers: 8) { part in
            var writer = PhotoCacheFile(at: file)
            let news = PhotoCacheFile.News(day: 1, used: [], removed: [], added: part)
            return writer.store(news, maxPhotos: 1000)
        } onDone: { _ in
        }
        #expect(troubles.allSatisfy { $0 == nil }, "\(troubles)")
        var reader = PhotoCacheFile(at: file)
        #expect(contents(400).allSatisfy { reader.entry($0.key)?.content == $0.content })
    }

    @Test func `serves several threads at once`() async throws {
        for shade in 0..<40 {
            try folder.write(try photo(shade: UInt8(shade)), to: "\(shade).jpg")
        }
        let listed = (0..<400).map { ListedPhoto(path: folder.path("\($0 % 40).jpg")) }
        for run in 1...2 {
            let cache = cache()
            let reading = PhotoReading(cache: cache)
            let read = await inParallel(listed, workers: 8) {
                reading.read($0)
            } onDone: { _ in
            }
            #expect(read == listed.map(PhotoReading().read))
            #expect(cache.hasRecalled(listed[0].path) == (run == 2))
            #expect(cache.save() == nil)
        }
    }
}
