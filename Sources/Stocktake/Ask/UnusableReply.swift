/// Why a reply is unusable and can't be repaired, whatever its text.
enum UnusableReply: Sendable, Hashable {
    case refused
    case filtered
    /// The output limit was reached.
    case cutOff
    /// Complete, but without text.
    case empty
    /// Fewer input tokens than the photos need: the model can't have received them all.
    case photosDropped(reported: Int, least: Int)
    /// The same for a question of text alone.
    case textDropped(reported: Int, least: Int)

    /// Nil for a reply whose text can be checked.
    ///
    /// A reported usage of 0 tokens is treated as not reported.
    ///
    /// - Parameters:
    ///   - reply: as received.
    ///   - least: the fewest input tokens for all the photos.
    init?(_ reply: Reply, leastInputTokens least: Int) {
        switch reply.ending {
        case .refused: self = .refused
        case .filtered: self = .filtered
        case .cutOff: self = .cutOff
        case .complete:
            if reply.text.allSatisfy(\.isWhitespace) {
                self = .empty
            } else if let reported = reply.usage?.inputTokens, reported > 0, reported < least {
                self = .photosDropped(reported: reported, least: least)
            } else {
                return nil
            }
        }
    }

    /// For a finding: lower case, without a full stop.
    var words: String {
        switch self {
        case .refused: "the model declined to answer"
        case .filtered: "a content filter of the service cut the answer"
        case .cutOff: "the answer was cut at the output limit"
        case .empty: "the answer is empty"
        case .photosDropped(let reported, let least):
            "the service reports \(reported) input tokens where the photos need at least \(least): "
                + "the model did not see them all"
        case .textDropped(let reported, let least):
            "the service reports \(reported) input tokens where the question needs at least "
                + "\(least): the model did not see all of it"
        }
    }

    /// The same about a question without photos.
    var ofText: UnusableReply {
        if case .photosDropped(let reported, let least) = self {
            .textDropped(reported: reported, least: least)
        } else {
            self
        }
    }
}
