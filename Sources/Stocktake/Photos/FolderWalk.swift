import Platform

/// Finds the files below a folder that match the parts of a glob, or all its photos.
///
/// 1. Every folder is read once, by its real path: links to folders are followed after all others,
///    and only if they lead to a folder that was not read and doesn't hold the one they are in.
/// 2. Hidden and system files and folders are passed over unless a part names them.
/// 3. In a folder, the content of a file decides whether it is a photo; a file with a photo's
///    extension is always listed, so that its reading reports what is wrong with it.
///
/// A folder with a photo's extension that matches the last part is reported as a rejected photo.
struct FolderWalk {
    /// Distinct, in the order found.
    private(set) var found: [String] = []
    /// Unreadable folders and names, and links that were followed.
    private(set) var findings: [Finding] = []
    private(set) var passedOver = PassedOver()
    /// Whether the walk stopped because there are more than `limit` files.
    private(set) var isOverLimit = false

    private let parts: [GlobPart]
    private let limit: Int
    private let takesOnlyPhotos: Bool
    private var visited: Set<Visit> = []
    /// Links to folders, to be followed at the end.
    private var links: [(path: String, part: Int)] = []
    private let root: String

    private struct Visit: Hashable {
        /// The real path's bytes.
        let path: [UInt8]
        let part: Int
    }

    /// Walks a folder for a glob.
    init(_ folder: String, parts: [GlobPart], limit: Int) {
        self.parts = parts
        self.limit = limit
        takesOnlyPhotos = false
        root = realPathIfAny(of: folder)
        walk(folder, 0)
        followLinks()
    }

    /// Walks a folder for all photos in it, at any depth.
    init(photosBelow folder: String, limit: Int) {
        parts = [.anyDepth]
        self.limit = limit
        takesOnlyPhotos = true
        root = realPathIfAny(of: folder)
        walk(folder, 0)
        followLinks()
    }

    private mutating func walk(_ folder: String, _ index: Int) {
        guard !isOverLimit, visited.insert(visit(folder, index)).inserted else { return }
        let isLast = index == parts.count - 1
        switch parts[index] {
        case .name(let name):
            let path = existingForm(of: childPath(name, in: folder))
            guard kind(at: path) != .missing else { return }
            if isLast { add(path) } else { walk(path, index + 1) }
        case .anyDepth:
            if !isLast { walk(folder, index + 1) }
            descend(folder, index, isLast: isLast)
        case .pattern(let pattern):
            for entry in entries(of: folder, where: pattern.matches) {
                match(entry, in: folder, pattern, index)
            }
        }
    }

    private func visit(_ folder: String, _ index: Int) -> Visit {
        Visit(path: Array(realPathIfAny(of: folder).utf8), part: index)
    }

    private mutating func match(
        _ entry: FolderEntry,
        in folder: String,
        _ pattern: GlobPattern,
        _ index: Int
    ) {
        let path = childPath(entry.name, in: folder)
        let isFolder = kind(behind: entry, path) == .folder
        let isLast = index == parts.count - 1
        if pattern.matches(entry.name) {
            if isLast {
                if !isFolder || hasPhotoExtension(entry.name) { add(path) }
            } else if isFolder {
                enter(entry, path, index + 1)
            }
        } else if pattern.matchesAny(entry.name) {
            if isFolder != isLast { passOver(entry.name, path) }
        } else if isLast, !isFolder, !isSystemName(entry.name),
            pattern.missesByExtension(entry.name)
        {
            addMissed(path)
        }
    }

    /// Applies `**` to every subfolder and, if it is the last part, adds the files.
    private mutating func descend(_ folder: String, _ index: Int, isLast: Bool) {
        for entry in entries(of: folder, where: { !$0.hasPrefix(".") }) {
            let path = childPath(entry.name, in: folder)
            let kind = kind(behind: entry, path)
            if entry.name.hasPrefix(".") || isSystemName(entry.name) {
                if isLast || kind == .folder { passOver(entry.name, path) }
            } else if kind == .folder {
                enter(entry, path, index)
            } else if isLast {
                if takesOnlyPhotos { addPhoto(path, kind) } else { add(path) }
            }
        }
    }

    private mutating func enter(_ entry: FolderEntry, _ path: String, _ index: Int) {
        if entry.kind == .link {
            links.append((path, index))
        } else {
            walk(path, index)
        }
    }

