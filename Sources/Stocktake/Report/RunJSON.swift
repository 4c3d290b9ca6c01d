import Foundation

/// run.json, and what `--format json` prints: fields are only ever added.
struct RunJSON: Encodable {
    let version = 1
    let run: String
    let continues: Nullable
    let pipeline: String
    let status: String
    let exitStatus: Int32
    let rehearsal = false
    let photos: Photos
    let lines: [String: Int]
    let requests = ["sent": 0, "reused": 0, "failed": 0, "repaired": 0]
    let tokens = ["input": 0, "cached_input": 0, "output": 0, "reasoning": 0]
    let cost: Cost
    let note: String
    let reports: [String]
    let findings: [Entry]

    struct Photos: Encodable {
        let given: Int
        let used: Int
        let rejected: Int
        let duplicates: Int
    }

    /// Money as text with a decimal point; reading labels costs nothing.
    struct Cost: Encodable {
        let currency = "USD"
        let estimatedLow = "0.0000"
        let estimated = "0.0000"
        let estimatedHigh = "0.0000"
        let actual = "0.0000"
    }

    struct Entry: Encodable {
        let severity: String
        let code: String
        let message: String
        let photo: Nullable
        let location: Nullable
        let key: Nullable
    }

    /// A text, or `null` written out: readers find every key.
    struct Nullable: Encodable {
        let value: String?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }

    /// The record of a run, naming the reports in its folder.
    init(_ record: RunRecord, reports: [String]) {
        run = record.id
        continues = Nullable(value: nil)
        pipeline = record.pipeline
        status = record.status.rawValue
        exitStatus = record.exitStatus.rawValue
        let used = record.usedPhotos.count
        let duplicates = record.photos.count(where: \.isDuplicate)
        photos = Photos(
            given: record.photos.count,
            used: used,
            rejected: record.photos.count - used - duplicates,
            duplicates: duplicates
        )
        lines = LineStatus.allCases.reduce(into: [:]) { $0[$1.rawValue] = record.count(of: $1) }
        cost = Cost()
        note = RunRecord.lowerBound
        self.reports = reports
        findings = record.findings.map {
            Entry(
                severity: $0.severity.rawValue,
                code: $0.code.rawValue,
                message: $0.message,
                photo: Nullable(value: $0.photo),
                location: Nullable(value: $0.location),
                key: Nullable(value: $0.key)
            )
        }
    }

    /// As printed, ending in a newline.
    func bytes() throws -> [UInt8] {
        try jsonText(self)
    }
}
