/// Something wrong with an answer, in words for two readers: the model that is asked to correct it,
/// and whoever reads the findings.
///
/// The words hold nothing the model wrote: ids and SKUs are ours, numbers are checked, and names in
/// a pointer that no answer has stand as `*`.
struct AnswerFault: Error, Sendable, Hashable {
    /// What kind of fault.
    enum Code: String, Sendable, CaseIterable {
        /// No JSON object in the text, or none that ends.
        case noObject = "no_object"
        case severalObjects = "several_objects"
        /// Not JSON: the words say what and at which byte.
        case notJSON = "not_json"
        /// Against the schema.
        case schema
        /// A value that no count can be made of, whatever the schema says.
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
    /// JSON Pointer into the answer, at most 60 characters; empty for the whole of it.
    let pointer: String
    /// What is wrong and what to do; lower case, one line.
    let words: String
    /// Indices in the question of the photos it concerns; nil for all.
    let photos: Set<Int>?

    /// Pointer and words in one line.
    var line: String { pointer.isEmpty ? words : "\(pointer): \(words)" }
}
