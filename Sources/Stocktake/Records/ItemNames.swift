/// The items of a catalogue by every name that a person gave them: SKU, name and aliases, folded.
///
/// For open lists, whose names are the model's own.
struct ItemNames: Sendable {
    private var skus: [String: String] = [:]

    init() {}

    /// Of two items with one name, the first has it; the catalogue's reading reports it.
    init(_ items: [Item]) {
        for item in items { _ = add(item) }
    }

    /// Adds the names of an item.
    ///
    /// - Returns: the first of its names that is another item's, or is reserved, with the SKU of the
    ///   other.
    mutating func add(_ item: Item) -> (name: String, owner: String)? {
        var clash: (name: String, owner: String)?
        for written in [item.sku, item.name] + item.aliases {
            guard let name = OpenName(written)?.text else { continue }
            let isReserved = name == CountAnswer.unknownItem
            let owner = isReserved ? name : skus[name]
            if let owner, owner != item.sku {
                clash = clash ?? (written, owner)
            } else {
                skus[name] = item.sku
            }
        }
        return clash
    }

    /// The SKU of the item that has a folded name.
    func sku(named name: String) -> String? { skus[name] }
}
