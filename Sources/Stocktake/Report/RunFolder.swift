import Foundation
import Platform
import XLSX

/// The folder of one run, which appears only when complete.
///
/// 1. `.<run>.tmp` is made in `<folder>/<pipeline>`.
/// 2. Every report is written and flushed there.
/// 3. The folder is renamed to `<run>`.
/// 4. `latest` is changed to point to it, unless the run is a rehearsal.
///
/// A run that dies before step 3 leaves a `.tmp` folder, which a later run removes.
struct RunFolder {
    /// `<report.folder>/<name>`.
    let parent: String
    let run: String

    var path: String { "\(parent)/\(run)" }

    /// Writes all reports with `write`, which gets the temporary folder, then renames the folder.
    ///
    /// - Throws: `ReportError` with what could not be written; the folder is then removed.
    func fill(_ write: (_ folder: String) throws -> Void) throws {
        let temporary = "\(parent)/.\(run).tmp"
        try reporting {
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
        }
    }

    /// Makes `latest` point to the folder.
    ///
    /// - Throws: `ReportError` if it can't be changed.
    func makeLatest() throws {
        try reporting { try replaceLink(at: "\(parent)/latest", to: run) }
    }

    /// Checks that the reports can be written, before any money is spent.
    ///
    /// - Throws: `ReportError` if they can't.
    func check() throws {
        let (temporary, latest) = ("\(parent)/.\(run).tmp", "\(parent)/latest")
        try reporting {
            try makeFolders(to: parent)
            guard try FileStatus(of: latest).kind == .missing || isLink(latest) else {
                let words = "expected the link to the last run"
                throw ReportError(path: latest, message: words)
            }
            try makeNewFolder(at: temporary)
            try removeFolder(at: temporary)
        }
    }

    /// Removes the unfinished folder of a run that died.
    ///
    /// - Throws: `ReportError` if it can't be removed.
    func removeUnfinished() throws {
        let temporary = "\(parent)/.\(run).tmp"
        try reporting {
            guard try FileStatus(of: temporary).kind == .folder, !isLink(temporary) else { return }
            try removeFolder(at: temporary)
        }
    }

    /// Removes the temporary folders of runs that began more than a day before this one.
    ///
    /// The time is in the folder's name; a more recent run may still be writing. All other files
    /// are kept.
    private func removeLeftovers() throws(FileError) {
        guard let start = startTime(ofRun: run[...]) else { return }
        for entry in try FolderListing(of: parent).entries where entry.kind == .folder {
            guard let name = entry.name.wholeMatch(of: /\.(.+)\.tmp/)?.1,
                let begun = startTime(ofRun: name), start.timeIntervalSince(begun) > 86_400
            else { continue }
            try removeFolder(at: "\(parent)/\(entry.name)")
        }
    }
}

/// Runs work with files and workbooks, converting its errors to `ReportError`.
func reporting<Value>(_ work: () throws -> Value) throws -> Value {
    do {
        return try work()
    } catch let error as FileError {
        throw ReportError(path: error.path, message: error.message)
    } catch let error as WorkbookError {
        throw ReportError(path: error.path, message: error.message)
    }
}

/// When a run began, from its name `2026-11-23T020000Z-4f1c`; nil for any other name.
private func startTime(ofRun name: Substring) -> Date? {
    let pattern = /(\d{4})-(\d{2})-(\d{2})T(\d{2})(\d{2})(\d{2})Z-[0-9a-f]{4}/
    guard let match = name.wholeMatch(of: pattern) else { return nil }
    let parts = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int($0) }
    guard parts.count == 6 else { return nil }
    let components = DateComponents(
        calendar: Calendar(identifier: .gregorian),
        timeZone: .gmt,
        year: parts[0],
        month: parts[1],
        day: parts[2],
        hour: parts[3],
        minute: parts[4],
        second: parts[5]
    )
    return components.isValidDate ? components.date : nil
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
