import Foundation
import Imaging
import Testing

@testable import Platform
@testable import Stocktake

struct PhotoMemoryTests {
    private let folder: PhotoFolder
    /// In a folder that does not exist yet.
    private let file: String

    init() throws {
        folder = try PhotoFolder()
        file = folder.path("cache/stocktake/photos")
    }

    /// A memory as it would be `days` from now, so that the photos of a test have settled.
    private func memory(days: Double = 1, maxPhotos: Int = 100) -> PhotoMemory {
        let now = Date().addingTimeInterval(days * 86_400)
        return PhotoMemory(at: file, maxPhotos: maxPhotos) { now }
    }

    private func read(_ name: String, _ memory: PhotoMemory?) throws -> Photo {
        let listed = ListedPhoto(path: folder.path(name), location: "A-01")
        return try PhotoReading(memory: memory).read(listed).get()
    }

    /// Reads photos in a run of its own, which saves what it knows.
    private func remember(_ names: String..., days: Double = 1, maxPhotos: Int = 100) throws {
        let memory = memory(days: days, maxPhotos: maxPhotos)
        for name in names { _ = try read(name, memory) }
        try #require(memory.save() == nil)
    }

    /// Whether a memory answers for a photo without reading it.
    private func knows(_ name: String, _ memory: PhotoMemory) throws -> Bool {
        _ = try read(name, memory)
        return memory.hasRecalled(folder.path(name))
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
        let memory = memory()
        let identity = try #require(memory.identity(of: folder.path(name)))
        memory.remember(
            PhotoContent(sha256: before.sha256, header: before.header),
            of: identity
        )
        try #require(memory.save() == nil)
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
        #expect(try !knows("a.jpg", memory()))
    }

    // MARK: What is remembered

