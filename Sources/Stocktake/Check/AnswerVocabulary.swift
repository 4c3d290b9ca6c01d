/// The names an answer may use: the photos, items and zones of its question.
struct AnswerVocabulary: Sendable {
    /// In the question's order; `p1` to `pn`, or those that a repair asks about.
    let photoIDs: [String]
    /// What may be wrong with a photo, in the order used in answers.
    let problems: [String]

    private let photos: [String: Int]
    /// By each accepted spelling, as in the pipeline or as shown in the question, the item or zone.
    private let items: [String: String]
    private let zones: [String: String]

    /// - Parameters:
    ///   - photoIDs: in the question's order, each once.
    ///   - items: the SKUs that may be named, and the code for goods that match none of them.
    ///   - zones: empty if the pipeline names none.
    ///   - problems: what may be wrong with a photo.
    init(photoIDs: [String], items: [String], zones: [String], problems: [String]) {
        self.photoIDs = photoIDs
        self.problems = problems
        self.items = Self.names(items)
        self.zones = Self.names(zones)
        photos = Dictionary(zip(photoIDs, photoIDs.indices)) { first, _ in first }
    }

    /// The index of a photo in the question.
    func photo(_ id: String?) -> Int? { id.flatMap { photos[$0] } }

    /// The SKU as the question spells it; nil if it is not one of its items.
    func item(_ name: String) -> String? {
        items[name]
    }

    /// The zone as the question spells it, empty if it has no zones; nil if it is not one of them.
    func zone(_ name: String?) -> String? {
        if zones.isEmpty { return "" }
        return name.flatMap { zones[$0] }
    }

    /// Maps every accepted spelling to its name.
    ///
    /// A name with control characters is shown escaped in the question, so a model may answer with
    /// the escaped form; a name that is really spelled that way takes precedence.
    private static func names(_ names: [String]) -> [String: String] {
        let spelled = Dictionary(zip(names, names)) { first, _ in first }
        let shown = Dictionary(zip(names.map(CountAnswer.shown), names)) { first, _ in first }
        return spelled.merging(shown) { spelled, _ in spelled }
    }
}
