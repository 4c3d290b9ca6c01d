import Foundation
import Platform
import XLSX

/// The folder of one run: made under a temporary name, flushed, renamed; never half of one.
///
/// Life: 1. `.<run>.tmp` is made in `<folder>/<pipeline>`; 2. every report is written and flushed
/// there; 3. it is renamed to `<run>`; 4. `latest` points to it. A run that dies before step 3
/// leaves a `.tmp` folder, which the next run removes.
struct RunFolder {
    /// `<report.folder>/<name>`.
    let parent: String
    let run: String

    var path: String { "\(parent)/\(run)" }

    /// Writes all reports by `write`, which gets the temporary folder, then makes them visible.
    ///
    /// - Throws: `ReportError` with what could not be written; the folder is gone again then.
    func fill(_ write: (_ folder: String) throws -> Void) throws {
        let temporary = "\(parent)/.\(run).tmp"
        do {
            try makeFolders(to: parent)
            try removeLeftovers()
            try makeNewFolder(at: temporary)
            do {
                try write(temporary)
                try renamePath(at: temporary, to: path)
            } catch {
                try removeFolder(at: temporary)
                throw error
            }
            try replaceLink(at: "\(parent)/latest", to: run)
        } catch let error as FileError {
            throw ReportError(path: error.path, message: error.message)
        } catch let error as WorkbookError {
            throw ReportError(path: error.path, message: error.message)
        }
    }

    /// Temporary folders of runs that died on an earlier day, by the time in their names; anything
    /// else is not ours to remove.
    private func removeLeftovers() throws(FileError) {
        for entry in try FolderListing(of: parent).entries where entry.kind == .folder {
            let pattern = /\.(\d{4}-\d{2}-\d{2})T\d{6}Z-[0-9a-f]{4}\.tmp/
            guard let day = entry.name.wholeMatch(of: pattern)?.1, day < run.prefix(10)
            else { continue }
            try removeFolder(at: "\(parent)/\(entry.name)")
        }
    }
}

/// A report that can't be written: exit status 73.
public struct ReportError: Error, Sendable, CustomStringConvertible {
    /// The file or folder concerned.
    public let path: String
    /// What is wrong, lower case.
    public let message: String

    /// The path and what is wrong with it.
    public var description: String {
        "\(printable(path, limit: 4096)): \(message)"
    }
}
