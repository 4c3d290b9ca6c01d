/// How often one question is asked, and how long to wait in between; it has no clock.
///
/// The wait after the k-th failure is the larger of the service's hint and a random part of
/// `base` × 2^(k−1), the latter up to `longestDelay`: with a base of 1 s, up to 1, 2, 4 … 60 s.
/// Where the service or the way to it seems to be broken, it is 30, 60, 120 s from the second
/// failure on, so that a short outage is survived.
///
/// What is free uses no attempt (`ServiceTrouble.isFree`): its waits are at least half as long as
/// they can be, so that they add up, and bounded by `Patience`.
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
    /// Ten minutes: a service that asks for more is given up.
    static let longestHint = Duration.seconds(600)
    /// Between two looks whether a service can be reached again.
    private static let longestLook = Duration.seconds(15)

    /// Failures so far that count.
    private(set) var failures = 0
    /// Failures that were free, and how long was waited after them.
    private var freeFailures = 0
    private var waited = Duration.zero
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
        case .retry(let trouble) where trouble.isFree: return again(trouble, random)
        case .retry(let trouble):
            failures += 1
            guard failures < attempts else { return .giveUp(words: words + times(failures)) }
            let isOutage = failures > 1 && trouble.isOutage
            let wait =
                isOutage
                ? .seconds(30) * (1 << min(failures - 2, 2)) : delay(failures) * part(random)
            return .wait(max(wait, Self.followed(trouble.hint) ?? .zero))
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

    /// After a failure that was free.
    private mutating func again(_ trouble: ServiceTrouble, _ random: Double) -> Action {
        freeFailures += 1
        let isUnreachable = trouble.kind == .unreachable
        let longest = min(delay(freeFailures), isUnreachable ? Self.longestLook : longestDelay)
        let wait = max(longest * (1 + part(random)) / 2, Self.followed(trouble.hint) ?? .zero)
        waited += wait
        return waited > Patience.refusing
            ? .giveUp(words: trouble.words + times(freeFailures)) : .wait(wait)
    }

    private func times(_ count: Int) -> String { count > 1 ? ", \(count) times" : "" }

    private func delay(_ failures: Int) -> Duration {
        min(longestDelay, base * (1 << min(failures - 1, 20)))
    }

    private func part(_ random: Double) -> Double { random.isNaN ? 1 : min(max(random, 0), 1) }
}
