/// Who looks at the photos: `count.by`.
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

    /// What an answer about so many photos may hold at most, thinking included.
    func outputLimit(photos: Int) -> Int {
        maxOutputTokens ?? 4000 + 400 * photos
    }
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
