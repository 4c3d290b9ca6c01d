/// What an estimate can't know, stated as numbers: printed with `--verbose`, never hidden.
///
/// Each is a low, expected and high figure. They are planning values, to be replaced by what real
/// runs report.
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

        /// Each figure changed alike.
        func map(_ change: (Int) -> Int) -> Spread {
            Spread(change(low), change(expected), change(high))
        }
    }

    /// Characters of text in one token; the low cost has the most.
    let charactersPerToken = Spread(5, 4, 3)
    /// Pieces counted on one photo.
    let piecesPerPhoto = Spread(1, 3, 15)
    /// Items named in one reply, at most those of the catalogue.
    let linesPerReply = Spread(1, 4, 20)
    /// Tokens of one point with its photo and place; with zones six more.
    let tokensPerPoint = 16
    let tokensPerZone = 6
    /// Tokens of one item's line around its points.
    let tokensPerLine = 20
    /// Tokens of one photo's entry: id, readable, problems.
    let tokensPerPhotoEntry = 22
    /// Tokens of a reply around all that.
    let tokensPerReply = 30
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
    func textTokens(characters: Int) -> Spread {
        Spread(
            (characters + charactersPerToken.low - 1) / charactersPerToken.low,
            (characters + charactersPerToken.expected - 1) / charactersPerToken.expected,
            (characters + charactersPerToken.high - 1) / charactersPerToken.high
        )
    }

    /// Tokens of an answer about so many photos, thinking included: half and two and a half times
    /// the thinking for low and high, never above `limit`.
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
            "output: \(tokensPerReply) + \(tokensPerPhotoEntry) a photo + \(tokensPerLine) an item "
                + "+ \(point) a piece, in tokens",
            "pieces a photo: \(piecesPerPhoto.low) / \(piecesPerPhoto.expected) / "
                + "\(piecesPerPhoto.high); items a reply: at most \(linesPerReply.low) / "
                + "\(linesPerReply.expected) / \(linesPerReply.high) (low / expected / high)",
            "thinking at effort \(effort.rawValue): \(thinking.base) + \(thinking.perPhoto) a photo, "
                + "in tokens of output; half of it low, two and a half times high",
            "high: one request in \(requestsPerRepair) is sent again to repair its answer",
            "low: votes 2 and on, and a repeated beginning of \(leastCachedTokens) tokens or more, at "
                + "the cached price where there is one",
            "payload: at most \(bytesPerPixel) byte a pixel before a photo is prepared, then base64",
        ]
    }
}
