import Foundation
import Platform

/// Which file in which state a path leads to: by this a remembered photo is recognised unread.
///
/// The absolute path with links followed, size, the times of the last change of content and of the
/// file itself in nanoseconds, and inode. A file rewritten in place at the same size, whose time was
/// set back, shows by the second time, which only the system sets.
struct PhotoFileIdentity: Sendable, Hashable {
    /// As listed.
    let path: String
    let realPath: String
    let status: FileStatus

    /// - Returns: nil for what is no readable file; reading it tells why.
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

    /// Whether a later change can't bear the same time as this one.
    ///
    /// A clock of files may tick only every 2 s (FAT), and a file can change twice in one tick.
    /// The same trouble as git's, which calls such an index entry racily clean.
    func isSettled(at now: Date) -> Bool {
        Double(max(status.modified, status.changed)) / 1e9 + 2 <= now.timeIntervalSince1970
    }

    /// The same for the same file in the same state, under whatever listed path.
    var key: PhotoKey {
        let facts = [
            realPath, "\(status.byteCount)", "\(status.modified)", "\(status.changed)",
            "\(status.inode)",
        ]
        return PhotoKey(sha256: sha256(of: Array(facts.joined(separator: "\0").utf8)))
    }
}

/// The first 128 bits of the SHA-256 of an identity; so no path is written down.
struct PhotoKey: Sendable, Hashable, Comparable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(sha256: String) {
        let words = words(ofHex: sha256)
        self.init(high: words[0], low: words[1])
    }

    static func < (left: PhotoKey, right: PhotoKey) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
