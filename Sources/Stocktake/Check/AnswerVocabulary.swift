/// What an answer may name: the photos, items and zones of its question.
struct AnswerVocabulary: Sendable {
    /// In the question's order; `p1` to `pn`, or those of them that a repair asks about.
    let photoIDs: [String]
    /// What may be wrong with a photo, in the order in which answers keep it.
    let problems: [String]

    private let photos: [String: Int]
    /// What each item and zone may be called: as the pipeline spells it, or as the question shows it.
    private let items: [String: String]
    private let zones: [String: String]

    /// - Parameters:
    ///   - photoIDs: in the question's order, each once.
    ///   - items: the SKUs that may be named, and the word for goods that are none of them.
    ///   - zones: empty where the pipeline names none.
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

    /// The SKU as the question spells it; nil for none of its items.
    func item(_ name: String) -> String? {
        items[name]
    }

    /// The zone as the question spells it, empty where it names no zones; nil for none of them.
    func zone(_ name: String?) -> String? {
        if zones.isEmpty { return "" }
        return name.flatMap { zones[$0] }
    }

    /// A name with control characters is shown escaped, and a model that reads only the question's
    /// words can't but answer so; a name that is really spelled that way goes first.
    private static func names(_ names: [String]) -> [String: String] {
        let spelled = Dictionary(zip(names, names)) { first, _ in first }
        let shown = Dictionary(zip(names.map(CountAnswer.shown), names)) { first, _ in first }
        return spelled.merging(shown) { spelled, _ in spelled }
    }
}
