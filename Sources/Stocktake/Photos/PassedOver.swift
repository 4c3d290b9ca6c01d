import Imaging
import Platform

/// What was found in photo folders and not listed, to be said once.
struct PassedOver: Sendable {
    /// Why a file or folder was passed over, in the order in which it is said.
    enum Kind: Int, Sendable, CaseIterable {
        /// A picture, or a document with pictures, in a format that can't be read.
        case unsupported
        case video
        /// A photo beside those of a glob, whose extension the glob doesn't name.
        case missed
        /// The place holder of a photo that is only in the cloud.
        case notDownloaded
        /// A link to a folder that is read anyway.
        case repeated
        /// A link to a folder that holds the one it is in.
        case outward
        case brokenLink
        case unreadable
        /// Of a system or another program, or hidden.
        case system
        case other
        /// By its extension a text, a table or a program's remarks about a photo.
        case text
        /// What every folder may have.
        case litter

        /// Whether nobody would take it for a photo.
        fileprivate var isHarmless: Bool { self == .litter }

        fileprivate func words(_ count: Int) -> String {
            let isOne = count == 1
            return switch self {
            case .unsupported:
                isOne
                    ? "1 file in a format that is not supported"
                    : "\(count) files in formats that are not supported"
            case .video: "\(count) video\(isOne ? "" : "s")"
            case .missed: "\(count) photo\(isOne ? "" : "s") that photos.files doesn't match"
            case .notDownloaded: "\(count) photo\(isOne ? "" : "s") not downloaded from the cloud"
            case .repeated:
                isOne
                    ? "1 link to a folder that is read anyway"
                    : "\(count) links to folders that are read anyway"
            case .outward:
                isOne
                    ? "1 link to a folder that holds it"
                    : "\(count) links to folders that hold them"
            case .brokenLink: "\(count) broken link\(isOne ? "" : "s")"
            case .unreadable: "\(count) entr\(isOne ? "y" : "ies") that can't be read"
            case .system: "\(count) hidden or system entr\(isOne ? "y" : "ies")"
            case .litter: "\(count) system file\(isOne ? "" : "s")"
            case .text: "\(count) text file\(isOne ? "" : "s")"
            case .other: "\(count) other file\(isOne ? "" : "s")"
            }
        }

        fileprivate var advice: String? {
            switch self {
            case .unsupported: "save pictures as JPEG to count them"
            case .missed: "widen photos.files, or name the folder, to count them"
            case .notDownloaded: "download them to count them"
            default: nil
            }
        }
    }

    /// Names of one kind that are said; the others are only numbered.
    private static let mostNames = 5

    private struct Entry {
        let kind: Kind
        let path: String
        let format: String
    }

    /// In the order found, each path once.
    private var entries: [Entry] = []
    private var paths: Set<String> = []
    /// The entry of `photos.files` that passed over the first.
    private var position: SourcePosition?

    /// Adds a file or folder, once; an unsupported file with its format, such as `BMP`.
    mutating func add(_ kind: Kind, _ path: String, format: String = "") {
        guard paths.insert(path).inserted else { return }
        entries.append(Entry(kind: kind, path: path, format: format))
    }

    /// Adds what another source passed over.
    mutating func add(_ other: PassedOver, at position: SourcePosition?) {
        guard !other.entries.isEmpty else { return }
        for entry in other.entries { add(entry.kind, entry.path, format: entry.format) }
        self.position = self.position ?? position
    }

    /// A warning, or a note if there is only what every folder may have.
    ///
    /// - Parameter photos: what the sources list: one may list what another passed over.
    /// - Returns: nil if nothing was passed over.
    func finding(whereListed photos: [ListedPhoto]) -> Finding? {
        guard !entries.isEmpty else { return nil }
        let listed = Set(photos.map(\.path))
        let kinds = Dictionary(grouping: entries.filter { !listed.contains($0.path) }, by: \.kind)
            .sorted { $0.key.rawValue < $1.key.rawValue }
        guard !kinds.isEmpty else { return nil }
        let parts = kinds.map { kind, entries in
            let names = entries.prefix(Self.mostNames).map { entry in
                let name = printable(entry.path, limit: 200)
                return entry.format.isEmpty ? name : "\(name): \(entry.format)"
            }
            let more = entries.count > names.count ? ", …" : ""
            return "\(kind.words(entries.count)) (\(names.joined(separator: ", "))\(more))"
        }
        let advice = kinds.compactMap(\.key.advice).first.map { "; \($0)" } ?? ""
        return Finding(
            kinds.allSatisfy(\.key.isHarmless) ? .note : .warning,
            .passedOver,
            "passed over in the photo folders: \(parts.joined(separator: ", "))\(advice)",
            position: position,
            key: "photos.files"
        )
    }
}

/// What a file in a photo folder is.
enum FolderFile {
    case photo
    case passedOver(PassedOver.Kind, format: String)

    /// Decides by the first bytes; for a file without any known signature by its extension.
    ///
    /// - Parameter path: of a regular file, or a link to one.
    init(at path: String) {
        let name = fileName(of: path)
        switch Self.content(at: path) {
        case .photo(.tiff) where Self.rawExtensions.contains(lowercasedExtension(of: name)):
            self = .passedOver(.unsupported, format: "camera RAW")
        case .photo: self = .photo
        case .unsupported(let format): self = .passedOver(.unsupported, format: format)
        case .video: self = .passedOver(.video, format: "")
        case nil: self = .passedOver(.unreadable, format: "")
        case .unknown:
            // Of a damaged or empty file, only the name says that it should be a photo.
            self = Self.byExtension(lowercasedExtension(of: name))
        }
    }

    private static func byExtension(_ name: String) -> FolderFile {
        if rawExtensions.contains(name) { return .passedOver(.unsupported, format: "camera RAW") }
        if videoExtensions.contains(name) { return .passedOver(.video, format: "") }
        if pictureExtensions.contains(name) {
            return .passedOver(.unsupported, format: name.uppercased())
        }
        return .passedOver(textExtensions.contains(name) ? .text : .other, format: "")
    }

    /// Nil for a file that can't be read.
    private static func content(at path: String) -> FileContent? {
        do {
            let file = try OpenFile(at: path)
            // Files of `/proc` state no size, and some wait for a reader.
            guard file.status.byteCount > 0 else { return .unknown }
            var opening = [UInt8](repeating: 0, count: FileContent.openingLength)
            let count = try file.read(into: &opening, atMost: opening.count, from: 0)
            return FileContent(opening: Array(opening.prefix(count)))
        } catch {
            return nil
        }
    }

    private static let rawExtensions: Set = [
        "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos",
        "mrw", "nef", "nrw", "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f",
    ]
    private static let textExtensions: Set = [
        "aae", "csv", "dop", "htm", "html", "ini", "json", "log", "md", "pp3", "txt", "xml", "xmp",
        "yaml", "yml",
    ]
    private static let videoExtensions: Set = [
        "3gp", "avi", "insv", "lrv", "m4v", "mkv", "mov", "mp4", "mpg", "mts", "webm", "wmv",
    ]
    private static let pictureExtensions: Set = [
        "ai", "bmp", "dib", "eps", "exr", "hdr", "ico", "jp2", "jxl", "jxr", "pcx", "pdf", "ppm",
        "psb", "psd", "svg", "tga", "xcf",
    ]
}
