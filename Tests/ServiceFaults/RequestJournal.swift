package import Rehearsal
import Synchronization

/// What a server records of one request, for tests.
package struct JournalEntry: Sendable, Hashable {
    /// From 0, in the order the heads came.
    package let index: Int
    /// From 0 among the requests to the model; nil for any other request.
    package let question: Int?
    /// From 0, in the order the connections were accepted.
    package let connection: Int
    /// Since the server started.
    package let time: Duration
    /// The head, without secrets.
    package let head: RequestHead
    /// 1 for a new body, 2 for its first repetition…; 0 until it was read.
    package fileprivate(set) var attempt = 0
    /// The body after it was read to its end; nil if it was not.
    package fileprivate(set) var body: ReceivedBody?
    /// SHA-256 of the body; nil until it was read.
    package fileprivate(set) var bodyHash: String?
    /// Whether the body was strict JSON.
    package fileprivate(set) var isJSON = false

    /// SHA-256 of each photo.
    package var photoHashes: [String] { body?.photos.map(\.reading.sha256) ?? [] }
}

/// The entries of all connections' threads.
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

    /// Records a head; to be followed by `end()`.
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

    /// Records a body that was read to its end.
    ///
    /// - Returns: how often it has come so far.
    func record(
        _ body: ReceivedBody,
        hash: String,
        isJSON: Bool,
        of entry: JournalEntry
    ) -> Int {
        state.withLock { state in
            let attempt = state.attempts[hash, default: 0] + 1
            state.attempts[hash] = attempt
            state.entries[entry.index].attempt = attempt
            state.entries[entry.index].body = body
            state.entries[entry.index].bodyHash = hash
            state.entries[entry.index].isJSON = isJSON
            return attempt
        }
    }

    /// Records that a request was answered.
    func end() {
        state.withLock { $0.atOnce -= 1 }
    }
}
