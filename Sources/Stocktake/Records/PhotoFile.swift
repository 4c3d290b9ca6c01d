import Foundation
import Platform

/// Reads a photo's file, whatever the Unicode form of its name.
///
/// - Parameters:
///   - path: as listed.
///   - maxBytes: the largest file accepted, in bytes.
/// - Returns: the content; empty for an empty file.
/// - Throws: `FileError` with the path as listed, or as found.
func readPhotoFile(at path: String, maxBytes: Int) throws(FileError) -> [UInt8] {
    try readFile(at: existingForm(of: path), maxBytes: maxBytes)
}

/// The path in the Unicode form that exists: as written, else composed or decomposed part by part.
///
/// macOS and some cameras write `é` as two scalars, but editors as one; a list may have either.
///
/// - Returns: the path unchanged if it exists, is plain ASCII, or exists in no form.
func existingForm(of path: String) -> String {
    guard !path.utf8.allSatisfy({ $0 < 0x80 }), isMissing(path) else { return path }
    var found = path.hasPrefix("/") ? "/" : ""
    for part in pathParts(path) {
        let forms = [
            part, part.precomposedStringWithCanonicalMapping,
            part.decomposedStringWithCanonicalMapping,
        ]
        let prefix = found.isEmpty || found.hasSuffix("/") ? found : found + "/"
        guard let form = forms.first(where: { !isMissing(prefix + $0) }) else { return path }
        found = prefix + form
    }
    return found
}

/// The non-empty parts of a path between its slashes.
///
/// Split at bytes, because a slash before a combining accent is part of another `Character`.
func pathParts(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
}

/// Whether nothing exists at a path; false if it can't be examined, so that reading reports why.
func isMissing(_ path: String) -> Bool {
    do {
        return try FileStatus(of: path).kind == .missing
    } catch {
        return false
    }
}
