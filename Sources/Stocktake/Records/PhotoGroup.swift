/// What planning needs to know of a photo, whether or not its file exists.
struct AskedPhoto: Sendable, Hashable {
    let path: String
    /// Upright pixels, of the file or as stated by the manifest.
    let width: Int
    let height: Int
    /// The size of the file; nil for a photo that doesn't exist yet.
    let byteCount: Int?
}

/// Photos of one location to ask about together in one vote, before splitting into requests.
struct PhotoGroup: Sendable, Hashable {
    /// Empty if the location is only known from signs in the photos.
    let location: String
    /// In list order; empty for a question of text alone.
    let photos: [AskedPhoto]
    /// From 1.
    let vote: Int
}

/// The amount of text in a question and its answer, as needed by an estimate.
struct QuestionSize: Sendable {
    /// Characters before the photos, equal for every request of a pipeline.
    let instructions: Int
    /// Characters of instructions, schema and closing line, for a location.
    let fixed: @Sendable (_ location: String) -> Int
    /// Characters added by a number of photos: their labels, and their ids in the schema.
    let ofPhotos: @Sendable (_ photos: Int) -> Int
    /// Visible tokens of an answer about a number of photos.
    let answer: @Sendable (_ photos: Int) -> TokenSpread
    /// The assumptions of `answer`, one per line, for `--verbose`.
    let assumptions: [String]

    func characters(_ location: String, _ photos: Int) -> Int {
        fixed(location) + ofPhotos(photos)
    }
}

/// Low, expected and high of one number of tokens.
struct TokenSpread: Sendable, Hashable {
    let low: Int
    let expected: Int
    let high: Int

    init(_ low: Int, _ expected: Int, _ high: Int) {
        self.low = low
        self.expected = expected
        self.high = high
    }

    static func + (left: TokenSpread, right: TokenSpread) -> TokenSpread {
        TokenSpread(
            left.low + right.low,
            left.expected + right.expected,
            left.high + right.high
        )
    }

    /// Applies a function to each figure.
    func map(_ change: (Int) -> Int) -> TokenSpread {
        TokenSpread(change(low), change(expected), change(high))
    }
}
