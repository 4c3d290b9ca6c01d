import Foundation
import Imaging

/// `stocktake check`: makes a plan and reads every photo's header, without counting.
public struct PipelineCheck: Sendable {
    let workers: Int
    let variables: [String: String]
    let allowedKeys: AllowedKeys?
    let readStdin: @Sendable () throws -> [UInt8]

    /// A check that opens `workers` photos at once; no key is read.
    ///
    /// `variables` are those of the process; `allowedKeys` are what the user has allowed so far.
    public init(
        workers: Int,
        variables: [String: String] = [:],
        allowedKeys: AllowedKeys? = nil,
        readStdin: @escaping @Sendable () throws -> [UInt8]
    ) {
        self.workers = workers
        self.variables = variables
        self.allowedKeys = allowedKeys
        self.readStdin = readStdin
    }

    /// Reports every problem of the pipeline, its tables and its photos.
    public func check(_ path: String) async -> CheckReport {
        var inputs = PlanInputs()
        let plan = Planning(output: nil, readStdin: readStdin)
            .resolve(path, for: .estimate, &inputs)
        let listed = inputs.photos
        let reading = PhotoReading()
        let read = await inParallel(listed, workers: workers) {
            reading.read($0)
        } onDone: { _ in
        }
        let identified = PhotoIdentification(listed: listed, read: read)
        let stated = Set(listed.filter { $0.statedSize != nil }.map(\.path))
        let rejects = identified.records.filter { !($0.isMissing && stated.contains($0.path)) }
            .compactMap(\.rejectionFinding)
        if plan?.model?.delivery == .batch { inputs.add([Planning.batchMissing(.note)]) }
        let key = plan?.keyUse(variables).map { use in
            CheckedKey(
                use: use,
                isAllowed: !use.needsWord || allowedKeys?.contains(use) == true
            )
        }
        if let finding = key?.finding { inputs.add([finding]) }
        return CheckReport(
            findings: inputs.findings + identified.findings + rejects,
            exitStatus: plan == nil
                ? inputs.error.exitStatus : rejects.isEmpty ? .success : .notAllCounted,
            pipeline: path,
            photos: identified.unique.count,
            rejects: rejects,
            key: key
        )
    }
}

/// The key that a run would read, and whether it may.
struct CheckedKey: Sendable {
    let use: KeyUse
    let isAllowed: Bool

    var words: String {
        "a run reads its key from \(use.sourceWords) and sends it to \(use.destination)"
    }

    /// A warning that a run would have to ask.
    fileprivate var finding: Finding? {
        guard !isAllowed else { return nil }
        return Finding(
            .warning,
            .keyNotAllowed,
            "\(words), and this file names both; a run asks whether it may, or takes --allow-key",
            key: "model.base_url"
        )
    }
}

/// The result of a check.
public struct CheckReport: Sendable {
    /// In the order found.
    public let findings: [Finding]
    /// 0, 3 if photos can't be used, 65 or 66 if there is no plan.
    public let exitStatus: ExitStatus
    let pipeline: String
    let photos: Int
    let rejects: [Finding]
    let key: CheckedKey?

    /// What a run would read as its key and where it would send it; nil if it needs none, or if a
    /// warning says it.
    public var keyWords: String? {
        key.flatMap { $0.isAllowed ? $0.words : nil }
    }

    /// Why the status is not 0, if no error says it: the first photo that can't be used.
    public var trouble: String? { rejects.first?.summary }

    /// One line with the numbers of errors, warnings and photos.
    public var summary: String {
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count { $0.severity == .warning }
        if errors > 0 {
            return "stocktake: \(count(errors, "error")), \(count(warnings, "warning"))"
        }
        return "stocktake: \(printable(pipeline)): no errors, \(count(photos, "photo")), "
            + count(warnings, "warning")
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The findings as JSON, ending in a newline.
    public func json() throws -> [UInt8] {
        try jsonText(Body(self))
    }

    private struct Body: Encodable {
        let version = 1
        let pipeline: String
        let exitStatus: Int32
        let photos: Int
        let key: Key?
        let findings: [Entry]

        init(_ report: CheckReport) {
            key = report.key.map {
                Key(
                    from: $0.use.sourceWords,
                    sentTo: $0.use.destination,
                    allowed: $0.isAllowed
                )
            }
            pipeline = report.pipeline
            exitStatus = report.exitStatus.rawValue
            photos = report.photos
            findings = report.findings.map(Entry.init)
        }
    }

    private struct Key: Encodable {
        let from: String
        let sentTo: String
        let allowed: Bool
    }

    private struct Entry: Encodable {
        let severity: String
        let code: String
        let message: String
        let photo: String?
        let key: String?
        let file: String?
        let line: Int?
        let column: Int?

        init(_ finding: Finding) {
            severity = finding.severity.rawValue
            code = finding.code.rawValue
            message = finding.message
            photo = finding.photo
            key = finding.key
            file = finding.position?.file
            line = finding.position?.line
            column = finding.position?.column
        }
    }
}
