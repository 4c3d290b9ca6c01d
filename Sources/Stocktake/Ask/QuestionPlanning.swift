/// Groups photos into questions: one location each, a limited number of photos, once per vote.
///
/// Photos of a location stay together in list order: 25 photos at 10 a request are 10, 10 and 5.
struct QuestionPlanning: Sendable {
    /// 1 or more.
    let photosPerRequest: Int
    /// 1 or more.
    let votes: Int

    /// - Parameter photos: in list order, each with its location; a photo without one gets its own
    ///   group, because photos of unknown locations must not share a request.
    /// - Returns: location by location in order of first photo, vote by vote.
    func groups(_ photos: [(photo: AskedPhoto, location: String?)]) -> [PhotoGroup] {
        var order: [String] = []
        var groups: [String: (location: String, photos: [AskedPhoto])] = [:]
        for (index, entry) in photos.enumerated() {
            // No location has this key: locations contain no control characters.
            let key = entry.location.map(locationKey) ?? "\u{0}\(index)"
            if groups[key] == nil {
                order.append(key)
                groups[key] = (entry.location ?? "", [])
            }
            groups[key]?.photos.append(entry.photo)
        }
        return order.compactMap { groups[$0] }.flatMap { group in
            chunks(group.photos).flatMap { photos in
                (1...max(votes, 1)).map { vote in
                    PhotoGroup(location: group.location, photos: photos, vote: vote)
                }
            }
        }
    }

    private func chunks(_ photos: [AskedPhoto]) -> [[AskedPhoto]] {
        stride(from: 0, to: photos.count, by: max(photosPerRequest, 1)).map {
            Array(photos[$0..<min($0 + max(photosPerRequest, 1), photos.count)])
        }
    }
}
