/// A photo of this run in the size in which it is planned to be sent.
struct SizedPhoto: Sendable, Hashable {
    let photo: Photo
    /// Upright, in pixels.
    let width: Int
    let height: Int
    /// Input tokens by the model's size rule.
    let tokens: Int
    /// Its name in the request and the answer: `p1`.
    let id: String
}

/// A question of this run in any form: photos of one location, for one vote, in one request.
struct Question: Sendable {
    /// A second turn that asks to correct an answer with faults.
    struct Repair: Sendable {
        /// The key of the answered question; `reply` is the SHA-256 of that reply's body.
        let parent: String
        let reply: String
        let turn: ModelRequest.Repair
    }

    /// Empty if unknown.
    let location: String
    let vote: Int
    /// In list order; empty for a question of text alone.
    let photos: [SizedPhoto]
    let kind: NewQuestion.Kind
    /// The key of the question it follows up.
    var parent: String?
    var repair: Repair?
    /// The output limit at which an answer about these photos and more was cut off: the least for
    /// this part, which is asked only once.
    var room: Int?

    /// The same question about some of its photos, as if planned that way.
    func asking(_ photos: [SizedPhoto]) -> Question {
        part(photos[...], kind: .ask, parent: nil)
    }

    /// A part of the question, with its own photo ids; `parent` was asked before.
    ///
    /// `room` is the output limit of its answer that was cut off; nil if it was split for another
    /// reason.
    func split(_ photos: ArraySlice<SizedPhoto>, parent: String, room: Int?) -> Question {
        var part = part(photos, kind: .split, parent: parent)
        part.room = room ?? self.room
        return part
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

    /// The question that asks to correct the answer about some photos, which keep their ids.
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
