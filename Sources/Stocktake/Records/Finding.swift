/// A place in a text file, counted from 1; columns count Unicode scalars, as editors do.
public struct SourcePosition: Sendable, Hashable {
    /// The file's path as the user gave it.
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int
}

/// A problem that doesn't stop the program immediately; it is printed, recorded and reported.
///
/// Printed as `<file>:<line>:<column>: <severity>: <message>`, or without a position as `stocktake:
/// <severity>: photo <path>: <message>`. The message is lower case and one line: the problem with
/// its value and, after a semicolon, what to do.
public struct Finding: Sendable, Hashable {
    /// Errors stop a run before it begins; warnings and notes don't.
    public enum Severity: String, Sendable, Comparable {
        case note, warning, error

        /// A worse severity is greater: `.note < .error`.
        public static func < (left: Severity, right: Severity) -> Bool {
            left.rank < right.rank
        }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    /// The kind of problem; the raw value is the `code` of run.json and never changes.
    public enum Code: String, Sendable, CaseIterable {
        case pipelineInvalid = "pipeline_invalid"
        case notAvailable = "not_available"
        case checkedHere = "checked_here"
        case fileMissing = "file_missing"
        case dataInvalid = "data_invalid"
        case photoMissing = "photo_missing"
        case photoRejected = "photo_rejected"
        case photoChanged = "photo_changed"
        case duplicatePhoto = "duplicate_photo"
        case nearDuplicate = "near_duplicate"
        case passedOver = "passed_over"
        case linkedFolder = "linked_folder"
        case noPhotos = "no_photos"
        case locationUnknown = "location_unknown"
        case locationUnsure = "location_unsure"
        case codeInvalid = "code_invalid"
        case serialMissing = "serial_missing"
        case unknownItem = "unknown_item"
        case openName = "open_name"
        case replyFailed = "reply_failed"
        case schemaIgnored = "schema_ignored"
        case answerNote = "answer_note"
        case serviceStopped = "service_stopped"
        case requestChanged = "request_changed"
        case otherModel = "other_model"
        case costUnknown = "cost_unknown"
        case usageContradictory = "usage_contradictory"
        case rehearsal
        case priceUnknown = "price_unknown"
        case costLimit = "cost_limit"
        case timeLimit = "time_limit"
        case ledgerUnread = "ledger_unread"
        case ledgerMissing = "ledger_missing"
        case memoryNotSaved = "memory_not_saved"
        case thumbnailMissing = "thumbnail_missing"
        case reportChanged = "report_changed"
        case keyNotAllowed = "key_not_allowed"
    }

    /// The severity.
    public let severity: Severity
    /// The kind of problem.
    public let code: Code
    /// The problem with its value, and what to do.
    public let message: String
    /// The position in a text file, for problems of pipelines, lists and tables.
    public var position: SourcePosition?
    /// The path of the photo concerned, as listed.
    public var photo: String?
    /// The location concerned.
    public var location: String?
    /// The pipeline key concerned, dotted: `prepare.reject.darker_than`.
    public var key: String?

    /// The message after the photo concerned.
    public var summary: String {
        (photo.map { "photo \(printable($0)): " } ?? "") + message
    }

    /// A finding, with its position, photo, location or key if known.
    public init(
        _ severity: Severity,
        _ code: Code,
        _ message: String,
        position: SourcePosition? = nil,
        photo: String? = nil,
        location: String? = nil,
        key: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.position = position
        self.photo = photo
        self.location = location
        self.key = key
    }
}
