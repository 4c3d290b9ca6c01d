/// A photo as it is asked about: what planning needs of it, whether its file exists yet or not.
struct AskedPhoto: Sendable, Hashable {
    let path: String
    /// Upright pixels, of the file or as the manifest states them.
    let width: Int
    let height: Int
    /// Of the file; nil for a photo that doesn't exist yet.
    let byteCount: Int?
}

/// Photos of one location to ask about together, in one vote; cut into requests that a model takes.
struct PhotoGroup: Sendable, Hashable {
    /// Empty where the location is only found by looking.
    let location: String
    /// In list order; empty for a question of text alone.
    let photos: [AskedPhoto]
    /// From 1.
    let vote: Int
}

/// How much text a question and its answer hold: what an estimate needs of a form.
struct QuestionSize: Sendable {
    /// Characters before the photos, the same for every request of a pipeline.
    let instructions: Int
    /// Characters of instructions, schema and closing line, for a location.
    let fixed: @Sendable (_ location: String) -> Int
    /// Characters that so many photos add: their labels, and their ids in the schema.
    let ofPhotos: @Sendable (_ photos: Int) -> Int
    /// Visible tokens of an answer about so many photos.
    let answer: @Sendable (_ photos: Int) -> TokenSpread
    /// What `answer` assumes, a line each, for `--verbose`.
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

    /// Each figure changed alike.
    func map(_ change: (Int) -> Int) -> TokenSpread {
        TokenSpread(change(low), change(expected), change(high))
    }
}
