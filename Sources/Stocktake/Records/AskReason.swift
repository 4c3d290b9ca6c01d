/// Why something is asked, in a word for programs and in words.
struct AskReason: Sendable, Hashable {
    /// Raw values are a promise.
    enum Code: String, Sendable, CaseIterable {
        /// One of its photos was never asked about.
        case newPhoto = "new_photo"
        /// The same photos were, but with other instructions, model or settings.
        case changed
        /// Its photos were, but grouped differently.
        case otherPhotos = "other_photos"
        /// A further vote on the same photos.
        case newVote = "new_vote"
        /// It was refused, or its answer could not be used.
        case failed
        /// Its answer was lost on the way, or its run died.
        case unfinished
        case fresh
        /// Follow-ups of an answer: a correction, with more room, in parts.
        case repair
        case cutOff = "cut_off"
        case split

        /// In a sum of questions: `3 with new photos`.
        var words: String {
            switch self {
            case .newPhoto: "with new photos"
            case .changed: "changed"
            case .otherPhotos: "with photos grouped differently"
            case .newVote: "additional votes"
            case .failed: "failed last time"
            case .unfinished: "unfinished"
            case .fresh: "with --fresh"
            case .repair: "to correct answers"
            case .cutOff: "with a higher output limit"
            case .split: "split"
            }
        }
    }

    let code: Code
    /// `changed: instructions`; nothing of it is a model's or a service's text.
    let words: String
}
