import JSONSchema
package import Rehearsal

extension AnswerFile {
    /// The correct answer to a request, matching its schema.
    ///
    /// Photos are identified by the SHA-256 of what was sent, or by their position in `files` if
    /// they were resized. Zones are given only if the schema has them; an item that is not in the
    /// schema becomes `unknown`.
    ///
    /// - Parameters:
    ///   - request: its photos and schema.
    ///   - views: how the photos overlap.
    ///   - files: names as in the answer file, in the order of the request's photos.
    /// - Returns: JSON text.
    /// - Throws: `AnswerFile.Failure.unknownPhoto`.
    package func answer(
        to request: ReceivedRequest,
        views: Views,
        inOrder files: [String] = []
    ) throws -> String {
        let form = AnswerForm(request.format?.schema)
        let sights = try request.photos.enumerated().map { index, photo in
            Sight(
                id: photo.id.isEmpty ? "p\(index + 1)" : photo.id,
                photo: try self.photo(of: photo, at: index, files: files)
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

    /// The correct answer as the server's whole reply; an unknown photo becomes a status 400.
    package func reply(
        to request: ReceivedRequest,
        views: Views,
        inOrder files: [String] = [],
        variant: Int = 1
    ) -> ServerAnswer {
        do {
            let text = try answer(to: request, views: views, inOrder: files)
            return ScriptedReply(to: request, text: text, variant: variant).answer
        } catch {
            return .error(status: 400, APIError("\(error)", code: "rehearsal_unknown_photo"))
        }
    }

    private func photo(
        of photo: ReceivedRequest.Photo,
        at index: Int,
        files: [String]
    ) throws -> Photo {
        let hash = photo.received.reading.sha256
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

/// A photo under the id that its request gave it.
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

/// What the request's schema allows in an answer.
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
