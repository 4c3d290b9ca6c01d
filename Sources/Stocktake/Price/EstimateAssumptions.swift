/// The assumptions of an estimate, printed with `--verbose`.
///
/// Low, expected and high planning values, until actual runs provide better ones.
struct EstimateAssumptions: Sendable, Hashable {
    /// Low, expected and high of one figure.
    struct Spread: Sendable, Hashable {
        let low: Int
        let expected: Int
        let high: Int

        init(_ low: Int, _ expected: Int, _ high: Int) {
            self.low = low
            self.expected = expected
            self.high = high
        }

        static func + (left: Spread, right: Spread) -> Spread {
            Spread(
                left.low + right.low,
                left.expected + right.expected,
                left.high + right.high
            )
        }

        /// Applies a function to each figure.
        func map(_ change: (Int) -> Int) -> Spread {
            Spread(change(low), change(expected), change(high))
        }
    }

    /// Characters of text per token; the low cost has the most.
    let charactersPerToken = Spread(5, 4, 3)
    /// Pieces counted on one photo.
    let piecesPerPhoto = Spread(1, 3, 15)
    /// Items in one reply, at most those of the catalogue.
    let linesPerReply = Spread(1, 4, 20)
    /// Tokens of one point with its photo and coordinates, and of its zone.
    let tokensPerPoint = 16
    let tokensPerZone = 6
    /// Tokens of one item's entry without its points.
    let tokensPerLine = 20
    /// Tokens of one photo's entry: id, readable, problems.
    let tokensPerPhotoEntry = 22
    /// Tokens of the rest of a reply.
    let tokensPerReply = 30
    /// For the high estimate, one request in this many is sent again to repair its answer.
    let requestsPerRepair = 10
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

    /// Tokens of a text by its number of characters, rounded up.
    func textTokens(characters: Int) -> Spread {
        Spread(
            (characters + charactersPerToken.low - 1) / charactersPerToken.low,
            (characters + charactersPerToken.expected - 1) / charactersPerToken.expected,
            (characters + charactersPerToken.high - 1) / charactersPerToken.high
        )
    }

    /// Output tokens of one answer, thinking included, never above `limit`; low and high assume
    /// half and two and a half times the thinking.
    func outputTokens(
        photos: Int,
        items: Int,
        hasZones: Bool,
        effort: ReasoningEffort,
        limit: Int
    ) -> Spread {
        let point = tokensPerPoint + (hasZones ? tokensPerZone : 0)
        let thinking = Self.reasoning(effort)
        let thought = thinking.base + thinking.perPhoto * photos
        func visible(_ pieces: Int, _ lines: Int) -> Int {
            tokensPerReply + tokensPerPhotoEntry * photos + tokensPerLine * min(lines, items + 1)
                + point * pieces * photos
        }
        let low = visible(piecesPerPhoto.low, linesPerReply.low) + thought / 2
        let expected = visible(piecesPerPhoto.expected, linesPerReply.expected) + thought
        let high = visible(piecesPerPhoto.high, linesPerReply.high) + thought * 5 / 2
        return Spread(low, expected, high).map { min($0, limit) }
    }

    /// One line each, for `--verbose` and the `assumptions` of the JSON form.
    func words(effort: ReasoningEffort, hasZones: Bool) -> [String] {
        let thinking = Self.reasoning(effort)
        let point = tokensPerPoint + (hasZones ? tokensPerZone : 0)
        return [
            "text: characters / \(charactersPerToken.expected) = tokens (low / "
                + "\(charactersPerToken.low), high / \(charactersPerToken.high))",
            "output: \(tokensPerReply) + \(tokensPerPhotoEntry) per photo + \(tokensPerLine) per "
                + "item + \(point) per piece, in tokens",
            "pieces per photo: \(piecesPerPhoto.low) / \(piecesPerPhoto.expected) / "
                + "\(piecesPerPhoto.high); items per reply: at most \(linesPerReply.low) / "
                + "\(linesPerReply.expected) / \(linesPerReply.high) (low / expected / high)",
            "thinking at effort \(effort.rawValue): \(thinking.base) + \(thinking.perPhoto) per "
                + "photo, in output tokens; half of that for low, two and a half times for high",
            "high: one request in \(requestsPerRepair) is sent again to repair its answer",
            "low: votes after the first, and a repeated prefix of \(leastCachedTokens) tokens or "
                + "more, at the cached price if there is one",
            "payload: at most \(bytesPerPixel) byte per pixel before a photo is prepared, then "
                + "base64",
        ]
    }
}
