import Foundation
import Testing

/// Compares text with a file under `Golden/`, byte for byte.
///
/// `RECORD_GOLDEN=1 make test` writes the files anew, and fails, so that a recording can't pass for a
/// check.
func expectGolden(
    _ actual: String,
    _ name: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    file: String = #filePath
) throws {
    let url = URL(filePath: file).deletingLastPathComponent().goldenFolder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(actual.utf8).write(to: url)
        Issue.record(
            "recorded \(name): run again without RECORD_GOLDEN",
            sourceLocation: sourceLocation
        )
        return
    }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    guard actual != expected else { return }
    let difference = lineDifference(expected, actual)
    Issue.record("\(name) differs:\n\(difference)", sourceLocation: sourceLocation)
}

private func lineDifference(_ expected: String, _ actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    return new.difference(from: old).map { change in
        switch change {
        case .remove(let line, let text, _): "-\(line + 1): \(text)"
        case .insert(let line, let text, _): "+\(line + 1): \(text)"
        }
    }
    .joined(separator: "\n")
}

extension URL {
    /// `Tests/StocktakeTests/Golden`, from any folder inside.
    fileprivate var goldenFolder: URL {
        var folder = self
        while folder.lastPathComponent != "StocktakeTests" { folder.deleteLastPathComponent() }
        return folder.appending(path: "Golden")
    }
}
