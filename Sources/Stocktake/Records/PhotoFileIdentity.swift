import Foundation
import Platform

/// The identity and state of a file, by which a cached photo is recognised without reading it.
///
/// It has the absolute path with links resolved, size, inode, and modification and status change
/// times in nanoseconds. The latter, which only the system sets, reveals a file that was rewritten
/// at the same size and whose modification time was reset.
struct PhotoFileIdentity: Sendable, Hashable {
    /// As listed.
    let path: String
    let realPath: String
    let status: FileStatus

    /// - Returns: nil for anything but a readable file; reading it reports why.
    init?(of path: String) {
        do {
            realPath = try Platform.realPath(of: existingForm(of: path))
            status = try FileStatus(of: realPath)
        } catch {
            return nil
        }
        // Removing read permission changes none of the above.
        guard status.kind == .regular, FileManager.default.isReadableFile(atPath: realPath) else {
            return nil
        }
        self.path = path
    }

    /// Whether any later change is certain to get a different time.
    ///
    /// A file system's clock may have a resolution of 2 s (FAT), and a file can change twice within
    /// it. Git calls an index entry with this problem racily clean.
    func isSettled(at now: Date) -> Bool {
        Double(max(status.modified, status.changed)) / 1e9 + 2 <= now.timeIntervalSince1970
    }

    /// A key that is equal for the same file in the same state, whatever its listed path.
    ///
    /// It is a hash, so that no path is stored.
    ///
    /// - Parameter version: the version of the program that read the file.
    /// - Returns: 32 lower-case hex digits.
    func key(version: String) -> String {
        let facts = [
            version, realPath, "\(status.byteCount)", "\(status.modified)", "\(status.changed)",
            "\(status.inode)",
        ]
        return String(sha256(of: Array(facts.joined(separator: "\0").utf8)).prefix(32))
    }
}
