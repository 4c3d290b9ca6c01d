/// A photo as sent to one model.
struct PlannedPhoto: Sendable, Hashable {
    let path: String
    /// As sent, upright, in pixels.
    let width: Int
    let height: Int
    /// Input tokens by the model's size rule.
    let tokens: Int
    /// Bytes of its data URL: exact for a file sent as is, else an upper bound.
    let payloadBytes: Int
}

/// One planned request to one model.
struct PlannedRequest: Sendable, Hashable {
    let location: String
    let vote: Int
    /// In list order; empty for a question of text alone.
    let photos: [PlannedPhoto]
    /// Characters of instructions, schema, labels and closing line.
    let textCharacters: Int
    /// The whole body, in bytes; an upper bound unless all photos are sent as is.
    let payloadBytes: Int

    var photoTokens: Int {
        photos.reduce(0) { $0 + $1.tokens }
    }
}

/// A photo that fits in no request to a model.
struct UnsendablePhoto: Sendable, Hashable {
    let path: String
    let words: String
}

/// Divides questions into requests within a model's limits on photos, payload and input tokens.
///
/// Estimate and run use the same value, so what is estimated is what is sent.
struct RequestPlanning: Sendable {
    let facts: ModelFacts
    let settings: ModelSettings
    let sendSize: SendSize
    let text: QuestionSize
    let assumptions: EstimateAssumptions

    /// Bytes of a request's JSON besides its photos and texts.
    private static let envelopeBytes = 1024
    /// `data:image/jpeg;base64,` and the JSON of an image part.
    private static let partBytes = 120

    /// - Parameters:
    ///   - questions: each within `photos_per_request`.
    ///   - most: the most photos that the service takes, if it said so; requests are cut into
    ///     groups of so many, as a run does when it is refused.
    /// - Returns: requests in the order of the questions, and photos that fit in none.
    func requests(
        _ questions: [PhotoGroup],
        atMost most: Int? = nil
    ) -> ([PlannedRequest], [UnsendablePhoto]) {
        var requests: [PlannedRequest] = []
        var unsendable: [UnsendablePhoto] = []
        for question in questions {
            var group: [PlannedPhoto] = []
            let empty = Load(text: text.fixed(question.location))
            var load = empty
            for photo in question.photos {
                switch planned(photo, empty) {
                case .failure(let problem):
                    if question.vote == 1 { unsendable.append(problem.photo) }
                case .success(let photo):
                    let next = load.adding(photo)
                    if !group.isEmpty, !fits(next, count: group.count + 1) {
                        requests += divided(question, group, most)
                        group = []
                        load = empty
                    }
                    load = load.adding(photo)
                    group.append(photo)
                }
            }
            if !group.isEmpty || question.photos.isEmpty {
                requests += divided(question, group, most)
            }
        }
        return (requests, unsendable)
    }

    private func divided(
        _ question: PhotoGroup,
        _ photos: [PlannedPhoto],
        _ most: Int?
    ) -> [PlannedRequest] {
        let empty = Load(text: text.fixed(question.location))
        let size = max(1, min(most ?? photos.count, photos.count))
        return stride(from: 0, to: max(1, photos.count), by: size).map { start in
            let part = Array(photos[start..<min(start + size, photos.count)])
            return request(question, part, part.reduce(empty) { $0.adding($1) })
        }
    }

    /// The totals of a request's photos.
    private struct Load {
        /// Characters of text without those added per photo.
        let text: Int
        var bytes = 0
        var tokens = 0

        func adding(_ photo: PlannedPhoto) -> Load {
            Load(text: text, bytes: bytes + photo.payloadBytes, tokens: tokens + photo.tokens)
        }
    }

    private struct Refusal: Error {
        let photo: UnsendablePhoto
    }

