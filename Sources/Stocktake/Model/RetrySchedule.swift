/// How often one question is asked, and how long to wait in between; it has no clock.
///
/// The wait after the k-th failure is the larger of the service's hint and a random part of
/// `base` × 2^(k−1), the latter up to `longestDelay`: with a base of 1 s, up to 1, 2, 4 … 60 s.
/// A longer hint is cut to `longestHint`: a service that asks for hours is tried a few more times,
/// ten minutes apart, and then given up.
///
/// Changing the request (another form of answer, one parameter less) uses no attempt, but each
/// change happens only once.
struct RetrySchedule: Sendable {
    /// What to do next with the question.
    enum Action: Sendable, Hashable {
        /// The same request again, after this long.
        case wait(Duration)
        /// No answer in this run.
        case giveUp(words: String)
        /// Ask about fewer photos at once.
        case split(words: String)
        /// One step down: strict schema, JSON object, plain text.
        case simplerAnswer(words: String)
        /// The same request without this parameter, at once.
        case without(parameter: String, words: String)
        /// The same request with its instructions in the first user message.
        case withoutSystem(words: String)
        /// The same request with at most this many output tokens.
        case shorter(tokens: Int, words: String)
        /// No question can be answered by this model.
        case stopModel(words: String)
        /// Nothing more is sent.
        case stopRun(StopCause, words: String)
    }

    /// `model.attempts`: requests at most, 1 or more.
    let attempts: Int
    var base = Duration.seconds(1)
    var longestDelay = Duration.seconds(60)
    /// Ten minutes.
    static let longestHint = Duration.seconds(600)

    /// Failures so far that count.
    private(set) var failures = 0
    private var parametersDropped: Set<String> = []
    private var stepsDown = 0
    private var hasMovedInstructions = false
    /// The least output limit that a refusal left room for; nil if none did.
    private(set) var outputRoom: Int?

    init(attempts: Int = 3, photos: Int = 1) {
        self.attempts = max(1, attempts)
        leastRoom = photos > 1 ? 1024 : 256
    }

    /// What to do after a request that failed.
    ///
    /// - Parameters:
    ///   - verdict: what follows from its response.
    ///   - random: 0…1, for the jitter.
    /// - Returns: the one thing to do; a wait may be zero.
    mutating func next(after verdict: Verdict, random: Double) -> Action {
        let words = verdict.trouble.words
        switch verdict {
        case .retry(let trouble):
            failures += 1
            guard failures < attempts else {
                return .giveUp(words: words + (failures > 1 ? ", \(failures) times" : ""))
            }
            return .wait(max(delay(random: random), Self.followed(trouble.hint) ?? .zero))
        case .giveUpQuestion: return .giveUp(words: words)
        case .contextTooLong(let trouble):
            // Once only: where the answer has room enough, the photos needn't be split.
            if let room = trouble.limit, room >= leastRoom, outputRoom == nil {
                outputRoom = room
                return .shorter(tokens: room, words: words)
            }
            return .split(words: words)
        case .badPhoto, .tooLarge, .tooManyPhotos: return .split(words: words)
        case .systemRefused:
            guard !hasMovedInstructions else { return .giveUp(words: words) }
            hasMovedInstructions = true
            return .withoutSystem(words: words)
        case .outputTooLong(let trouble):
            // Each time much less, so that it ends.
            guard let limit = trouble.limit, limit >= Self.leastOutput,
                limit <= outputRoom.map({ $0 * 3 / 4 }) ?? .max
            else { return .giveUp(words: words) }
            outputRoom = limit
            return .shorter(tokens: limit, words: words)
        case .schemaRefused:
            stepsDown += 1
            return stepsDown <= 2 ? .simplerAnswer(words: words) : .giveUp(words: words)
        case .parameterRefused(let name, _):
            return parametersDropped.insert(name).inserted
                ? .without(parameter: name, words: words) : .giveUp(words: words)
        case .modelGone: return .stopModel(words: words)
        case .stopRun(let cause, _): return .stopRun(cause, words: words)
        }
    }

    /// In tokens; with less, fewer photos may still be asked about.
    private let leastRoom: Int
    /// What the APIs take at least.
    private static let leastOutput = 16

    /// A hint as far as it is followed: up to `longestHint`.
    static func followed(_ hint: Duration?) -> Duration? {
        hint.map { min($0, longestHint) }
    }

    private func delay(random: Double) -> Duration {
        let longest = min(longestDelay, base * (1 << min(failures - 1, 20)))
        return longest * (random.isNaN ? 1 : min(max(random, 0), 1))
    }
}
