import Foundation

/// The record of one run, and the only input of `Report`.
struct RunRecord: Sendable {
    /// How a run ended; the raw values are those of run.json.
    enum Status: String, Sendable {
        case complete, incomplete, stopped, failed
    }

    /// `2026-11-23T020000Z-4f1c`, also the name of its folder.
    let id: String
    /// The id of the unfinished run that this one continues; nil after a complete run.
    let continues: String?
    /// The pipeline's name and title.
    let pipeline: String
    let title: String
    let startedAt: Date
    let duration: Duration
    let status: Status
    let exitStatus: ExitStatus
    let locationRule: String
    let views: PhotoViews?
    let reject: RejectLimits
    /// The version of Stocktake and of its label reader.
    let version: String
    let reader: String
    /// Whether there were books to compare with.
    let hasBooks: Bool
    /// In list order, one per listed photo.
    let photos: [PhotoRecord]
    /// In walk order.
    let lines: [StockLine]
    /// In the order found.
    let findings: [Finding]
    /// Nil if labels were counted and no model was asked.
    var asking: RunAsking?
    /// The rows of `extract`; nil for a count.
    var rows: RowTable?
    /// The answers of `then`, in the pipeline's order.
    var followUps: [FollowUp] = []
    /// Nil if the pipeline has no `order`.
    var order: DraftOrder?

    /// The sentence shown with every label count.
    static let lowerBound =
        "Labels read are a lower bound: goods that show no readable label are not counted."

    /// The sentence shown with every count by a model.
    static let modelCaution =
        "Counted by a model: every piece is a point in evidence.csv; check a sample by eye."

    /// The sentence in its place if no line has a number.
    static let modelSilence = "A model was asked; no line has a number."

    /// The sentence shown with all rows of answers.
    static let answerCaution = "Answered by a model: check a sample by eye."

    /// The sentence in its place if no row has an answer.
    static let answerSilence = "A model was asked; no row has an answer."

    /// The sentence about what a rehearsal's label reader can't answer.
    private static let inventedAnswers =
        "What labels can't answer is invented: 'rehearsal text', as the schemas allow."

    /// Whether a rehearsal had to invent names of goods or answers to follow-up questions.
    private var hasInventedAnswers: Bool {
        !followUps.isEmpty || lines.contains { $0.reasons.contains(.openName) }
    }

    /// The sentence about the accuracy of the count or of the rows.
    var caution: String {
        if let rows { return caution(of: rows) }
        guard let asking = lookedBy else { return Self.lowerBound }
        if let sentence = asking.rehearsalSentence {
            return [sentence, hasInventedAnswers ? Self.inventedAnswers : nil, Self.lowerBound]
                .compactMap(\.self).joined(separator: " ")
        }
        return lines.contains { $0.tally.counted != nil } ? Self.modelCaution : Self.modelSilence
    }
}

extension RunRecord {
    private func caution(of table: RowTable) -> String {
        if let asking, asking.isRehearsal {
            return "Rehearsal: every answer is invented text, no AI model was asked; "
                + "\(asking.rehearsedCost)."
        }
        let isAnswered = table.rows.contains { $0.status != .lost }
        return isAnswered ? Self.answerCaution : Self.answerSilence
    }

    /// What a model was asked about the photos; nil if labels were counted, even if the run asked
    /// about the tables.
    var lookedBy: RunAsking? {
        lines.contains { $0.tally.method == "labels" } ? nil : asking
    }

    /// The amount paid in USD; nil if unknown.
    var paid: Decimal? { asking.map(\.paid) ?? 0 }

    /// The number of lines with a status.
    func count(of status: LineStatus) -> Int {
        lines.count { $0.status == status }
    }

    /// Locations with at least one line, in walk order.
    var locations: [String] {
        var seen: Set<String> = []
        return lines.map(\.tally.location).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    var usedPhotos: [PhotoRecord] {
        photos.filter { $0.outcome == .used }
    }
}

/// The limits of `prepare.reject`, all set.
struct RejectLimits: Sendable, Hashable {
    /// Mean 8-bit luma.
    var darkerThan = 45.0
    /// Variance of the 4-neighbour Laplacian at 500 px height.
    var blurrierThan = 200.0
    /// Long side in pixels.
    var smallerThan = 200
}
