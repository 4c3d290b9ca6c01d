/// Why a question is asked: a code for programs, and words.
struct AskReason: Sendable, Hashable {
    /// The code; raw values never change.
    enum Code: String, Sendable, CaseIterable {
        /// One of its photos was never asked about before.
        case newPhoto = "new_photo"
        /// A question of text alone that was never asked before.
        case newQuestion = "new_question"
        /// The same photos or tables were asked about, but with other instructions, model or settings.
        case changed
        /// Its photos were asked about, but grouped differently.
        case otherPhotos = "other_photos"
        /// An additional vote on the same photos.
        case newVote = "new_vote"
        /// It was refused, or its answer was unusable.
        case failed
        /// Its answer was lost, or its run died.
        case unfinished
        case fresh
        /// A follow-up: a correction, a higher output limit, or a part of a split question.
        case repair
        case cutOff = "cut_off"
        case split

        /// The words after a number of questions: `3 with new photos`.
        func words(_ count: Int) -> String {
            switch self {
            case .newPhoto: "with new photos"
            case .newQuestion: count == 1 ? "new question" : "new questions"
            case .changed: "changed"
            case .otherPhotos: "with photos grouped differently"
            case .newVote: count == 1 ? "additional vote" : "additional votes"
            case .failed: "failed last time"
            case .unfinished: "unfinished"
            case .fresh: "with --fresh"
            case .repair: count == 1 ? "to correct an answer" : "to correct answers"
            case .cutOff: "with a higher output limit"
            case .split: "split"
            }
        }
    }

    let code: Code
    /// Such as `changed: instructions`; never text of a model or service.
    let words: String
}
