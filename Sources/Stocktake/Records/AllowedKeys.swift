import Foundation
public import Platform

/// The uses of keys that the user has allowed, one small file each in the user's state folder.
///
/// A file's name is the hash of pipeline path, key source and destination, so that another source or
/// host is another file, and runs at the same time can't spoil each other's. Its content must be
/// exactly what was written; a damaged one allows nothing. Removing a file takes the word back.
public struct AllowedKeys: Sendable {
    private let folder: String

    /// Those in a state folder, such as `~/.local/state/stocktake`, which may be missing.
    public init(in stateFolder: String) {
        folder = "\(stateFolder)/allowed-keys"
    }

    /// Whether the user has allowed this use.
    public func contains(_ use: KeyUse) -> Bool {
        do throws(FileError) {
            return try readFile(at: path(of: use), maxBytes: 1 << 16) == content(of: use)
        } catch {
            // Not remembered, or not readable: the user is asked.
            return false
        }
    }

    /// Remembers that the user allows this use; mode 0600, complete or not at all.
    ///
    /// - Returns: the file.
    /// - Throws: `FileError` if it can't be written.
    @discardableResult
    public func remember(_ use: KeyUse) throws(FileError) -> String {
        try makeFolders(to: folder)
        let path = path(of: use)
        try writeFile(content(of: use), at: path, mode: 0o600)
        return path
    }

    private func path(of use: KeyUse) -> String {
        let kind =
            switch use.source {
            case .file(let path): ["file", path]
            case .command(let command): ["command", command]
            case .environment(let name): ["variable", name]
            }
        let parts = [use.pipeline] + kind + [use.destination]
        return "\(folder)/\(sha256(of: Array(parts.joined(separator: "\0").utf8))).txt"
    }

    /// For a person who looks into the folder; without the command, which may hold a secret.
    private func content(of use: KeyUse) -> [UInt8] {
        let lines = [
            "stocktake may send a key:", "pipeline: \(printable(use.pipeline, limit: 4096))",
            "key: \(use.source.words)", "to: \(use.destination)", "",
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }
}
