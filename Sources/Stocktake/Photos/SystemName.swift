/// Whether a name, in any case, is of a file or folder that a system or program keeps for itself.
///
/// That is thumbnails, waste, snapshots and backup copies; hidden names are not among them. The
/// pictures in it are copies of photos that are counted anyway, or were deleted. A path that names
/// such a folder, as in `photos/#recycle/*.jpg`, is taken as said.
func isSystemName(_ name: String) -> Bool {
    let lower = name.lowercased()
    return systemNames.contains(lower) || packageEndings.contains { lower.hasSuffix($0) }
        || backupEndings.contains {
            lower.hasSuffix($0) && hasPhotoExtension(String(lower.dropLast($0.count)))
        }
}

/// Whether a file has no place in a list of what was passed over: every folder may have it.
func isLitter(_ name: String) -> Bool {
    litter.contains(name.lowercased()) || name.hasPrefix("._")
}

private let systemNames: Set<String> = litter.union([
    // Synology, QNAP, NetApp.
    "@eadir", "@tmp", "@sharebin", "@sharesnap", "@recycle", "@recently-snapshot", "@__thumb",
    "#recycle", "#snapshot", "~snapshot",
    // Windows.
    "$recycle.bin", "recycler", "recycled", "system volume information", "found.000",
    // macOS.
    "__macosx", "network trash folder", "temporary items", "trashes",
    // Linux.
    "lost+found",
])

/// Previews of Lightroom, and libraries with several forms of each photo.
private let packageEndings = [
    ".lrdata", ".photoslibrary", ".photolibrary", ".migratedphotolibrary", ".aplibrary",
]

/// Copies of a photo before an edit, by Exiftool and editors: `a.jpg_original`.
private let backupEndings = ["_original", "~", ".bak", ".orig"]

private let litter: Set<String> = [
    "thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini",
    "picasa.ini", ".picasa.ini", ".ds_store", ".localized", ".directory", ".nomedia", "icon\r",
    ".gitkeep", ".gitignore", ".stfolder", ".stignore",
]
