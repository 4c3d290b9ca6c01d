import Foundation
import Platform

/// The file by which a monitoring system learns how the last run went, whatever became of it.
public struct MetricsFile: Sendable {
    let path: String
    private let start = ContinuousClock.now

    /// A file in the textfile collector's folder, for a run that begins now.
    public init(at path: String) {
        self.path = path
    }

    /// Writes how the run ended, replacing the last one's figures in one step.
    ///
    /// - Parameters:
    ///   - exitStatus: of the process.
    ///   - pipeline: its file; it gives the name where there was no count.
    ///   - counted: nil for a run that ended without: its figures are missing then, not zero.
    /// - Throws: `ReportError` where it can't be written.
    public func write(
        exitStatus: Int32,
        of pipeline: String,
        _ counted: CountedRun? = nil
    ) throws {
        let file = String(pipeline.split(separator: "/").last ?? "")
        let metrics = RunMetrics(
            pipeline: counted?.record.pipeline ?? file.replacing(/\.ya?ml$/, with: ""),
            endedAt: Date(),
            duration: ContinuousClock.now - start,
            exitStatus: exitStatus,
            record: counted?.record
        )
        do throws(FileError) {
            try writeFile(Array(metrics.text.utf8), at: path)
        } catch {
            throw ReportError(path: path, message: error.message)
        }
    }
}
