/// A photo as it is asked about: what planning needs of it, whether its file exists yet or not.
struct AskedPhoto: Sendable, Hashable {
    let path: String
    /// Upright pixels, of the file or as the manifest states them.
    let width: Int
    let height: Int
    /// Of the file; nil for a photo that doesn't exist yet.
    let byteCount: Int?
}

/// What is asked about some photos of one location, in one vote.
struct Question: Sendable, Hashable {
    /// Empty where the location is only found by looking.
    let location: String
    /// At least one, in list order.
    let photos: [AskedPhoto]
    /// From 1.
    let vote: Int
}

/// How much text goes with a question, in characters: what planning needs of its words.
struct QuestionSize: Sendable {
    /// The text before the photos, the same for every request of a pipeline.
    let instructions: Int
    /// Items that may be named.
    let items: Int
    let hasZones: Bool
    /// Instructions, schema and closing line, for a location.
    let fixed: @Sendable (_ location: String) -> Int
    /// What so many photos add: their labels, and their ids in the schema.
    let ofPhotos: @Sendable (_ photos: Int) -> Int

    func characters(_ location: String, _ photos: Int) -> Int {
        fixed(location) + ofPhotos(photos)
    }
}
