/// What a service turned out to accept, learned from its refusals.
///
/// 1. A run begins with what the model's facts say, or with what an earlier run learned.
/// 2. Each refusal that names its cause changes the requests, and all later ones.
/// 3. Once a changed request is answered, the lessons are kept in the ledger.
struct ServiceLessons: Codable, Sendable, Hashable {
    /// The form of answer that the model's facts begin with.
    let first: StructuredOutput
    /// The form of answer to ask for.
    var structure: StructuredOutput
    var refusedStructures: Set<StructuredOutput> = []
    /// By their dotted names; left out of requests.
    var refusedParameters: Set<String> = []
    /// Whether instructions go into the first user message, as a system message was refused.
    var refusesSystem = false
    /// The most photos in a request; nil if no limit was named.
    var photosAtOnce: Int?
    /// The most output tokens that may be asked for; nil if no limit was named.
    var outputLimit: Int?
    /// What was changed and why, in words, each once.
    var changes: [String] = []

    init(first: StructuredOutput) {
        self.first = first
        structure = first
    }

    /// Notes a change once.
    mutating func note(_ words: String) {
        if !changes.contains(words) { changes.append(words) }
    }

    /// Chooses another form of answer: a simpler one, else one that the service says it accepts.
    ///
    /// - Parameters:
    ///   - refused: of the refused request; another one may have chosen meanwhile.
    ///   - accepted: the forms that the service names; empty if it names none.
    /// - Returns: whether to ask again; false if no form is left.
    mutating func refuse(
        _ refused: StructuredOutput,
        accepting accepted: Set<StructuredOutput>
    ) -> Bool {
        refusedStructures.insert(refused)
        guard structure == refused else { return true }
        let ladder = StructuredOutput.allCases
        let simpler = ladder.drop { $0 != refused }.dropFirst()
        let named = ladder.filter { accepted.contains($0) }
        let next = (named + simpler).first {
            !refusedStructures.contains($0) && (accepted.isEmpty || accepted.contains($0))
        }
        guard let next = next ?? simpler.first(where: { !refusedStructures.contains($0) }) else {
            return false
        }
        structure = next
        note("the service refused \(refused.words); asked for \(next.words) instead")
        return true
    }
}

extension StructuredOutput {
    fileprivate var words: String {
        switch self {
        case .strict: "the schema"
        case .jsonObject: "JSON without a schema"
        case .none: "text that contains JSON"
        }
    }
}
