/// Observations by location key; the key is empty for observations without a location.
struct LocationIndex: Sendable {
    let observations: [LocatedObservation]
    /// Indices of observations, in list order.
    let indicesByKey: [String: [Int]]
    /// The first spelling of each key's location.
    let names: [String: String]

    init(observations: [LocatedObservation]) {
        self.observations = observations
        var byKey: [String: [Int]] = [:]
        var names: [String: String] = [:]
        for (index, located) in observations.enumerated() {
            let key = located.location.map(locationKey) ?? ""
            byKey[key, default: []].append(index)
            if let location = located.location, names[key] == nil { names[key] = location }
        }
        indicesByKey = byKey
        self.names = names
    }

    /// Ids of the photos of a location; for goods without one, of the photos that show them.
    func photos(of key: String, showing group: LabelGroup) -> [String] {
        let indices = key.isEmpty ? group.observations.sorted() : indicesByKey[key] ?? []
        return indices.map { observations[$0].observation.photo.id }
    }

    /// Ids of the photos of each location.
    var photosByKey: [String: [String]] {
        indicesByKey.filter { !$0.key.isEmpty }.mapValues { indices in
            indices.map { observations[$0].observation.photo.id }
        }
    }
}
