/// How goods are counted: `count.by`.
enum CountMethod: String, Sendable, CaseIterable {
    case labels, model
}

/// The wire protocol: `model.api`.
enum ModelAPI: String, Sendable, CaseIterable {
    case responses, chat
}

/// How long a model thinks before it answers: `model.effort`, least first.
enum ReasoningEffort: String, Sendable, CaseIterable {
    case none, minimal, low, medium, high, xhigh, max
}

/// The detail of photos for the model; the raw values are those of `model.detail` and of the APIs.
enum ImageDetail: String, Sendable, CaseIterable {
    case low, high, original, auto
}

/// When answers are wanted: `model.delivery`.
enum Delivery: String, Sendable, CaseIterable {
    case now, batch
}

/// The checked settings of the key `model`; nil means the model's own default.
struct ModelSettings: Sendable, Hashable {
    var name: String
    var api: ModelAPI?
    var effort: ReasoningEffort?
    /// Nil for the default of the model facts.
    var detail: ImageDetail?
    /// The most photos in a request, 1 or more.
    var photosPerRequest = 100
    /// 1 or more.
    var votes = 1
    /// Reasoning included, 16 or more; nil = 4000 + 400 a photo.
    var maxOutputTokens: Int?
    var delivery = Delivery.now
    /// Concurrent requests, 1 or more.
    var inFlight = 8
    /// The most attempts for a question that fails, 1 or more; free refusals don't count.
    var attempts = 3
    /// For one request, from connecting to the end of the answer.
    var timeout = Duration.seconds(600)
    /// Nil for only the limits that the service reports.
    var requestsPerMinute: Int?
    var tokensPerMinute: Int?
    var service = ServiceChoice()

    /// The most output tokens of an answer about a number of photos, reasoning included.
    func outputLimit(photos: Int) -> Int {
        maxOutputTokens ?? 4000 + 400 * photos
    }
}

/// The service and its key, if the pipeline names them.
struct ServiceChoice: Sendable, Hashable {
    /// The source of the key; the key itself is never in a pipeline file.
    enum KeySource: Sendable, Hashable {
        /// A file whose first line is the key; relative to the pipeline file.
        case file(String)
        /// A shell command that prints the key.
        case command(String)
        /// An environment variable.
        case environment(String)
    }

    /// Without a trailing slash; nil for `OPENAI_BASE_URL` or the OpenAI API.
    var baseURL: String?
    /// Nil for `OPENAI_API_KEY`, or for no key if the pipeline has its own `base_url`.
    var key: KeySource?
    /// Whether plain http to another machine is allowed.
    var allowsHTTP = false
}

/// How a photo is shrunk before it is sent: `prepare.longest_side`.
enum SendSize: Sendable, Hashable {
    /// The largest size that the model can use.
    case useful
    /// The original size, with metadata removed.
    case original
    /// At most this many pixels on the long side.
    case pixels(Int)
}
