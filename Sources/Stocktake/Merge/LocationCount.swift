/// Counts one location from the answers about its photos.
struct LocationCount {
    let place: AnsweredLocation
    private let merge: AnswerMerge
    /// Ids of the readable photos, in list order.
    let usedPhotoIDs: [String]
    private let photoIDs: [Int: String]
    /// Reasons of every line of the location.
    private let reasons: Set<LineReason>
    /// Why votes are missing about its photos.
    private let losses: Set<LineReason>
    private let votes: LocationVotes
    /// Items whose place is seen empty, by SKU.
    private let empty: [String: VoteShare]
    private let models: String

    /// - Parameters:
    ///   - place: the location with all its questions.
    ///   - merge: the settings.
    ///   - onlyItem: the SKU of the only item that may be here, if any.
    init(_ place: AnsweredLocation, by merge: AnswerMerge, onlyItem: String?) {
        self.place = place
        self.merge = merge
        let used = place.usedPhotos
        usedPhotoIDs = used.map(\.photo.id)
        photoIDs = place.photos.reduce(into: [:]) { $0[$1.index] = $1.photo.id }
        models = place.models
        // Goods at an unknown location are only evidence, photo by photo.
        let views = place.key.isEmpty ? .separate : merge.checks.views
        votes = LocationVotes(
            place.looks(onlyItem: onlyItem),
            used: Set(used.map(\.index)),
            views: views
        )
        losses = place.losses(of: merge.votes)
        var reasons = merge.checks.reasons(at: place.key, photos: place.photos.map(\.photo))
            .union(losses)
        if place.key.isEmpty {
            empty = [:]
            reasons.insert(.locationUnknown)
        } else {
            empty = votes.emptyItems
            if !place.unreadable.isEmpty { reasons.insert(.photoRejected) }
            if views == .overlapping, place.groupCount > 1 { reasons.insert(.splitViews) }
        }
        self.reasons = reasons
    }

    /// One per item seen or with an empty place, in no order; else the location's single row.
    var tallies: [Tally] {
        let items = votes.items.union(empty.keys)
        let tallies = items.compactMap { tally($0, ItemCount($0, votes)) }
        return tallies.isEmpty ? [emptyRow].compactMap { $0 } : tallies
    }

    private func tally(_ sku: String, _ count: ItemCount?) -> Tally? {
        let isPlaced = !place.key.isEmpty
        let value = count?.value ?? 0
        // Goods seen by a minority of votes at an unknown location are ignored.
        guard isPlaced || value > 0 else { return nil }
        let emptyShare = value == 0 ? empty[sku] : nil
        let isCounted = isPlaced && (value > 0 || emptyShare != nil)
        let item = sku == CountAnswer.unknownItem ? nil : merge.catalogue.item(sku: sku)
        var reasons = reasons
        if item == nil {
            let isNamed = merge.isOpen && sku != CountAnswer.unknownItem
            reasons.insert(isNamed ? .openName : .unknownItem)
        }
        if emptyShare != nil { reasons.insert(.emptySeen) }
        if isPlaced, let count { reasons.formUnion(doubts(about: sku, count)) }
        // Seen by a minority of votes, with no empty place: neither a number nor zero.
        if isPlaced, !isCounted { reasons.insert(.voteSpread) }
        let evidence = evidence(of: sku, count)
        return Tally(
            location: place.name,
            sku: sku,
            name: item?.name ?? "",
            gtin: item?.gtin?.shortest ?? "",
            unit: item?.unit ?? "",
            counted: isCounted ? value : nil,
            low: isPlaced ? count?.low ?? 0 : nil,
            high: isPlaced ? count?.high ?? 0 : nil,
            reasons: LineReason.allCases.filter(reasons.contains),
            method: merge.method,
            model: models,
            votes: merge.votes,
            photos: isPlaced ? usedPhotoIDs : photoIDs(showing: sku, count),
            evidence: evidence,
            zones: zones(evidence, isCounted: isCounted),
            share: isCounted ? (emptyShare ?? count?.share)?.ofSeveral : nil
        )
    }

