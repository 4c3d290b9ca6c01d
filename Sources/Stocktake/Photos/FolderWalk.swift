import Platform

/// Finds the files below a folder that match the parts of a glob, or all its photos.
///
/// `**` does not follow links to folders, so there are no loops; a part that names or matches such
/// a link does. Hidden files and folders are skipped unless a part begins with a dot. A folder with
/// a photo's extension that matches the last part is reported as a rejected photo.
struct FolderWalk {
    /// Distinct, in the order found.
    private(set) var found: [String] = []
    /// Unreadable folders and names.
    private(set) var findings: [Finding] = []
    /// Whether the walk stopped because there are more than `limit` files.
    private(set) var isOverLimit = false

    private let parts: [GlobPart]
    private let limit: Int
    private let takesOnlyPhotos: Bool
    private var visited: Set<Visit> = []

    private struct Visit: Hashable {
        let path: [UInt8]
        let part: Int
    }

    /// Walks a folder for a glob.
    init(_ folder: String, parts: [GlobPart], limit: Int) {
        self.parts = parts
        self.limit = limit
        takesOnlyPhotos = false
        walk(folder, 0)
    }

    /// Walks a folder for all photos in it, at any depth.
    init(photosBelow folder: String, limit: Int) {
        parts = [.anyDepth]
        self.limit = limit
        takesOnlyPhotos = true
        walk(folder, 0)
    }

    private mutating func walk(_ folder: String, _ index: Int) {
        let visit = Visit(path: Array(folder.utf8), part: index)
        guard !isOverLimit, visited.insert(visit).inserted else { return }
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
                let path = childPath(entry.name, in: folder)
                let isFolder = entry.kind == .folder || kind(behind: entry, path) == .folder
                if isLast {
                    if !isFolder || hasPhotoExtension(entry.name) { add(path) }
                } else if isFolder {
                    walk(path, index + 1)
                }
            }
        }
    }

    /// Applies `**` to every real subfolder and, if it is the last part, adds the files.
    private mutating func descend(_ folder: String, _ index: Int, isLast: Bool) {
        for entry in entries(of: folder, where: { !$0.hasPrefix(".") }) {
            let path = childPath(entry.name, in: folder)
            if entry.kind == .folder {
                walk(path, index)
            } else if isLast, !takesOnlyPhotos || hasPhotoExtension(entry.name),
                kind(behind: entry, path) != .folder
            {
                add(path)
            }
        }
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
            return listing.entries.filter { isWanted($0.name) }
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
        guard isListed else { return }
        let path = childPath(name, in: folder)
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
