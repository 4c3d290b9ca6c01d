/// The names an answer may use: the photos, items and zones of its question.
///
/// In an open list, the model names the items itself; its names are folded (`OpenName`).
struct AnswerVocabulary: Sendable {
    /// In the question's order; `p1` to `pn`, or those that a repair asks about.
    let photoIDs: [String]
    /// What may be wrong with a photo, in the order used in answers.
    let problems: [String]
    let isOpen: Bool

    private let photos: [String: Int]
    /// By each accepted spelling, as in the pipeline or as shown in the question, the item or zone.
    private let items: [String: String]
    private let zones: [String: String]

    /// - Parameters:
    ///   - photoIDs: in the question's order, each once.
    ///   - items: the SKUs that may be named, and the code for goods that match none of them; nil
    ///     for an open list.
    ///   - zones: empty if the pipeline names none.
    ///   - problems: what may be wrong with a photo.
    init(photoIDs: [String], items: [String]?, zones: [String], problems: [String]) {
        self.photoIDs = photoIDs
        self.problems = problems
        isOpen = items == nil
        self.items = Self.names(items ?? [])
        self.zones = Self.names(zones)
        photos = Dictionary(zip(photoIDs, photoIDs.indices)) { first, _ in first }
    }

    /// The index of a photo in the question.
    func photo(_ id: String?) -> Int? { id.flatMap { photos[$0] } }

    /// The SKU as the question spells it, or the folded name; nil if it is not one of its items, or
    /// no name at all.
    func item(_ name: String) -> String? {
        isOpen ? OpenName(name)?.text : items[name]
    }

    /// What a name must be that is none, in words.
    var itemRule: String {
        isOpen
            ? "must name the goods, in at most \(OpenName.limit) characters"
            : "not one of the listed item codes"
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
