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

/// The faults of one answer: the first few in words, and of all of them which photos they concern.
struct FaultList: Sendable {
    /// More would help no reader.
    static let limit = 20

    private(set) var faults: [AnswerFault] = []
    /// Whether there are others than those listed.
    private(set) var hasMore = false
    private(set) var photos: Set<Int> = []
    private(set) var concernsAll = false
    /// Where the schema is violated.
    private var violated: Set<String> = []

    var isEmpty: Bool { faults.isEmpty }

    /// Whether no more faults are told in words.
    private var isFull: Bool { faults.count >= Self.limit }

    mutating func add(_ fault: AnswerFault) {
        concern(fault.photos)
        if isFull { hasMore = true } else { faults.append(fault) }
    }

    /// A violation of the schema; one place is told once.
    mutating func addViolation(at pointer: String, _ fault: AnswerFault) {
        violated.insert(pointer)
        add(fault)
    }

    /// A fault that the schema may have told already: then only its photos count.
    ///
    /// What can't be read was told there or at whatever holds it. Pointer and words are made only
    /// if they are told, for a reply may have a million faults.
    mutating func addUntold(
        _ code: AnswerFault.Code,
        _ pointer: () -> String,
        _ words: () -> String,
        _ photos: Set<Int>?
    ) {
        guard !isFull else {
            concern(photos)
            hasMore = true
            return
        }
        let pointer = pointer()
        if code == .value ? isWithinViolation(pointer) : violated.contains(pointer) {
            concern(photos)
        } else {
            add(AnswerFault(code: code, pointer: pointer, words: words(), photos: photos))
        }
    }

    private mutating func concern(_ concerned: Set<Int>?) {
        if let concerned { photos.formUnion(concerned) } else { concernsAll = true }
    }

    private func isWithinViolation(_ pointer: String) -> Bool {
        guard !violated.isEmpty else { return false }
        var rest = Substring(pointer)
        while !violated.contains(String(rest)) {
            guard let slash = rest.lastIndex(of: "/") else { return false }
            rest = rest[..<slash]
        }
        return true
    }
}