    /// Follows the links to folders, those in the folders they lead to included.
    private mutating func followLinks() {
        var followed: [String] = []
        var next = 0
        while next < links.count {
            let (path, index) = links[next]
            next += 1
            let target = visit(path, index)
            let holders = [root, realPathIfAny(of: parentFolder(of: path))]
            if visited.contains(where: { $0.path == target.path }) {
                passedOver.add(.repeated, path)
            } else if holders.contains(where: { Array(($0 + "/").utf8).isBelow(target.path) }) {
                passedOver.add(.outward, path)
            } else {
                followed.append(path)
                walk(path, index)
            }
        }
        guard !followed.isEmpty else { return }
        let names = followed.prefix(3).map {
            "\(printable($0, limit: 200)) -> \(printable(realPathIfAny(of: $0), limit: 200))"
        }
        let more = followed.count > names.count ? ", …" : ""
        let message =
            "linked folders are read too: \(followed.count) "
            + "(\(names.joined(separator: ", "))\(more))"
        findings.append(Finding(.note, .linkedFolder, message, key: "photos.files"))
    }

    private mutating func entries(
        of folder: String,
        where isWanted: (String) -> Bool
    ) -> [FolderEntry] {
        do throws(FileError) {
            let listing = try FolderListing(of: folder)
            for name in listing.unreadableNames where isWanted(name) {
                addUnreadable(name, in: folder)
            }
            return listing.entries
        } catch {
            // A file where the glob expects a folder is not a match, and not an error.
            if error.code != .missing {
                let message =
                    "the folder '\(printable(folder))' can't be read: \(error.message); "
                    + "photos in it are not counted"
                findings.append(Finding(.warning, .photoMissing, message))
            }
            return []
        }
    }

    /// Adds the name anyway, so that it is reported as a rejected photo.
    private mutating func addUnreadable(_ name: String, in folder: String) {
        let isListed = parts.last == .anyDepth && !takesOnlyPhotos || hasPhotoExtension(name)
        let path = childPath(name, in: folder)
        guard isListed else {
            passedOver.add(.unreadable, path)
            return
        }
        findings.append(
            Finding(
                .warning,
                .photoRejected,
                "the name is not UTF-8, so the file can't be opened; rename it",
                photo: path
            )
        )
        add(path)
    }

    /// Adds a file of a folder if it is a photo.
    private mutating func addPhoto(_ path: String, _ kind: FileKind) {
        if hasPhotoExtension(fileName(of: path)) {
            add(path)
        } else if kind == .danglingLink {
            passedOver.add(.brokenLink, path)
        } else {
            switch FolderFile(at: path) {
            case .photo: add(path)
            case .passedOver(let kind, let format): passedOver.add(kind, path, format: format)
            }
        }
    }

    /// Remembers a file beside those of a glob that it misses only by its extension, if it is a
    /// picture.
    private mutating func addMissed(_ path: String) {
        if hasPhotoExtension(fileName(of: path)) {
            passedOver.add(.missed, path)
            return
        }
        switch FolderFile(at: path) {
        case .photo: passedOver.add(.missed, path)
        case .passedOver(.unsupported, let format):
            passedOver.add(.unsupported, path, format: format)
        case .passedOver: break
        }
    }

    private mutating func passOver(_ name: String, _ path: String) {
        if name.hasPrefix("."), name.hasSuffix(".icloud") {
            passedOver.add(.notDownloaded, path)
        } else {
            passedOver.add(isLitter(name) ? .litter : .system, path)
        }
    }

    private mutating func add(_ path: String) {
        guard found.count < limit else {
            isOverLimit = true
            return
        }
        found.append(path)
    }

    private func kind(behind entry: FolderEntry, _ path: String) -> FileKind {
        entry.kind == .link ? kind(at: path) : entry.kind
    }

    /// An inaccessible path is treated as a file; reading it reports the error.
    private func kind(at path: String) -> FileKind {
        do {
            return try FileStatus(of: path).kind
        } catch {
            return .unknown
        }
    }
}

/// The path itself if it can't be resolved; listing it reports why.
private func realPathIfAny(of path: String) -> String {
    do throws(FileError) {
        return try realPath(of: path.isEmpty ? "." : path)
    } catch {
        return path
    }
}

extension [UInt8] {
    /// Whether a path that ends with a slash is a folder, or below it.
    fileprivate func isBelow(_ folder: [UInt8]) -> Bool {
        folder == [UInt8(ascii: "/")] || starts(with: folder + [UInt8(ascii: "/")])
    }
}
