/// What an answer may name: the photos, items and zones of its question.
struct AnswerVocabulary: Sendable {
    /// In the question's order; `p1` to `pn`, or those of them that a repair asks about.
    let photoIDs: [String]
    /// What may be wrong with a photo, in the order in which answers keep it.
    let problems: [String]

    private let photos: [String: Int]
    private let items: Set<String>
    private let zones: Set<String>

    /// - Parameters:
    ///   - photoIDs: in the question's order, each once.
    ///   - items: the SKUs that may be named, and the word for goods that are none of them.
    ///   - zones: empty where the pipeline names none.
    ///   - problems: what may be wrong with a photo.
    init(photoIDs: [String], items: [String], zones: [String], problems: [String]) {
        self.photoIDs = photoIDs
        self.problems = problems
        self.items = Set(items)
        self.zones = Set(zones)
        photos = Dictionary(zip(photoIDs, photoIDs.indices)) { first, _ in first }
    }

    /// The index of a photo in the question.
    func photo(_ id: String?) -> Int? { id.flatMap { photos[$0] } }

    /// The SKU as the question spells it; nil for none of its items.
    func item(_ name: String) -> String? {
        items.firstIndex(of: name).map { items[$0] }
    }

    /// The zone as the question spells it, empty where it names no zones; nil for none of them.
    func zone(_ name: String?) -> String? {
        if zones.isEmpty { return "" }
        return name.flatMap(zones.firstIndex).map { zones[$0] }
    }
}
