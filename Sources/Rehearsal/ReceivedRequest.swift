package import JSONSchema

/// A request to the model, in the same terms for both wire formats.
package struct ReceivedRequest: Sendable, Hashable {
    /// One part of the user's message.
    package enum Part: Sendable, Hashable {
        case text(String)
        case photo(Photo)
    }

    /// A photo of the request.
    package struct Photo: Sendable, Hashable {
        /// `p1`, from the text `Photo p1:` right before it; empty without such a text.
        package let id: String
        /// As sent: low, high, auto, original; nil if absent.
        package let detail: String?
        /// What was kept of it.
        package let received: ReceivedPhoto
    }

    /// The JSON Schema that the reply must match.
    package struct Format: Sendable, Hashable {
        /// `json_schema`, `json_object` or `text`.
        package let type: String
        /// The schema's name; nil if absent.
        package let name: String?
        /// Whether the schema is binding; false if absent.
        package let isStrict: Bool
        /// The schema itself; nil if absent.
        package let schema: JSONValue?
    }

    /// The wire format, by the path.
    package let wire: WireFormat
    /// The body's size and photos.
    package let body: ReceivedBody
    /// The body's JSON, with placeholders for the photos.
    package let json: JSONValue
    /// The model asked for; nil if absent.
    package let model: String?
    /// Instructions, system and developer messages.
    package let instructions: String
    /// The user's message; empty if there is none.
    package let parts: [Part]
    /// The reply's format; nil if absent.
    package let format: Format?
    /// The places of image parts without a data URL: `input[0].content[2].image_url`.
    let badImagePlaces: [String]

    /// The photos in their order.
    package var photos: [Photo] {
        parts.compactMap { part in
            if case .photo(let photo) = part { photo } else { nil }
        }
    }

    /// The photos' ids in their order.
    package var photoIDs: [String] { photos.map(\.id) }

    /// The schema of the answer: in the format, or written out at the end of the user's text; nil
    /// for a request without one.
    package var schema: JSONValue? {
        if let schema = format?.schema { return schema }
        let texts = parts.reversed().lazy.compactMap { part in
            if case .text(let text) = part { text } else { nil }
        }
        let mark = "following this JSON Schema: "
        guard let text = texts.first(where: { $0.contains(mark) }),
            let written = text.firstRange(of: mark).map({ text[$0.upperBound...] }),
            case .success(let schema) = Result(catching: { () throws(JSONError) in
                try JSONValue(reading: Array(written.utf8))
            })
        else { return nil }
        return schema
    }

    /// Characters of all text, instructions and schema included.
    package var textLength: Int {
        let texts = parts.map { part in
            if case .text(let text) = part { text.count } else { 0 }
        }
        let schema = format?.schema?.compactText.count ?? 0
        return texts.reduce(instructions.count + schema, +)
    }

    /// Reads a request from its body.
    ///
    /// - Throws: `JSONError` when the body is not strict JSON.
    package init(_ wire: WireFormat, _ body: ReceivedBody) throws {
        let json = try JSONValue(reading: body.skeleton)
        var reader = MessageReader(wire: wire, json: json, photos: body.photos)
        reader.read()
        self.wire = wire
        self.body = body
        self.json = json
        model = json["model"]?.string
        instructions = reader.instructions.joined(separator: "\n\n")
        parts = reader.parts
        badImagePlaces = reader.badImagePlaces
        format = Format(wire == .responses ? json["text"]?["format"] : json["response_format"])
    }
}

extension ReceivedRequest.Format {
    /// Flat as in the Responses API, nested in `json_schema` as in Chat Completions, or with the
    /// schema directly beside the type, as llama.cpp's README has it.
    init?(_ json: JSONValue?) {
        guard let json, let type = json["type"]?.string else { return nil }
        let inner = json["json_schema"] ?? json
        self.type = type
        name = inner["name"]?.string
        isStrict = inner["strict"]?.bool ?? false
        schema = inner["schema"]
    }
}

/// Reads the messages of either wire format.
private struct MessageReader {
    let wire: WireFormat
    let json: JSONValue
    let photos: [ReceivedPhoto]
    var instructions: [String] = []
    var parts: [ReceivedRequest.Part] = []
    var badImagePlaces: [String] = []
    private var nextPhoto = 0

    init(wire: WireFormat, json: JSONValue, photos: [ReceivedPhoto]) {
        self.wire = wire
        self.json = json
        self.photos = photos
    }

    mutating func read() {
        if let text = json["instructions"]?.string { instructions.append(text) }
        let list = wire == .responses ? "input" : "messages"
        if let text = json[list]?.string { parts.append(.text(text)) }
        for (index, message) in (json[list]?.array ?? []).enumerated() {
            read(message, place: "\(list)[\(index)]")
        }
    }

    private mutating func read(_ message: JSONValue, place: String) {
        let isUser = message["role"]?.string == "user"
        if let text = message["content"]?.string {
            add(text, isUser: isUser)
        }
        for (index, part) in (message["content"]?.array ?? []).enumerated() {
            if let text = part["text"]?.string {
                add(text, isUser: isUser)
            } else if part["image_url"] != nil {
                addPhoto(part, place: "\(place).content[\(index)].image_url")
            }
        }
    }

    private mutating func add(_ text: String, isUser: Bool) {
        if isUser { parts.append(.text(text)) } else { instructions.append(text) }
    }

    private mutating func addPhoto(_ part: JSONValue, place: String) {
        let nested = part["image_url"]
        let url = nested?.string ?? nested?["url"]?.string
        guard url == "photo:\(nextPhoto)", photos.indices.contains(nextPhoto) else {
            badImagePlaces.append(place)
            return
        }
        let photo = ReceivedRequest.Photo(
            id: labelBefore,
            detail: part["detail"]?.string ?? nested?["detail"]?.string,
            received: photos[nextPhoto]
        )
        parts.append(.photo(photo))
        nextPhoto += 1
    }

    /// The id in `Photo p1:` as the last line of the part before.
    private var labelBefore: String {
        guard case .text(let text)? = parts.last else { return "" }
        let line = text.split(separator: "\n").last ?? ""
        guard let match = line.wholeMatch(of: /Photo (\S+):\s*/) else { return "" }
        return String(match.1)
    }
}
