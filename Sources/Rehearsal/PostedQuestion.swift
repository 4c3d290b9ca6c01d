public import JSONSchema

/// What a client asked, in the same words for both wire formats.
public struct PostedQuestion: Sendable, Hashable {
    /// One part of the user's message.
    public enum Part: Sendable, Hashable {
        case text(String)
        case photo(Photo)
    }

    /// A photo of the question.
    public struct Photo: Sendable, Hashable {
        /// `p1`, from the text `Photo p1:` right before it; empty without such a text.
        public let id: String
        /// As posted: low, high, auto, original; nil where left out.
        public let detail: String?
        /// What the server kept of it.
        public let posted: PostedPhoto
    }

    /// The JSON Schema that the reply must keep to.
    public struct Format: Sendable, Hashable {
        /// `json_schema`, `json_object` or `text`.
        public let type: String
        /// The schema's name; nil where left out.
        public let name: String?
        /// Whether the schema is binding; false where left out.
        public let isStrict: Bool
        /// The schema itself; nil where there is none.
        public let schema: JSONValue?
    }

    /// The wire format, by the path.
    public let wire: WireFormat
    /// The head, without secrets.
    public let head: RequestHead
    /// The body's size, hash and photos.
    public let body: PostedBody
    /// The body's JSON, with placeholders for the photos.
    public let json: JSONValue
    /// The model asked for; nil where left out.
    public let model: String?
    /// What stands before the user's message: instructions, system and developer messages.
    public let instructions: String
    /// The user's message; empty where there is none.
    public let parts: [Part]
    /// The reply's form; nil where left out.
    public let format: Format?
    /// Of `max_output_tokens`, `max_completion_tokens` or `max_tokens`.
    public let maxOutputTokens: Int?
    /// Reasoning effort as posted.
    public let effort: String?
    /// Whether the service may keep the reply, as posted; nil where left out.
    public let store: Bool?
    /// The places of image parts that hold no data URL: `input[0].content[2].image_url`.
    let badImagePlaces: [String]

    /// The photos in their order.
    public var photos: [Photo] {
        parts.compactMap { part in
            if case .photo(let photo) = part { photo } else { nil }
        }
    }

    /// The ids that the labels before the photos give, in order.
    public var photoIDs: [String] { photos.map(\.id) }

    /// All text of the question in characters, instructions and schema included.
    public var textLength: Int {
        let texts = parts.map { part in
            if case .text(let text) = part { text.count } else { 0 }
        }
        let schema = format?.schema?.compactText.count ?? 0
        return texts.reduce(instructions.count + schema, +)
    }

    /// Reads a posted body.
    ///
    /// - Returns: nil if the path is none that takes questions.
    /// - Throws: `JSONError` when the body is not strict JSON.
    init?(head: RequestHead, body: PostedBody) throws {
        guard let wire = WireFormat.allCases.first(where: { $0.path == head.path }) else {
            return nil
        }
        let json = try JSONValue(reading: body.skeleton)
        var reader = QuestionReader(wire: wire, json: json, photos: body.photos)
        reader.read()
        self.wire = wire
        self.head = head
        self.body = body
        self.json = json
        model = json["model"]?.string
        instructions = reader.instructions.joined(separator: "\n\n")
        parts = reader.parts
        badImagePlaces = reader.badImagePlaces
        format = Format(wire == .responses ? json["text"]?["format"] : json["response_format"])
        let limits = ["max_output_tokens", "max_completion_tokens", "max_tokens"]
        maxOutputTokens = limits.lazy.compactMap { json[$0]?.number?.exactInt }.first
        effort = json["reasoning"]?["effort"]?.string ?? json["reasoning_effort"]?.string
        store = json["store"]?.bool
    }
}

extension PostedQuestion.Format {
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

/// Walks the messages of either wire format.
private struct QuestionReader {
    let wire: WireFormat
    let json: JSONValue
    let photos: [PostedPhoto]
    var instructions: [String] = []
    var parts: [PostedQuestion.Part] = []
    var badImagePlaces: [String] = []
    private var nextPhoto = 0

    init(wire: WireFormat, json: JSONValue, photos: [PostedPhoto]) {
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
        let photo = PostedQuestion.Photo(
            id: labelBefore,
            detail: part["detail"]?.string ?? nested?["detail"]?.string,
            posted: photos[nextPhoto]
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
