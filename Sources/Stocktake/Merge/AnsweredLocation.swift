/// A location with its photos and the votes' answers about each.
struct AnsweredLocation: Sendable {
    /// A photo and its index in the list of used photos.
    struct Member: Sendable {
        let index: Int
        let photo: Photo
    }

    /// Empty for photos whose location is unknown.
    let key: String
    /// The first listed spelling of the location.
    let name: String
    /// In list order, without duplicates by content.
    let photos: [Member]
    /// By vote and key; at most one per vote and group of photos.
    let questions: [CountQuestion]
    /// The votes about each photo, by SHA-256.
    let photoVotes: [String: PhotoVotes]

    /// - Parameters:
    ///   - key: empty for photos whose location is unknown.
    ///   - name: the location's spelling.
    ///   - photos: of this location, in list order; may include photos without a question.
    ///   - questions: about this location, in any order; of two equal ones, the answered one is
    ///     used.
    init(key: String, name: String, photos: [Member], questions: [CountQuestion]) {
        var seen: Set<String> = []
        let unique = photos.filter { seen.insert($0.photo.sha256).inserted }
        var asked: Set<GroupVote> = []
        let distinct = questions.sorted {
            ($0.vote, $0.answer == nil ? 1 : 0, $0.key)
                < ($1.vote, $1.answer == nil ? 1 : 0, $1.key)
        }
        .filter { asked.insert(GroupVote(group: $0.groupID, vote: $0.vote)).inserted }
        var votes = unique.reduce(into: [:]) { $0[$1.photo.sha256] = PhotoVotes() }
        for question in distinct {
            for (position, photo) in question.photos.enumerated() {
                votes[photo.sha256]?.add(question, position)
            }
        }
        self.key = key
        self.name = name
        self.photos = unique
        photoVotes = votes
        self.questions = distinct
    }

    private struct GroupVote: Hashable {
        let group: String
        let vote: Int
    }

    /// The photos that at least half of the answered votes could read, in list order.
    var usedPhotos: [Member] {
        photos.filter { photoVotes[$0.photo.sha256]?.isUsed == true }
    }

    /// The photos that most answered votes could not read, with their problems.
    var unreadable: [(photo: Member, problems: [String])] {
        photos.compactMap { photo in
            guard let votes = photoVotes[photo.photo.sha256], votes.isUnreadable else { return nil }
            return (photo, votes.problems)
        }
    }

    /// Why any photo lacks usable votes: its question failed or was not reached, or a vote could
    /// not read it; empty if none does.
    func losses(of asked: Int) -> Set<LineReason> {
        photoVotes.values.reduce(into: []) { $0.formUnion($1.losses(of: asked)) }
    }

    /// The most groups of photos that one vote was asked about.
    var groupCount: Int {
        questions.reduce(into: [:]) { $0[$1.vote, default: 0] += 1 }.values.max() ?? 0
    }

    /// The distinct models that answered, sorted and joined by `;`; without any answer, the models
    /// asked.
    var models: String {
        let answered = questions.filter { $0.answer != nil }
        let names = Set((answered.isEmpty ? questions : answered).map(\.snapshot))
        return names.sorted().joined(separator: ";")
    }
}

/// The votes about one photo.
struct PhotoVotes: Sendable {
    /// Numbers of the votes that were asked.
    private(set) var asked: Set<Int> = []
    /// Numbers of the votes that the run ended before.
    private(set) var unreached: Set<Int> = []
    /// Numbers of the votes that could read the photo.
    private(set) var readable: Set<Int> = []
    /// Problems reported by each vote that could not.
    private(set) var unreadable: [Int: [String]] = [:]

    /// Adds a question in which the photo has a position, from 0.
    mutating func add(_ question: CountQuestion, _ position: Int) {
        asked.insert(question.vote)
        guard let answer = question.answer else {
            if !question.wasReached { unreached.insert(question.vote) }
            return
        }
        if answer.canRead(position) {
            readable.insert(question.vote)
        } else {
            let isListed = answer.photos.indices.contains(position)
            unreadable[question.vote] = isListed ? answer.photos[position].problems : []
        }
    }

    var isUnreadable: Bool {
        unreadable.count > readable.count
    }

    var isUsed: Bool {
        !readable.isEmpty && !isUnreadable
    }

    /// Distinct problems in alphabetical order.
    var problems: [String] {
        Set(unreadable.values.joined()).sorted()
    }

    /// Why there are fewer usable votes than asked; a photo that most could not read counts as
    /// answered.
    func losses(of number: Int) -> Set<LineReason> {
        let usable = isUnreadable ? readable.count + unreadable.count : readable.count
        let open = unreached.subtracting(readable).subtracting(unreadable.keys).count
        var losses: Set<LineReason> = open > 0 ? [.notReached] : []
        if usable + open < max(number, asked.count) { losses.insert(.replyFailed) }
        return losses
    }
}

extension AnsweredQuestion {
    /// The photos' SHA-256, sorted and joined, so independent of their order.
    var groupID: String {
        photos.map(\.sha256).sorted().joined(separator: ",")
    }
}

extension CountAnswer {
    /// Whether the model could read the photo at a position of the question, from 0.
    func canRead(_ position: Int) -> Bool {
        photos.indices.contains(position) && photos[position].isReadable
    }
}
