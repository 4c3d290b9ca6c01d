/// The locations that were looked at, by their keys; the key is empty for looks without one.
struct Places: Sendable {
    let looks: [Look]
    /// Indices of looks in list order.
    let looksByKey: [String: [Int]]
    /// Each key's spelling as first seen.
    let names: [String: String]

    init(looks: [Look]) {
        self.looks = looks
        var byKey: [String: [Int]] = [:]
        var names: [String: String] = [:]
        for (index, look) in looks.enumerated() {
            let key = look.location.map(locationKey) ?? ""
            byKey[key, default: []].append(index)
            if let location = look.location, names[key] == nil { names[key] = location }
        }
        looksByKey = byKey
        self.names = names
    }

    /// The photos of a location; for goods without one, the photos that show them.
    func photos(of key: String, showing pile: Pile) -> [String] {
        let indices = key.isEmpty ? pile.looks.sorted() : looksByKey[key] ?? []
        return indices.map { looks[$0].observation.photo.id }
    }

    /// Ids of the photos of each location.
    var photosByKey: [String: [String]] {
        looksByKey.filter { !$0.key.isEmpty }.mapValues { indices in
            indices.map { looks[$0].observation.photo.id }
        }
    }
}