    /// The row of a location without items: no photo was readable, or none shows any.
    ///
    /// For an unknown location only if a question has no answer.
    private var emptyRow: Tally? {
        guard !place.key.isEmpty || !losses.isEmpty else { return nil }
        let isLookedAt = !place.key.isEmpty && !usedPhotoIDs.isEmpty
        let isDone = isLookedAt && !reasons.contains(.notReached)
        let reasons = reasons.union(isDone ? [.noLabelsSeen] : [])
        return Tally(
            location: place.name,
            sku: "",
            name: "",
            gtin: "",
            unit: "",
            counted: nil,
            low: nil,
            high: nil,
            reasons: LineReason.allCases.filter(reasons.contains),
            method: merge.method,
            model: models,
            votes: merge.votes,
            photos: isLookedAt ? usedPhotoIDs : [],
            evidence: [],
            zones: zones([], isCounted: false)
        )
    }

    /// Reasons to doubt the number, from the votes and the looks that make it up.
    private func doubts(about sku: String, _ count: ItemCount) -> Set<LineReason> {
        var reasons: Set<LineReason> = []
        if count.isSpread { reasons.insert(.voteSpread) }
        if count.zonesDiffer { reasons.insert(.zonesDiffer) }
        for sighting in count.counting.compactMap({ $0.sightings[sku] }) {
            if sighting.pointsDiffer { reasons.insert(.pointsDiffer) }
            if sighting.isDense { reasons.insert(.tooDense) }
            if sighting.item.isEstimated { reasons.insert(.estimated) }
        }
        return reasons
    }

    /// The points of its looks, by photo in list order, those of a photo in the order given.
    private func evidence(of sku: String, _ count: ItemCount?) -> [Evidence] {
        guard let count else { return [] }
        let isPlaced = !place.key.isEmpty
        let counting = count.counting.flatMap { look in
            look.points(of: sku).map { (look: look, point: $0, counts: isPlaced) }
        }
        let others = count.others.flatMap { look in
            look.points(of: sku).map { (look: look, point: $0, counts: false) }
        }
        return (counting + others).enumerated().sorted {
            ($0.element.point.photo, $0.offset) < ($1.element.point.photo, $1.offset)
        }
        .map { _, row in
            Evidence(
                row.point,
                photo: photoIDs[row.point.photo] ?? "",
                question: row.look.question,
                counts: row.counts
            )
        }
    }

    private func photoIDs(showing sku: String, _ count: ItemCount?) -> [String] {
        let looks = count.map { $0.counting + $0.others } ?? []
        let indices = Set(looks.flatMap { $0.points(of: sku).map(\.photo) })
        return indices.sorted().compactMap { photoIDs[$0] }
    }

    private func zones(_ evidence: [Evidence], isCounted: Bool) -> [ZoneTally] {
        let counted = evidence.filter(\.counts).reduce(into: [:]) { $0[$1.zone, default: 0] += 1 }
        return merge.zones.map {
            ZoneTally(zone: $0, counted: isCounted ? counted[$0] ?? 0 : nil)
        }
    }
}

extension ItemSighting {
    /// Whether the stated number differs from the number of points, by more than a twentieth if
    /// there are many points.
    fileprivate var pointsDiffer: Bool {
        let given = item.points.count
        let tolerated = given > AnswerMerge.maxPointsPerPhoto ? given / 20 : 0
        return (item.said - given).magnitude > tolerated
    }

    /// Whether pieces are too dense, or too many are hidden, for the points to be reliable.
    fileprivate var isDense: Bool {
        let byPhoto = points.reduce(into: [:]) { $0[$1.photo, default: 0] += 1 }
        return item.hidden == .many
            || byPhoto.values.contains { $0 > AnswerMerge.maxPointsPerPhoto }
    }
}

extension Evidence {
    fileprivate init(_ placed: PlacedPoint, photo: String, question: String, counts: Bool) {
        self.init(
            photo: photo,
            x: placed.point.x,
            y: placed.point.y,
            zone: placed.point.zone,
            code: "",
            serial: "",
            lot: "",
            outline: [],
            counts: counts,
            question: String(question.prefix(16))
        )
    }
}
