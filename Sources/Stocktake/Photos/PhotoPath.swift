import Platform

/// A path joined to the folder it is relative to, without redundant `.`, `..` and `//`.
///
/// `Pipelines` and `../Samples/ice` give `Samples/ice`. A `..` after a symbolic link is kept, as it
/// leads elsewhere.
///
/// - Parameters:
///   - folder: "" and "." both mean the current folder.
///   - path: relative to it, or absolute.
/// - Returns: the path; "." for the current folder itself.
func joinedPath(_ folder: String, _ path: String) -> String {
    let isAbsolute = path.hasPrefix("/") || folder.hasPrefix("/")
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    let root = isAbsolute ? "/" : ""
    var parts: [String] = []
    for part in pathParts(whole) where part != "." {
        guard part == "..", let last = parts.last ?? (isAbsolute ? "" : nil), last != ".." else {
            parts.append(part)
            continue
        }
        if parts.isEmpty { continue }
        if isLink(root + parts.joined(separator: "/")) {
            parts.append(part)
        } else {
            parts.removeLast()
        }
    }
    return parts.isEmpty && !isAbsolute ? "." : root + parts.joined(separator: "/")
}

/// The path of a name in a folder, without the current folder.
func childPath(_ name: String, in folder: String) -> String {
    switch folder {
    case "", ".": name
    case let folder where folder.hasSuffix("/"): folder + name
    default: folder + "/" + name
    }
}

/// The last part of a path.
func fileName(of path: String) -> String {
    pathParts(path).last ?? ""
}

/// Whether a name has a photo's extension, in any case.
func hasPhotoExtension(_ name: String) -> Bool {
    let extensions: Set = [
        "jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "mpo", "png", "apng", "webp", "gif", "tif",
        "tiff", "heic", "heif", "hif", "heics", "heifs", "avif", "avifs",
    ]
    return extensions.contains(lowercasedExtension(of: name))
}

/// The part of a name after its last dot, in lower case; empty without one.
func lowercasedExtension(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return name[dot...].dropFirst().lowercased()
}
