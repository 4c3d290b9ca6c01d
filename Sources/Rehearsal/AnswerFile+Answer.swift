import JSONSchema

extension AnswerFile {
    /// The right answer to a question, under the schema it came with.
    ///
    /// Photos are known by the SHA-256 of what was posted, else by their place in `files`, for
    /// photos that were made smaller on the way. Zones are given only where the schema has them;
    /// an item that the schema doesn't list becomes `unknown`.
    ///
    /// - Parameters:
    ///   - question: its photos and schema.
    ///   - views: what the photos show of each other.
    ///   - files: names as in the answer file, in the order the question's photos are posted.
    /// - Returns: JSON text.
    /// - Throws: `AnswerFile.Failure.unknownPhoto`.
    public func answer(
        to question: PostedQuestion,
        views: Views,
        inOrder files: [String] = []
    ) throws -> String {
        let form = AnswerForm(question.format?.schema)
        let sights = try question.photos.enumerated().map { index, posted in
            Sight(
                id: posted.id.isEmpty ? "p\(index + 1)" : posted.id,
                photo: try photo(of: posted, at: index, files: files)
            )
        }
        let answer: JSONValue = [
            "photos": .array(sights.map(\.entry)),
            "items": items(seenIn: sights, views: views, form: form),
            "empty_places": .array(sights.flatMap(\.emptyPlaces)),
            "not_counted": .array(sights.flatMap(\.photo.notCounted)),
        ]
        return answer.compactText
    }

    /// The right answer as the server's whole reply; an unknown photo becomes a status 400.
    public func reply(
        to question: PostedQuestion,
        views: Views,
        inOrder files: [String] = [],
        variant: Int = 1
    ) -> ServerAnswer {
        do {
            let text = try answer(to: question, views: views, inOrder: files)
            return ReplyEnvelope(to: question, text: text, variant: variant).answer
        } catch {
            return .error(status: 400, APIError("\(error)", code: "rehearsal_unknown_photo"))
        }
    }

    private func photo(
        of posted: PostedQuestion.Photo,
        at index: Int,
        files: [String]
    ) throws -> Photo {
        let hash = posted.posted.reading.sha256
        if let known = photos.first(where: { $0.sha256 == hash }) { return known }
        let name = files.indices.contains(index) ? files[index] : nil
        guard let known = photos.first(where: { $0.file == name }) else {
            throw Failure.unknownPhoto(index)
        }
        return known
    }

    /// One entry per item, in the schema's order.
    private func items(seenIn sights: [Sight], views: Views, form: AnswerForm) -> JSONValue {
        var points: [String: [JSONValue]] = [:]
        var order = form.items
        for (index, sight) in sights.enumerated() {
            // In reading order: down the photo, then across.
            for piece in sight.photo.pieces.sorted(by: { ($0.y, $0.x) < ($1.y, $1.x) }) {
                if views == .overlapping, best(piece, in: sights) != index { continue }
                let item = form.name(of: piece.item)
                if points[item] == nil, !order.contains(item) { order.append(item) }
                points[item, default: []].append(form.point(piece, on: sight.id))
            }
        }
        let entries = order.compactMap { item -> JSONValue? in
            guard let places = points[item] else { return nil }
            return [
                "item": .string(item), "points": .array(places),
                "hidden": "none", "basis": "counted", "count": .number(JSONNumber(places.count)),
            ]
        }
        return .array(entries)
    }

    /// The photo that shows most of a piece; those that show it equally well take turns.
    private func best(_ piece: Piece, in sights: [Sight]) -> Int? {
        let seen = sights.map { sight in
            sight.photo.pieces.first { $0.name == piece.name }?.seen ?? -1
        }
        let equals = seen.indices.filter { seen[$0] == seen.max() }
        let first = sights.first { sight in sight.photo.pieces.contains { $0.name == piece.name } }
        let turn = first?.photo.pieces.firstIndex { $0.name == piece.name } ?? 0
        return equals.isEmpty ? nil : equals[turn % equals.count]
    }
}

/// A photo under the id that its question gave it.
private struct Sight {
    let id: String
    let photo: AnswerFile.Photo

    var entry: JSONValue {
        [
            "id": .string(id), "readable": .bool(photo.isReadable),
            "problems": .array(photo.problems),
        ]
    }

    var emptyPlaces: [JSONValue] {
        photo.emptyPlaces.map { ["photo": .string(id), "item": "unknown", "where": .string($0)] }
    }
}

/// What the posted schema lets an answer say.
private struct AnswerForm {
    /// The items listed, in order; empty where any name passes.
    let items: [String]
    /// The zones listed; nil where points have none.
    let zones: [String]?

    init(_ schema: JSONValue?) {
        let item = schema?["properties"]?["items"]?["items"]?["properties"]
        let names = item?["item"]
        let definition = names?["$ref"] == nil ? names : schema?["$defs"]?["item"]
        items = Self.words(definition) ?? []
        zones = Self.words(item?["points"]?["items"]?["properties"]?["zone"])
    }

    private static func words(_ schema: JSONValue?) -> [String]? {
        schema?["enum"]?.array?.compactMap(\.string)
    }

    func name(of item: String) -> String {
        items.isEmpty || items.contains(item) ? item : "unknown"
    }

    func point(_ piece: AnswerFile.Piece, on photo: String) -> JSONValue {
        var point = JSONObject()
        point["photo"] = .string(photo)
        point["x"] = .number(JSONNumber(piece.x))
        point["y"] = .number(JSONNumber(piece.y))
        if let zones, let last = zones.last {
            let zone = piece.zone.flatMap { zones.contains($0) ? $0 : nil }
            point["zone"] = .string(zone ?? last)
        }
        return .object(point)
    }
}
