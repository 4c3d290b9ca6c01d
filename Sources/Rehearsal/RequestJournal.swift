import Synchronization

/// What a server notes of one request, for tests to look at afterwards.
public struct JournalEntry: Sendable, Hashable {
    /// From 0, in the order the heads came.
    public let index: Int
    /// From 0 among the questions; nil for what is none.
    public let question: Int?
    /// From 0, in the order the connections were accepted.
    public let connection: Int
    /// Since the server started.
    public let time: Duration
    /// The head; its secrets are left out.
    public let head: RequestHead
    /// 1 for a body that had not come before, 2 for its first repetition…; 0 until it is read.
    public internal(set) var attempt = 0
    /// The body after it was read to its end; nil if it was not.
    public internal(set) var body: PostedBody?
    /// Whether the body was strict JSON.
    public internal(set) var isJSON = false

    /// SHA-256 of each photo, if `readPhoto` hashes.
    public var photoHashes: [String] { body?.photos.map(\.reading.sha256) ?? [] }
}

/// The notes of all connections' threads.
final class RequestJournal: Sendable {
    private struct State {
        var entries: [JournalEntry] = []
        var questions = 0
        var attempts: [String: Int] = [:]
        var atOnce = 0
        var mostAtOnce = 0
    }

    private let state = Mutex(State())
    private let start = ContinuousClock.now

    var entries: [JournalEntry] { state.withLock { $0.entries } }
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    /// Notes a head; to be followed by `end()`.
    func begin(_ head: RequestHead, isQuestion: Bool, connection: Int) -> JournalEntry {
        state.withLock { state in
            let entry = JournalEntry(
                index: state.entries.count,
                question: isQuestion ? state.questions : nil,
                connection: connection,
                time: ContinuousClock.now - start,
                head: head
            )
            state.entries.append(entry)
            if isQuestion { state.questions += 1 }
            state.atOnce += 1
            state.mostAtOnce = max(state.mostAtOnce, state.atOnce)
            return entry
        }
    }

    /// Notes a body that was read to its end.
    ///
    /// - Returns: how many times it has come by now.
    func note(_ body: PostedBody, isJSON: Bool, of entry: JournalEntry) -> Int {
        state.withLock { state in
            let attempt = state.attempts[body.sha256, default: 0] + 1
            state.attempts[body.sha256] = attempt
            state.entries[entry.index].attempt = attempt
            state.entries[entry.index].body = body
            state.entries[entry.index].isJSON = isJSON
            return attempt
        }
    }

    /// Notes that a request was answered.
    func end() {
        state.withLock { $0.atOnce -= 1 }
    }
}
