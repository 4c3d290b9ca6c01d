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

    /// What a pipeline is called that could not be read: its file's name without `.yaml`.
    public static func name(ofFile path: String) -> String {
        String(path.split(separator: "/").last ?? "").replacing(/\.ya?ml$/, with: "")
    }

    /// Writes how the run ended, replacing the last one's figures in one step.
    ///
    /// - Parameters:
    ///   - exitStatus: of the process.
    ///   - pipeline: its name.
    ///   - counted: nil for a run that ended without: its figures are missing then, not zero.
    /// - Throws: `ReportError` where it can't be written.
    public func write(
        exitStatus: Int32,
        of pipeline: String,
        _ counted: CountedRun? = nil
    ) throws {
        let metrics = RunMetrics(
            pipeline: pipeline,
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
