import Platform

/// Finds the files below a folder that match the parts of a glob, or all its photos.
///
/// `**` does not follow links to folders, so no walk runs in circles; a part that names or matches
/// a link to a folder does. Hidden files and folders are skipped unless a part names the dot. A
/// folder is found only where the last part matches it and its name ends as a photo's: it becomes a
/// rejected photo, not a silent gap.
struct FolderWalk {
    /// In the order they were met, each once.
    private(set) var found: [String] = []
    /// Folders that could not be listed, and names nobody can open.
    private(set) var findings: [Finding] = []
    /// Whether more than `limit` files were found; the walk stopped there.
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

    /// Goes on with `**` in every real folder below; as the last part it takes the files too.
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
            // A part may well name a file where a folder is wanted; that is no match, not an error.
            if error.code != .missing {
                let message =
                    "the folder '\(printable(folder))' can't be read: \(error.message); "
                    + "photos in it are not counted"
                findings.append(Finding(.warning, .photoMissing, message))
            }
            return []
        }
    }

    /// Lists it all the same, so that it ends as a rejected photo.
    private mutating func addUnreadable(_ name: String, in folder: String) {
        let isListed = parts.last == .anyDepth && !takesOnlyPhotos || hasPhotoExtension(name)
        guard isListed else { return }
        let path = childPath(name, in: folder)
        findings.append(
            Finding(
                .warning,
                .photoRejected,
                "its name is not UTF-8 text, so it can't be opened; rename it",
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

    /// What can't be looked at is taken for a file, whose reading will tell why.
    private func kind(at path: String) -> FileKind {
        do {
            return try FileStatus(of: path).kind
        } catch {
            return .unknown
        }
    }
}
