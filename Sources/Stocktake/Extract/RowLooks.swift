import JSONSchema

/// What one look, in all its questions, says of a subject.
struct RowLook: Sendable {
    struct Part: Sendable {
        /// SHA-256.
        let photos: Set<String>
        let value: JSONValue
    }

    let vote: Int
    /// In the order of their photos; at least one.
    let parts: [Part]
}

/// All looks of a run, by location and vote, whatever the order of their questions.
struct RowLooks: Sendable {
    static let unreadableWords = "the model could not read it"

    /// By location, in order of votes; of two questions about the same photos, one with an answer.
    private let questions: [String: [AnsweredQuestion<ExtractedAnswer>]]

    init(_ answered: [AnsweredQuestion<ExtractedAnswer>]) {
        questions = Dictionary(grouping: answered.filter { $0.answer != nil }) {
            locationKey($0.location)
        }
        .mapValues { $0.sorted { ($0.vote, $0.key) < ($1.vote, $1.key) } }
    }

    /// The looks at a subject that have an answer about any of its photos.
    func about(_ subject: RowSubject) -> [RowLook] {
        let readable = subject.records.filter { record in
            !isUnreadable(record, at: subject.location)
        }
        let order = Dictionary(
            readable.enumerated().compactMap { index, record in
                record.photo.map { ($0.sha256, index) }
            }
        ) { first, _ in first }
        var votes: [Int: [(place: Int, part: RowLook.Part)]] = [:]
        var seen: Set<SeenPhoto> = []
        for question in questions[locationKey(subject.location)] ?? [] {
            for part in question.answer?.parts ?? [] {
                let photos = part.photos.filter(question.photos.indices.contains)
                    .map { question.photos[$0].sha256 }
                guard let place = photos.compactMap({ order[$0] }).min(),
                    seen.insert(SeenPhoto(vote: question.vote, photo: photos[0])).inserted
                else { continue }
                votes[question.vote, default: []].append(
                    (place, RowLook.Part(photos: Set(photos), value: part.value))
                )
            }
        }
        return votes.sorted { $0.key < $1.key }.map { vote, parts in
            RowLook(vote: vote, parts: parts.sorted { $0.place < $1.place }.map(\.part))
        }
    }

    private struct SeenPhoto: Hashable {
        let vote: Int
        let photo: String
    }

    /// Whether more looks could not read a photo than could.
    func isUnreadable(_ record: PhotoRecord, at location: String) -> Bool {
        guard let photo = record.photo else { return false }
        var (readable, unreadable): (Set<Int>, Set<Int>) = ([], [])
        for question in questions[locationKey(location)] ?? [] {
            for (index, other) in question.photos.enumerated() where other.sha256 == photo.sha256 {
                if question.answer?.readable[index] == true {
                    readable.insert(question.vote)
                } else {
                    unreadable.insert(question.vote)
                }
            }
        }
        return unreadable.subtracting(readable).count > readable.count
    }
}