    private func fits(_ load: Load, count: Int) -> Bool {
        let characters = load.text + text.ofPhotos(count)
        let tokens = load.tokens + assumptions.textTokens(characters: characters).high
        let room = facts.tokenLimits.input(leavingRoomFor: outputLimit(photos: count))
        return count <= facts.requestLimits.images && tokens <= room
            && load.bytes + characters + Self.envelopeBytes <= facts.requestLimits.payloadBytes
    }

    /// The most output tokens of an answer, thinking included.
    func outputLimit(photos: Int) -> Int {
        min(settings.outputLimit(photos: photos), facts.tokenLimits.output)
    }

    /// The detail in the settings, else the model's default.
    var detail: ImageDetail {
        settings.detail ?? facts.defaultDetail
    }

    private func request(
        _ question: PhotoGroup,
        _ photos: [PlannedPhoto],
        _ load: Load
    ) -> PlannedRequest {
        let characters = load.text + text.ofPhotos(photos.count)
        return PlannedRequest(
            location: question.location,
            vote: question.vote,
            photos: photos,
            textCharacters: characters,
            payloadBytes: load.bytes + characters + Self.envelopeBytes
        )
    }

    // MARK: One photo

    private func planned(
        _ photo: AskedPhoto,
        _ empty: Load
    ) -> Result<PlannedPhoto, Refusal> {
        let (width, height) = shrunk(photo)
        func refuse(_ words: String) -> Result<PlannedPhoto, Refusal> {
            .failure(Refusal(photo: UnsendablePhoto(path: photo.path, words: words)))
        }
        let image: ImageTokens
        do {
            image = try facts.images.tokens(width: width, height: height, detail: detail)
        } catch {
            return refuse(words(error, width, height))
        }
        let isUseful = sendSize == .useful
        let size = isUseful ? (image.width, image.height) : (width, height)
        let bytes = fileBytes(photo, size)
        let payload = (bytes + 2) / 3 * 4 + Self.partBytes
        guard payload <= facts.requestLimits.imageURLCharacters else {
            return refuse(
                "\(payload) characters of base64, over the limit of "
                    + "\(facts.requestLimits.imageURLCharacters) for one photo; "
                    + "set prepare.longest_side"
            )
        }
        let alone = empty.adding(
            PlannedPhoto(
                path: photo.path,
                width: size.0,
                height: size.1,
                tokens: image.tokens,
                payloadBytes: payload
            )
        )
        guard fits(alone, count: 1) else {
            return refuse(
                "\(image.tokens) tokens and \(payload) bytes exceed the limits of one request to "
                    + "\(settings.name); set prepare.longest_side"
            )
        }
        return .success(
            PlannedPhoto(
                path: photo.path,
                width: size.0,
                height: size.1,
                tokens: image.tokens,
                payloadBytes: payload
            )
        )
    }

    private func words(_ error: ImageTokenError, _ width: Int, _ height: Int) -> String {
        switch error {
        case .detailNotOffered(let detail):
            "detail \(detail.rawValue) is not offered by \(settings.name); it has "
                + facts.images.offered.map(\.rawValue).joined(separator: ", ")
        case .tooManyPatches(let patches, let limit):
            "\(width) × \(height) pixels are \(patches) patches, over the service's limit of "
                + "\(limit); set prepare.longest_side"
        }
    }

    private func shrunk(_ photo: AskedPhoto) -> (Int, Int) {
        guard case .pixels(let limit) = sendSize else { return (photo.width, photo.height) }
        let longest = max(photo.width, photo.height)
        guard longest > limit else { return (photo.width, photo.height) }
        func side(_ pixels: Int) -> Int { max(1, (pixels * limit * 2 + longest) / (2 * longest)) }
        return (side(photo.width), side(photo.height))
    }

    private func fileBytes(_ photo: AskedPhoto, _ size: (Int, Int)) -> Int {
        if sendSize == .original, let bytes = photo.byteCount { return bytes }
        return size.0 * size.1 * assumptions.bytesPerPixel
    }
}
