import Foundation

/// run.json, and the output of `--format json`; fields are added, never removed.
struct RunJSON: Encodable {
    let version = 1
    let run: String
    let continues: Nullable
    let pipeline: String
    let status: String
    let exitStatus: Int32
    let rehearsal: Bool
    let method: String
    let model: Nullable
    let photos: Photos
    let lines: [String: Int]
    let requests: [String: Int]
    /// The number of questions asked for each reason.
    let asked: [String: Int]
    let tokens: [String: Int]
    let cost: Cost
    let note: String
    let reports: [String]
    let findings: [Entry]
    /// Rows by status; null for a count.
    let rows: OrNull<[String: Int]>
    let then: [Answer]
    let order: OrNull<[String: Int]>

    struct Photos: Encodable {
        let given: Int
        let used: Int
        let rejected: Int
        let duplicates: Int
        /// Of the rejected ones, those that the run ended before.
        let notReached: Int
    }

    /// Money as text with a decimal point, `null` if unknown; reading labels costs nothing.
    struct Cost: Encodable {
        let currency = "USD"
        let estimatedLow: Nullable
        let estimated: Nullable
        let estimatedHigh: Nullable
        let actual: Nullable
        /// The cost a rehearsal would have had; omitted in a real run.
        let rehearsed: String?

        init(_ asking: RunAsking?) {
            func text(_ amount: Decimal?) -> Nullable { Nullable(value: amount.map(machineMoney)) }
            let nothing = RunAsking.Estimated(low: 0, expected: 0, high: 0)
            let estimate = asking == nil ? nothing : asking?.estimated
            estimatedLow = text(estimate?.low)
            estimated = text(estimate?.expected)
            estimatedHigh = text(estimate?.high)
            actual = text(asking.map(\.paid) ?? 0)
            rehearsed = asking?.isRehearsal == true ? asking?.cost.map(machineMoney) : nil
        }
    }

    struct Entry: Encodable {
        let severity: String
        let code: String
        let message: String
        let photo: Nullable
        let location: Nullable
        let key: Nullable
    }

    /// An answer to a question of `then`; `file` is null if there is none.
    struct Answer: Encodable {
        let name: String
        let status: String
        let file: Nullable
    }

    typealias Nullable = OrNull<String>

    /// A value, or an explicit `null`, so that every key is present.
    struct OrNull<Value: Encodable>: Encodable {
        let value: Value?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }

    /// The record of a run, with the names of the reports in its folder.
    init(_ record: RunRecord, reports: [String]) {
        run = record.id
        continues = Nullable(value: record.continues)
        pipeline = record.pipeline
        status = record.status.rawValue
        exitStatus = record.exitStatus.rawValue
        let used = record.usedPhotos.count
        let duplicates = record.photos.count(where: \.isDuplicate)
        photos = Photos(
            given: record.photos.count,
            used: used,
            rejected: record.photos.count - used - duplicates,
            duplicates: duplicates,
            notReached: record.unreachedPhotos
        )
        lines = LineStatus.allCases.reduce(into: [:]) { $0[$1.rawValue] = record.count(of: $1) }
        let asking = record.asking
        rehearsal = asking?.isRehearsal ?? false
        method = record.lookedBy == nil ? "labels" : rehearsal ? "rehearsal" : "model"
        model = Nullable(value: asking?.model)
        requests = [
            "sent": asking?.attempts.count ?? 0, "reused": asking?.reused ?? 0,
            "failed": asking?.failed ?? 0, "repaired": asking?.repaired ?? 0,
        ]
        asked = (asking?.reasons ?? []).reduce(into: [:]) { $0[$1.code.rawValue] = $1.count }
        tokens = [
            "input": asking?.tokens(\.inputTokens) ?? 0,
            "cached_input": asking?.tokens(\.cachedInputTokens) ?? 0,
            "output": asking?.tokens(\.outputTokens) ?? 0,
            "reasoning": asking?.tokens(\.reasoningTokens) ?? 0,
        ]
        cost = Cost(asking)
        note = record.caution
        self.reports = reports
        rows = OrNull(
            value: record.rows.map { table in
                RowTable.Status.allCases.reduce(into: [:]) {
                    $0[$1.rawValue] = table.count(of: $1)
                }
            }
        )
        then = record.followUps.map { followUp in
            let file = FollowUpFiles(followUp: followUp).name
            return Answer(
                name: followUp.name,
                status: followUp.failure == nil ? "answered" : "failed",
                file: Nullable(value: file.flatMap { reports.contains($0) ? $0 : nil })
            )
        }
        order = OrNull(
            value: record.order.map { order in
                [
                    "lines": order.lines.count, "held": order.held.count,
                    "suppliers": Set(order.lines.map(\.supplier)).count,
                ]
            }
        )
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

    /// The JSON, ending in a newline.
    func bytes() throws -> [UInt8] {
        try jsonText(self)
    }
}
