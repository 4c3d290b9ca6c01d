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
