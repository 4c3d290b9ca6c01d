/// Why something is asked, in a word for programs and in words.
struct AskReason: Sendable, Hashable {
    /// Raw values are a promise.
    enum Code: String, Sendable, CaseIterable {
        case newPhoto = "new_photo"
        case changed
        case otherPhotos = "other_photos"
        case newVote = "new_vote"
        case failed
        case unfinished
        case fresh, repair, split
    }

    let code: Code
    /// `the instructions changed`; nothing of it is a model's or a service's text.
    let words: String
}
