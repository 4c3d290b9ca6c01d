/// What an estimate can't know, stated as numbers: printed with `--verbose`, never hidden.
///
/// Each is a low, expected and high figure. They are planning values, to be replaced by what real
/// runs report.
struct EstimateAssumptions: Sendable, Hashable {
    /// Characters of text in one token; the low cost has the most.
    let charactersPerToken = TokenSpread(5, 4, 3)
    /// High: one request in so many is repaired, that is sent again whole.
    let requestsPerRepair = 10
    /// Bytes of a JPEG per pixel, at most, before it is prepared.
    let bytesPerPixel = 1
    /// A repeated beginning shorter than this is not cached.
    let leastCachedTokens = 1024

    /// Tokens a model thinks before one answer: so many, and so many more for each photo.
    static func reasoning(_ effort: ReasoningEffort) -> (base: Int, perPhoto: Int) {
        switch effort {
        case .none: (0, 0)
        case .minimal: (50, 2)
        case .low: (300, 10)
        case .medium: (1500, 40)
        case .high: (4000, 120)
        case .xhigh: (10_000, 300)
        case .max: (20_000, 600)
        }
    }

    /// Tokens of a text of so many characters, rounded up.
    func textTokens(characters: Int) -> TokenSpread {
        TokenSpread(
            (characters + charactersPerToken.low - 1) / charactersPerToken.low,
            (characters + charactersPerToken.expected - 1) / charactersPerToken.expected,
            (characters + charactersPerToken.high - 1) / charactersPerToken.high
        )
    }

    /// Tokens of an answer about so many photos, thinking included: half and two and a half times
    /// the thinking for low and high, never above `limit`.
    func outputTokens(
        photos: Int,
        visible: TokenSpread,
        effort: ReasoningEffort,
        limit: Int
    ) -> TokenSpread {
        let thinking = Self.reasoning(effort)
        let thought = thinking.base + thinking.perPhoto * photos
        return (visible + TokenSpread(thought / 2, thought, thought * 5 / 2))
            .map { min($0, limit) }
    }

    /// One line each, for `--verbose` and the `assumptions` of the JSON form; `answer` is what the
    /// form assumes of its answers.
    func words(effort: ReasoningEffort, answer: [String]) -> [String] {
        let thinking = Self.reasoning(effort)
        return [
            "text: characters / \(charactersPerToken.expected) = tokens (low / "
                + "\(charactersPerToken.low), high / \(charactersPerToken.high))"
        ] + answer + [
            "thinking at effort \(effort.rawValue): \(thinking.base) + \(thinking.perPhoto) a photo, "
                + "in tokens of output; half of it low, two and a half times high",
            "high: one request in \(requestsPerRepair) is sent again to repair its answer",
            "low: votes 2 and on, and a repeated beginning of \(leastCachedTokens) tokens or more, at "
                + "the cached price where there is one",
            "payload: at most \(bytesPerPixel) byte a pixel before a photo is prepared, then base64",
        ]
    }
}
