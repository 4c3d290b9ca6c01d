import HTTPTransfer

/// Collects text and photos as the pieces of a request's body.
///
/// Base64 needs no escaping, so the text between the photos is all the JSON there is to write.
struct BodyWriter {
    /// A member of the request's object, its value as JSON.
    typealias Member = (name: String, json: String)

    private var pieces: [RequestBody.Piece] = []
    private var text: [UInt8] = []

    /// Opens the object with its members, except those that the service refused.
    ///
    /// The output limit stays in any case: without it an answer could cost anything.
    init(_ members: [Member], of request: ModelRequest) {
        let kept = members.filter { member in
            member.name.hasPrefix("max_")
                || !request.refusedParameters.contains { refused in
                    refused == member.name || refused.hasPrefix(member.name + ".")
                }
        }
        write("{" + kept.map { "\"\($0.name)\":\($0.json)," }.joined())
    }

    mutating func write(_ text: String) {
        self.text += Array(text.utf8)
    }

    /// The data URL of a photo.
    mutating func write(_ photo: OutgoingPhoto) {
        write("data:\(photo.mediaType);base64,")
        flush()
        pieces.append(
            .base64(
                BodyFile(path: photo.path, byteCount: photo.byteCount, sha256: photo.sha256)
            )
        )
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        pieces.append(.bytes(text))
        text = []
    }

    /// The whole body.
    mutating func finished() -> RequestBody {
        flush()
        return RequestBody(pieces)
    }
}
