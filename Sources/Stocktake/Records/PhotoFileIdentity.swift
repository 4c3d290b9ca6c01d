import Foundation
import Platform

/// Which file in which state a path leads to: by this a cached photo is recognised unread.
///
/// The absolute path with links followed, size, the times of the last change of content and of the
/// file itself in nanoseconds, and inode. A file rewritten in place at the same size, whose time was
/// set back, is revealed by the second time, which only the system sets.
struct PhotoFileIdentity: Sendable, Hashable {
    /// As listed.
    let path: String
    let realPath: String
    let status: FileStatus

    /// - Returns: nil for what is not a readable file; reading it reports why.
    init?(of path: String) {
        do {
            realPath = try Platform.realPath(of: existingForm(of: path))
            status = try FileStatus(of: realPath)
        } catch {
            return nil
        }
        // Taking away the permission to read changes none of the above.
        guard status.kind == .regular, FileManager.default.isReadableFile(atPath: realPath) else {
            return nil
        }
        self.path = path
    }

    /// Whether a later change is bound to get another time than this one.
    ///
    /// A file system's clock may tick only every 2 s (FAT), and a file can change twice in one tick.
    /// Git has the same problem, and calls such an index entry racily clean.
    func isSettled(at now: Date) -> Bool {
        Double(max(status.modified, status.changed)) / 1e9 + 2 <= now.timeIntervalSince1970
    }

    /// The same for the same file in the same state, under whatever listed path; a hash, so that no
    /// path is written down.
    ///
    /// - Parameter version: of the program that read the file.
    /// - Returns: 32 lower-case hex digits.
    func key(version: String) -> String {
        let facts = [
            version, realPath, "\(status.byteCount)", "\(status.modified)", "\(status.changed)",
            "\(status.inode)",
        ]
        return String(sha256(of: Array(facts.joined(separator: "\0").utf8)).prefix(32))
    }
}