    @Test func `answers for an unchanged photo without reading it`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        let first = try read("a.jpg", nil)
        try remember("a.jpg")
        try rewriteUnseen("a.jpg", shade: 2)
        #expect(try read("a.jpg", memory()) == first, "all of it, from the memory")
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
            let writer = memory()
            writer.remember(content, of: try #require(writer.identity(of: folder.path("a.jpg"))))
            #expect(writer.save() == nil)
            let reader = memory()
            let identity = try #require(reader.identity(of: folder.path("a.jpg")))
            #expect(reader.recall(identity) == content)
        }
    }

    @Test(arguments: PhotoFormat.allCases)
    func `remembers each format`(format: PhotoFormat) throws {
        let content = PhotoContent(
            sha256: sha256(of: []),
            header: PhotoHeader(
                format: format,
                width: 3,
                height: 2,
                takenAt: "2026-03-02T21:10:00+09:00"
            )
        )
        let key = PhotoKey(high: 1, low: 2)
        let table = PhotoMemoryTable().merged(adding: [key: content], removing: [], day: 9)
        #expect(table.entry(key)?.content == content)
        #expect(table.entry(key)?.day == 9)
    }

    @Test func `remembers the photo's own time, not the manifest's`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        let dated = ListedPhoto(path: path, takenAt: "2026-01-01")
        let first = memory()
        _ = try PhotoReading(memory: first).read(dated).get()
        #expect(first.save() == nil)
        let second = memory()
        #expect(try read("a.jpg", second).takenAt == nil)
        #expect(try PhotoReading(memory: second).read(dated).get().takenAt == "2026-01-01")
        #expect(second.hasRecalled(path))
    }

    @Test func `knows a photo by any path that leads to it`() throws {
        try folder.write(try photo(shade: 1), to: "day/caf\u{E9}.jpg")
        try remember("day/caf\u{E9}.jpg")
        try folder.makeLink("latest", to: "day")
        for name in ["latest/caf\u{E9}.jpg", "day/../day/cafe\u{301}.jpg"] {
            #expect(try knows(name, memory()))
        }
    }

    // MARK: What is read again

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (PhotoMemoryTests) throws -> Void
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
        #expect(try knows("a.jpg", memory()))
        try change.make(self)
        let memory = memory()
        #expect(try read("a.jpg", memory) == read("a.jpg", nil))
        #expect(!memory.hasRecalled(folder.path("a.jpg")))
    }

    @Test(arguments: [(-60.0, false), (1.9, false), (2.1, true)])
    func `trusts no file that changed within 2 s`(age: Double, isTrusted: Bool) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try date("a.jpg", seconds: 1_700_000_000)
        let changed = Double(try FileStatus(of: folder.path("a.jpg")).changed) / 1e9
        let first = PhotoMemory(at: file) { Date(timeIntervalSince1970: changed + age) }
        _ = try read("a.jpg", first)
        #expect(first.save() == nil)
        #expect(try knows("a.jpg", memory()) == isTrusted)
    }

    @Test func `does not remember a photo that changes while it is read`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        let memory = memory()
        let identity = try #require(memory.identity(of: path))
        let content = PhotoContent(
            sha256: sha256(of: try photo(shade: 1)),
            header: PhotoHeader(format: .jpeg, width: 16, height: 8)
        )
        try folder.write("more", to: "a.jpg")
        memory.remember(content, of: identity)
        #expect(memory.recall(identity) == nil)
    }

    @Test func `says each time why a file is no photo`() throws {
        try folder.write("hello", to: "text.jpg")
        try folder.makeFolder("folder.jpg")
        try folder.makeFIFO("pipe.jpg")
        let memory = memory()
        for name in ["text.jpg", "folder.jpg", "pipe.jpg", "none.jpg", "a\u{0}b.jpg"] {
            for _ in 1...2 {
                let listed = ListedPhoto(path: folder.path(name))
                #expect(
                    PhotoReading(memory: memory).read(listed) == PhotoReading().read(listed)
                )
            }
        }
    }

    // MARK: A wrong memory

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
        let memory = memory()
        let reading = PhotoReading(memory: memory)
        let read = reading.confirmingDuplicates(listed.map(reading.read), of: listed)
        #expect(read == listed.map(PhotoReading().read))
        #expect(memory.hasRecalled(listed[4].path), "no duplicate: not read")
        #expect(memory.save() == nil)
        #expect(try self.read("d.jpg", self.memory()) == self.read("d.jpg", nil), "corrected")
    }

    @Test func `refuses to count other bytes than those remembered, once`() throws {
        let path = try folder.write(try photo(shade: 1), to: "a.jpg")
        try remember("a.jpg")
        try rewriteUnseen("a.jpg", shade: 2)
        let memory = memory()
        let recalled = try read("a.jpg", memory)
        let preparation = PhotoPreparation(
            reject: RejectLimits(darkerThan: 0, blurrierThan: 0, smallerThan: 0),
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes
        )
        let problem = #expect(throws: PhotoProblem.self) { try preparation.luma(of: recalled) }
        #expect(problem?.rejection == .changed)
        memory.forget(path)
        #expect(memory.save() == nil)
        #expect(try preparation.luma(of: read("a.jpg", self.memory())).photo != recalled)
    }

    // MARK: The file

    @Test func `keeps its file from others, and names no photo in it`() throws {
        try folder.write(try photo(shade: 1), to: "secret.jpg")
        try remember("secret.jpg")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let bytes = try readFile(at: file, maxBytes: 10_000)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
    }

    @Test func `writes nothing on a night without news`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        #expect(memory().save() == nil)
        #expect(isMissing(file), "nothing to remember, no file")
        try remember("a.jpg")
        let before = try FileStatus(of: file)
        try remember("a.jpg")
        #expect(try FileStatus(of: file) == before)
        try remember("a.jpg", days: 2)
        #expect(try FileStatus(of: file) != before, "of use on another day")
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable ([UInt8]) -> [UInt8]
    }

    @Test(arguments: [
        Damage(testDescription: "empty") { _ in [] },
        Damage(testDescription: "foreign") { _ in Array("SQLite format 3".utf8) },
        Damage(testDescription: "cut in a record") { $0.dropLast(40) },
        Damage(testDescription: "cut by a record") { $0.dropLast(96) },
        Damage(testDescription: "one bit of a hash") { bytes in
            var bytes = bytes
            bytes[bytes.count - 100] ^= 1
            return bytes
        },
        Damage(testDescription: "another version") { bytes in
            Array("stocktake 0.0.9 photo memory 1\n".utf8) + bytes.drop { $0 != 10 }.dropFirst()
        },
        Damage(testDescription: "longer than any") { $0 + [UInt8](repeating: 0, count: 96_000) },
    ])
    func `ignores a damaged file and replaces it`(damage: Damage) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write(try photo(shade: 2), to: "b.jpg")
        try remember("a.jpg", "b.jpg")
        let sound = try readFile(at: file, maxBytes: 10_000)
        try writeFile(damage.make(sound), at: file)
        #expect(try !knows("a.jpg", memory()))
        try remember("a.jpg", "b.jpg")
        #expect(try readFile(at: file, maxBytes: 10_000) == sound)
    }

    @Test(.timeLimit(.minutes(10)))
    func `says why it can't save, and the photos are read all the same`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write("", to: "cache")
        let memory = memory()
        #expect(try read("a.jpg", memory) == read("a.jpg", nil))
        let note = try #require(memory.save())
        #expect(
            note.hasPrefix("the hashes of the photos could not be remembered in \(file): ")
                && note.hasSuffix("; the next run reads all photos again")
        )
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["folder", "FIFO", "dangling link"])
    func `copes with what stands in its place`(kind: String) throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.makeFolder("cache/stocktake")
        switch kind {
        case "folder": try folder.makeFolder("cache/stocktake/photos")
        case "FIFO": try folder.makeFIFO("cache/stocktake/photos")
        default: try folder.makeLink("cache/stocktake/photos", to: "nowhere")
        }
        let memory = memory()
        _ = try read("a.jpg", memory)
        #expect((memory.save() != nil) == (kind == "folder"))
        #expect(try knows("a.jpg", self.memory()) == (kind != "folder"))
    }

    @Test func `keeps what another process saved meanwhile`() throws {
        try folder.write(try photo(shade: 1), to: "a.jpg")
        try folder.write(try photo(shade: 2), to: "b.jpg")
        let (one, other) = (memory(), memory())
        _ = try read("a.jpg", one)
        _ = try read("b.jpg", other)
        #expect(one.save() == nil && other.save() == nil)
        let both = memory()
        #expect(try knows("a.jpg", both) && knows("b.jpg", both))
    }

    @Test func `drops first what was of no use for the longest time`() throws {
        for index in 1...5 {
            try folder.write(try photo(shade: UInt8(index)), to: "\(index).jpg")
        }
        try remember("1.jpg", days: 1, maxPhotos: 3)
        try remember("2.jpg", days: 2, maxPhotos: 3)
        try remember("3.jpg", days: 3, maxPhotos: 3)
        try remember("1.jpg", "4.jpg", "5.jpg", days: 4, maxPhotos: 3)
        let memory = memory(days: 5, maxPhotos: 3)
        let known = try (1...5).filter { try knows("\($0).jpg", memory) }
        #expect(known == [1, 4, 5])
    }

    @Test func `finds each of many, whatever the order they came in`() throws {
        let contents = (0..<500).map { number in
            PhotoContent(
                sha256: sha256(of: Array("\(number)".utf8)),
                header: PhotoHeader(format: .png, width: number + 1, height: 1)
            )
        }
        let keys = contents.map { PhotoKey(sha256: $0.sha256) }
        var table = PhotoMemoryTable()
        for start in stride(from: 0, to: 500, by: 50) {
            let new = zip(keys, contents).dropFirst(start).prefix(60)
            table = table.merged(
                adding: Dictionary(uniqueKeysWithValues: Array(new)),
                removing: [keys[start]],
                day: UInt32(start)
            )
        }
        table = try #require(PhotoMemoryTable(file: table.file()))
        #expect(table.count == 500)
        #expect(zip(keys, contents).allSatisfy { table.entry($0)?.content == $1 })
        #expect(table.entry(PhotoKey(high: 0, low: 0)) == nil)
        #expect(table.entry(PhotoKey(high: .max, low: .max)) == nil)
        table = table.merged(adding: [:], removing: Set(keys.prefix(100)), day: 0)
        table.keepNewest(120)
        #expect(table.count == 120)
        #expect(keys.prefix(100).allSatisfy { table.entry($0) == nil })
        #expect(keys.suffix(60).allSatisfy { table.entry($0) != nil })
    }

    @Test func `serves several threads at once`() async throws {
        for shade in 0..<40 {
            try folder.write(try photo(shade: UInt8(shade)), to: "\(shade).jpg")
        }
        let listed = (0..<400).map { ListedPhoto(path: folder.path("\($0 % 40).jpg")) }
        for run in 1...2 {
            let memory = memory()
            let reading = PhotoReading(memory: memory)
            let read = await inParallel(listed, workers: 8) {
                reading.read($0)
            } onDone: { _ in
            }
            #expect(read == listed.map(PhotoReading().read))
            #expect(memory.hasRecalled(listed[0].path) == (run == 2))
            #expect(memory.save() == nil)
        }
    }
}
