/// A photo of this run in the size in which it is planned to be sent.
struct SizedPhoto: Sendable, Hashable {
    let photo: Photo
    /// Upright, in pixels.
    let width: Int
    let height: Int
    /// Input tokens by the model's size rule.
    let tokens: Int
    /// What names it in the request and the answer: `p1`.
    let id: String
}

/// A question of this run, whatever its form: photos of one location, one vote, in one request.
struct Question: Sendable {
    /// A second turn about an answer with faults.
    struct Repair: Sendable {
        /// The key of the question that was answered, and the SHA-256 of that reply's body.
        let parent: String
        let reply: String
        let turn: ModelRequest.Repair
    }

    /// Empty where it is unknown.
    let location: String
    let vote: Int
    /// In list order; empty for a question of text alone.
    let photos: [SizedPhoto]
    let kind: NewQuestion.Kind
    /// The key of the question it follows up.
    var parent: String?
    var repair: Repair?

    /// The same question without some of its photos, as if it had been planned so.
    func asking(_ photos: [SizedPhoto]) -> Question {
        part(photos[...], kind: .ask, parent: nil)
    }

    /// A part of the question, with ids of its own; `parent` has been asked before.
    func split(_ photos: ArraySlice<SizedPhoto>, parent: String) -> Question {
        part(photos, kind: .split, parent: parent)
    }

    private func part(
        _ photos: ArraySlice<SizedPhoto>,
        kind: NewQuestion.Kind,
        parent: String?
    ) -> Question {
        Question(
            location: location,
            vote: vote,
            photos: photos.enumerated().map { index, photo in
                SizedPhoto(
                    photo: photo.photo,
                    width: photo.width,
                    height: photo.height,
                    tokens: photo.tokens,
                    id: PhotoLabel.id(index)
                )
            },
            kind: kind,
            parent: parent
        )
    }

    /// The question that asks for the correction of some photos, under the ids they have.
    func repairing(_ indices: [Int], _ repair: Repair) -> Question {
        Question(
            location: location,
            vote: vote,
            photos: indices.map { photos[$0] },
            kind: .repair,
            parent: repair.parent,
            repair: repair
        )
    }
}
