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

/// How closely a model looks at a photo; the raw values are those of `model.detail` and of the APIs.
enum ImageDetail: String, Sendable, CaseIterable {
    case low, high, original, auto
}

/// When answers are wanted: `model.delivery`.
enum Delivery: String, Sendable, CaseIterable {
    case now, batch
}

/// How a model is asked: the key `model`, checked; nil where the model's own default holds.
struct ModelSettings: Sendable, Hashable {
    var name: String
    var api: ModelAPI?
    var effort: ReasoningEffort?
    /// Nil for what the model facts prefer.
    var detail: ImageDetail?
    /// At most; 1 or more.
    var photosPerRequest = 100
    /// 1 or more.
    var votes = 1
    /// Thinking included, 16 or more; nil = 4000 + 400 a photo.
    var maxOutputTokens: Int?
    var delivery = Delivery.now
    /// Requests at once, 1 or more.
    var inFlight = 8
    /// How often one question is asked at most when it fails, 1 or more.
    var attempts = 3
    /// Nil for no limit except those the service reports.
    var requestsPerMinute: Int?
    var tokensPerMinute: Int?
    var service = ServiceChoice()

    /// What an answer about so many photos may hold at most, thinking included.
    func outputLimit(photos: Int) -> Int {
        maxOutputTokens ?? 4000 + 400 * photos
    }
}

/// The service and its key, as far as a pipeline names them.
struct ServiceChoice: Sendable, Hashable {
    /// Where a key comes from; the key itself is never in a pipeline file.
    enum KeySource: Sendable, Hashable {
        /// A file whose first line is the key; relative to the pipeline file.
        case file(String)
        /// A command line for the shell that prints the key.
        case command(String)
        /// A variable of the environment.
        case environment(String)
    }

    /// Without a slash at its end; nil for `OPENAI_BASE_URL` or the OpenAI API.
    var baseURL: String?
    /// Nil for `OPENAI_API_KEY`, or for none where the pipeline names its own `base_url`.
    var key: KeySource?
    /// Whether a plain http address may be another machine.
    var allowsHTTP = false
}

/// How a photo is made smaller before it is sent: `prepare.longest_side`.
enum SendSize: Sendable, Hashable {
    /// What the model can make use of.
    case useful
    /// The file as it is, its metadata dropped.
    case original
    /// At most so many pixels on the long side.
    case pixels(Int)
}
