/// A fault of an answer, in words for the model that is asked to correct it and for findings.
///
/// The words contain no text of the model: ids and SKUs come from the question, numbers are
/// checked, and unknown names in a pointer are replaced by `*`.
struct AnswerFault: Error, Sendable, Hashable {
    /// The kind of fault.
    enum Code: String, Sendable, CaseIterable {
        /// The text contains no complete JSON object.
        case noObject = "no_object"
        case severalObjects = "several_objects"
        /// Not JSON; the words give the error and its byte.
        case notJSON = "not_json"
        /// A violation of the schema.
        case schema
        /// A value that can't be counted, even if the schema allows it.
        case value
        case photoMissing = "photo_missing"
        case photoTwice = "photo_twice"
        case photoUnknown = "photo_unknown"
        case photoUnreadable = "photo_unreadable"
        case itemUnknown = "item_unknown"
        case itemTwice = "item_twice"
        case zoneUnknown = "zone_unknown"
        case countWithoutPoints = "count_without_points"
        case samePoint = "same_point"
        case sameSpot = "same_spot"
    }

    let code: Code
    /// JSON Pointer into the answer, at most 60 characters; empty for the whole answer.
    let pointer: String
    /// What is wrong and what to do; lower case, one line.
    let words: String
    /// Indices in the question of the photos concerned; nil for all.
    let photos: Set<Int>?

    /// Pointer and words in one line.
    var line: String { pointer.isEmpty ? words : "\(pointer): \(words)" }
}
