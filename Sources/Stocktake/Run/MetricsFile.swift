import Foundation
import Platform

/// The metrics file for a monitoring system, written however a run ends.
public struct MetricsFile: Sendable {
    let path: String
    private let start = ContinuousClock.now

    /// A file in the textfile collector's folder, for a run that starts now.
    public init(at path: String) {
        self.path = path
    }

    /// The name of a pipeline that could not be read: its file name without `.yaml`.
    public static func name(ofFile path: String) -> String {
        String(path.split(separator: "/").last ?? "").replacing(/\.ya?ml$/, with: "")
    }

    /// Writes how the run ended, replacing the file atomically.
    ///
    /// - Parameters:
    ///   - exitStatus: of the process.
    ///   - pipeline: its name.
    ///   - counted: nil for a run without a count: its figures are then missing, not zero.
    /// - Throws: `ReportError` if it can't be written.
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
