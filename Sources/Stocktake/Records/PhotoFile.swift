import Foundation
import Platform

/// All bytes of a photo's file, found under either Unicode form of its name.
///
/// - Parameters:
///   - path: as listed.
///   - maxBytes: the largest file taken, in bytes.
/// - Returns: the content; empty for an empty file.
/// - Throws: `FileError` with the path as listed, or as found.
func readPhotoFile(at path: String, maxBytes: Int) throws(FileError) -> [UInt8] {
    try readFile(at: existingForm(of: path), maxBytes: maxBytes)
}

/// The path in the Unicode form that exists: as written, else composed or decomposed part by part.
///
/// macOS and some cameras write `é` as two scalars, an editor as one: both name the same photo to
/// the person who wrote the list.
///
/// - Returns: the path as it is when it exists, is plain ASCII, or exists in no form.
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

/// The parts of a path between its slashes, none empty.
///
/// Cut at bytes: to a Swift `Character`, a slash before a combining accent is no slash.
func pathParts(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
}

/// Whether nothing exists at a path; what can't be examined is not missing: reading reports why.
func isMissing(_ path: String) -> Bool {
    do {
        return try FileStatus(of: path).kind == .missing
    } catch {
        return false
    }
}
