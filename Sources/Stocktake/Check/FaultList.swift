/// The faults of one answer: the first few in words, and the photos that all of them concern.
struct FaultList: Sendable {
    /// The most faults listed in words; more would not help any reader.
    static let limit = 20

    private(set) var faults: [AnswerFault] = []
    /// Whether there are more than those listed.
    private(set) var hasMore = false
    private(set) var photos: Set<Int> = []
    private(set) var concernsAll = false
    /// The pointers at which the schema is violated.
    private var violated: Set<String> = []

    var isEmpty: Bool { faults.isEmpty }

    /// Whether no more faults are listed in words.
    private var isFull: Bool { faults.count >= Self.limit }

    mutating func add(_ fault: AnswerFault) {
        concern(fault.photos)
        if isFull { hasMore = true } else { faults.append(fault) }
    }

    /// Adds a violation of the schema, and remembers where it is.
    mutating func addViolation(at pointer: String, _ fault: AnswerFault) {
        violated.insert(pointer)
        add(fault)
    }

    /// Adds a fault, or only its photos if the schema violations already cover it.
    ///
    /// An unreadable value is covered by a violation at its place or at anything that contains it.
    /// Pointer and words are computed only if needed, as a reply may have a million faults.
    mutating func addUnlessViolation(
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
