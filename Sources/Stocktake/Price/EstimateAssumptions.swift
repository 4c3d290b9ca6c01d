/// The assumptions of an estimate, printed with `--verbose`.
///
/// Low, expected and high planning values, until actual runs provide better ones.
struct EstimateAssumptions: Sendable, Hashable {
    /// Characters of text in one token; the low cost has the most.
    let charactersPerToken = TokenSpread(5, 4, 3)
    /// High: one request in so many is repaired, that is sent again whole.
    let requestsPerRepair = 10
    /// Requests that can need every follow-up before the service is given up.
    func requestsBeforeGivingUp(inFlight: Int) -> Int {
        inFlight + FailureShare.failuresWithoutAnswer - 1
    }

    /// Bytes of a JPEG per pixel, at most, before it is prepared.
    let bytesPerPixel = 1
    /// The shortest repeated prefix that is cached, in tokens.
    let leastCachedTokens = 1024

    /// Thinking tokens per answer, and per photo in it.
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

    /// Output tokens of one answer, thinking included, never above `limit`; low and high assume
    /// half and two and a half times the thinking.
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
    func words(effort: ReasoningEffort, inFlight: Int, answer: [String]) -> [String] {
        let thinking = Self.reasoning(effort)
        return [
            "text: characters / \(charactersPerToken.expected) = tokens (low / "
                + "\(charactersPerToken.low), high / \(charactersPerToken.high))"
        ] + answer + [
            "thinking at effort \(effort.rawValue): \(thinking.base) + \(thinking.perPhoto) per "
                + "photo, in output tokens; half of that for low, two and a half times for likely high",
            "likely high: one request in \(requestsPerRepair) is sent again to repair its answer",
            "at most: \(requestsBeforeGivingUp(inFlight: inFlight)) requests (as many as can be under "
                + "way before the service is given up), or one in \(requestsPerRepair), are cut off at "
                + "their output limit, asked again with twice that, then in halves",
            "low: votes after the first, and a repeated prefix of \(leastCachedTokens) tokens or "
                + "more, at the cached price if there is one",
            "payload: at most \(bytesPerPixel) byte per pixel before a photo is prepared, then "
                + "base64",
        ]
    }
}
