import Foundation
import Imaging
import Testing

@testable import Stocktake

/// A new folder for photos and lists, removed when released.
final class PhotoFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("stocktake-photos-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // The system removes leftovers.
        }
    }

    func path(_ name: String) -> String {
        path + "/" + name
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        // With a C call, as Foundation may change the Unicode form of a name.
        let descriptor = unsafe open(path(name), O_CREAT | O_WRONLY | O_TRUNC, 0o644)
        try #require(descriptor >= 0)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(bytes))
        return path(name)
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// Creates empty files, for listings that don't open them.
    func touch(_ names: String...) throws {
        for name in names { try write("", to: name) }
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(name),
            withIntermediateDirectories: true
        )
    }

    func makeLink(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path(name),
            withDestinationPath: target
        )
    }

    func makeFIFO(_ name: String) throws {
        try #require(unsafe mkfifo(path(name), 0o600) == 0)
    }

    /// Lists entries as a pipeline in this folder would.
    func list(
        _ entries: String...,
        rule: LocationRule = .folder,
        standardInput: String = ""
    ) -> PhotoListing {
        PhotoListing(
            entries.map { PhotoSource($0, folder: path) },
            rule: rule,
            standardInput: Array(standardInput.utf8)
        )
    }

    /// The paths of a listing below this folder.
    func names(_ listing: PhotoListing) -> [String] {
        listing.photos.map { String($0.path.dropFirst(path.count + 1)) }
    }

    /// A small grey JPEG, different for each shade.
    static func jpeg(shade: UInt8 = 128) throws -> [UInt8] {
        let pixels = [UInt8](repeating: shade, count: 16 * 8 * 3)
        return try RGBImage(width: 16, height: 8, pixels: pixels).jpeg(quality: 90)
    }
}
