/// What a service's own sentence says is wrong, where its codes don't.
///
/// Compatible servers have few codes and many sentences. Only phrases that can mean nothing else
/// are read, and numbers and names only where they stand beside such a phrase, so that an unknown
/// sentence stays unknown. The sentence is untrusted: what it can do is change this run's requests.
///
/// Source: error bodies in the public issues of LM Studio, Ollama, vLLM, llama.cpp, LiteLLM,
/// OpenRouter, Azure, Gemini's compatible endpoint, Mistral, Groq, DeepSeek, SGLang and TGI.
struct ErrorMessage {
    /// What follows for the request.
    enum Meaning: Sendable, Hashable {
        case pathMissing, noImages, systemRefused, modelUnknown, keyRefused, crashed
        /// More tokens in one request than the account's minute allows.
        case requestTooLarge
        case tooManyPhotos(limit: Int?)
        /// `room` is left for the answer, in tokens.
        case contextTooLong(room: Int?)
        case outputTooLong(limit: Int?)
        /// The forms of answer that the sentence says are accepted.
        case schemaRefused(accepted: Set<StructuredOutput>)
        case parameterRefused(String)
    }

    /// In lower case, on one line.
    let text: String

    /// - Parameter message: as received; only the first 4,000 characters are read.
    init(_ message: String) {
        text = message.prefix(4000).lowercased().replacing(#"\""#, with: "\"")
            .replacing("’", with: "'").replacing(/\s+/, with: " ")
    }

    /// The first meaning that applies, the most specific first; nil for any other sentence.
    var meaning: Meaning? {
        if has(Self.paths) { return .pathMissing }
        if has(Self.keys) { return .keyRefused }
        if has(["request too large for"]) { return .requestTooLarge }
        if let limit = photoLimit { return .tooManyPhotos(limit: limit) }
        if refusesImages { return .noImages }
        if has(Self.contexts) || matches(Self.context) {
            return .contextTooLong(room: room)
        }
        if let limit = outputLimit { return .outputTooLong(limit: limit) }
        if refusesSystem { return .systemRefused }
        switch RefusedParameter(text)?.name {
        case nil: break
        case "instructions": return .systemRefused
        case "response_format", "text.format": return .schemaRefused(accepted: accepted)
        case let name?: return .parameterRefused(name)
        }
        if has(Self.schemas) { return .schemaRefused(accepted: accepted) }
        if has(Self.models) || matches(Self.model) { return .modelUnknown }
        return has(Self.crashes) ? .crashed : nil
    }

    private func has(_ phrases: [String]) -> Bool {
        phrases.contains { text.contains($0) }
    }

    private func number(_ pattern: Regex<(Substring, Substring)>) -> Int? {
        text.firstMatch(of: pattern).flatMap { Int($0.1) }
    }

    private func number(_ patterns: [Regex<(Substring, Substring)>]) -> Int? {
        patterns.lazy.compactMap { number($0) }.first
    }

    private func matches(_ patterns: [Regex<Substring>]) -> Bool {
        patterns.contains { text.contains($0) }
    }

    // MARK: Photos

    /// Nil where the number of photos is not at fault; a limit of nil where none is named.
    private var photoLimit: Int?? {
        let names = [
            /\bimages\b/, /\bimage\(s\)/, /\bphotos\b/, /\bone image/, /\bsingle image/,
            /\b1 image/,
            /multi-image/, /--limit-mm-per-prompt/,
        ]
        let sizes = [/\bimages? (?:size|file)/, /pixel|dimension|resolution|\d ?mi?b\b/]
        guard matches(names), !matches(sizes), isCount else { return nil }
        let limits = [
            /at most (\d{1,4})\b/, /image=(\d{1,4}) in --limit-mm-per-prompt/,
            /(?:up to|maximum of|max(?:imum)? allowed is|limit (?:of|is)|limited to) (\d{1,4})\b/,
            /more than (\d{1,4}) (?:image|photo)/, /supports (?:only )?(\d{1,4}) (?:image|photo)/,
            /(?:max(?:imum)?|limit)(?: number of)? (?:images|photos)[^.0-9]{0,30}(\d{1,4})\b/,
            /maximum (\d{1,4}) (?:image|photo)/, /only (\d{1,4}) (?:image|photo)/,
        ]
        if let limit = number(limits), limit > 0 { return .some(limit) }
        let one = [/(?:one|single) (?:image|photo)/, /multiple images/, /multi-image/]
        return .some(matches(one) ? 1 : nil)
    }

    private var isCount: Bool {
        matches([
            /too many (?:image|photo)/, /multiple images/, /multi-image/,
            /number of images[^.]{0,30}(?:exceed|limit|max)/,
            /limit-mm-per-prompt/, /more than (?:one|\d{1,4}) (?:image|photo)/,
            /at most (?:one|two|three|four|\d{1,4}) (?:image|photo)/,
            /only (?:supports? |accepts? |allows? )?(?:one|a single|1) (?:image|photo)/,
            /\d{1,4} images? (?:were |are )?(?:provided|exceed|in the|given|found|sent)/,
            /\d{1,4} images, exceed/, /maximum (?:of )?\d{1,4} (?:image|photo)/,
            /up to \d{1,4} (?:image|photo)/, /supports (?:only )?\d{1,4} (?:image|photo)/,
        ])
    }

    private var refusesImages: Bool {
        guard !text.contains(/\bdetail\b/) else { return false }
        return has(Self.images)
            || matches([
                /(?:not|n't|cannot) (?:currently )?(?:support|accept|process) (?:any )?image/,
                /(?:not|n't|cannot) (?:currently )?(?:support|have) (?:any )?(?:vision|visual)/,
                /(?:not|n't|cannot) (?:currently )?support (?:any )?multi-?modal/,
                /image(?:s| inputs?| content| data)? (?:is|are) (?:currently )?(?:not|unsupported)/,
                /(?:vision|multi-?modal)[a-z ]{0,12} (?:is|are) (?:not|unsupported|disabled)/,
                /(?:unsupported|unknown|invalid)[^.]{0,40}[`'" ]image_url/,
                /not a (?:multi-?modal|vision) model/,
            ])
    }

    private static let images = [
        "no endpoints found that support image input", "not compiled for multimodal",
        "missing data required for image input", "image_url is only supported by certain models",
        "text-only model", "text-only server", "text only model", "not multimodal",
        "may need to provide the mmproj",
    ]

    // MARK: Tokens

    /// What is left for the answer, of the numbers that the sentence gives.
    ///
    /// `maximum context length is 4096 tokens … requested 9120 (4320 in the messages, 4800 in the
    /// completion)` leaves nothing; with 900 in the messages it leaves 3,196.
    private var room: Int? {
        let windows = [
            /maximum context length (?:is|of) (\d+)/,
            /context (?:length|limit|size|window)[^.0-9]{0,30}?(\d+)/,
        ]
        let inputs = [
            /(\d+) (?:tokens )?in (?:the )?(?:messages|input|prompt)/,
            /(\d+) (?:input|prompt) tokens/,
            /exceed context limit: (\d+) \+/,
        ]
        let limits = [/exceed context limit: [0-9 +]+> (\d+)/] + windows
        guard let window = number(limits), let input = number(inputs), window > input else {
            return nil
        }
        return window - input
    }

    private static let contexts = [
        "context_length_exceeded", "contextwindowexceeded", "context length exceeded",
        "maximum context length", "available context size", "prompt is too long",
        "prompt too long", "input is too long", "input too long", "too many tokens",
        "longer than the maximum model length", "too long to fit into the model",
        "context overflows", "context the overflows", "exceeded model token limit",
        "maximum prompt length", "max_model_len", "input length exceeds",
        "reduce the length of the messages", "reduce the length of your prompt",
        "prompt exceeds", "exceeds the context", "exceeds context", "exceed context",
    ]

    private static var context: [Regex<Substring>] {
        [
            /context (?:size|window|length|limit)[^.]{0,40}(?:exceed|overflow|full|too small)/,
            /exceed[^.]{0,60}context (?:size|window|length|limit)/,
            /(?:longer|larger|greater|more|beyond)[^.]{0,60}context (?:size|window|length|limit)/,
            /token count[^.]{0,40}exceed/,
            /exceeds?[^.]{0,40}max(?:imum)? (?:number of )?(?:input )?tokens/,
            /`?inputs`? (?:tokens \+|must have less than)/,
        ]
    }

    /// Nil where the room asked for is not at fault; a limit of nil where none is named.
    private var outputLimit: Int?? {
        let name = /max_(?:completion_|output_|new_)?tokens/
        let excess = [
            /too (?:large|high|big|long)/, /at most/, /maximum/, /less than or equal/, /<=/, /≤/,
            /(?:valid|supported) range/, /must be (?:in|between|less)/, /exceed/, /above/, /> \d/,
            /cannot be (?:greater|more)/,
        ]
        guard text.contains(name), matches(excess) else { return nil }
        let limits = [
            /at most (\d+)/, /\[\d+, ?(\d+)\]/, /(?:less than or equal to|<=|≤) [`'"]?(\d+)/,
            /> (\d+)/, /(?:between|from) \d+ (?:and|to) (\d+)/, /maximum[^0-9.]{0,60}?(\d+)/,
            /(?:exceeds?|above|greater than|more than)[^0-9.]{0,60}?(\d+)/,
        ]
        let exclusive = number(/to (\d+) \(exclusive\)/).map { $0 - 1 }
        return .some(exclusive ?? number(limits))
    }

    // MARK: Texts

    private var refusesSystem: Bool {
        has([
            "only user and assistant roles", "roles must alternate", "developer instruction is not",
            "no system prompt", "system prompt is not", "system instruction is not",
        ])
            || matches([
                /\bsystem['"`]? (?:role|message|prompt)s?[^.]{0,40}\bnot (?:be )?[a-z]+ed/,
                /\bsystem['"`]? (?:role|message|prompt)s?[^.]{0,40}unsupported/,
                /does not support ['"`]?(?:the )?(?:system|developer)\b/,
                /(?:unsupported|invalid|unexpected|unknown) [a-z ]{0,12}role:? ['"`]?system/,
                /role ['"`]?(?:system|developer)['"`]? (?:is )?(?:not|unsupported|invalid)/,
            ])
    }

    private static let schemas = [
        "response_format", "json_schema", "json_object", "json schema", "json mode",
        "structured output", "guided decoding", "guided_json", "parse grammar",
        "grammar error", "failed to initialize samplers", "response_schema", "responseschema",
        "schema produces a constraint", "constrained decoding", "unable to generate parser",
        "text.format",
    ]

    /// The forms of answer named as accepted: `must be 'json_schema' or 'text'`.
    private var accepted: Set<StructuredOutput> {
        let lists = [
            /must be(.*)/, /should be(.*)/, /expected(.*)/, /one of(.*)/, /only(.*)/,
            /supported (?:types|values|formats)(.*)/, /allowed(.*)/, /supports(.*)/, /\buse (.*)/,
        ]
        let found = lists.lazy.compactMap { text.firstMatch(of: $0)?.1 }
        guard let list = found.first, !matches([/not support/, /unsupported/, /unavailable/])
        else { return [] }
        var forms: Set<StructuredOutput> = []
        if list.contains("json_schema") { forms.insert(.strict) }
        if list.contains("json_object") { forms.insert(.jsonObject) }
        if list.contains(/['"`]text['"`]|\btext\b/) { forms.insert(.none) }
        return forms
    }

    // MARK: The rest

    private static let paths = [
        "unexpected endpoint or method", "invalid url (", "no route matched", "cannot post ",
        "page not found", "file not found", "no static resource",
    ]
    private static let keys = [
        "api key not valid", "incorrect api key", "invalid api key", "api key is invalid",
        "api key expired", "missing api key",
    ]
    private static let models = [
        "try pulling it first", "no models loaded", "no model is loaded", "no model loaded",
        "not a valid model", "invalid model", "unknown model", "model not exist",
        "model_not_found", "deployment for this resource does not exist", "model not found",
        "no such model", "no endpoints found for",
    ]
    private static var model: [Regex<Substring>] {
        [
            /\bmodel\b(?:[^.,;:]|[.,;:](?=\S)){0,120}(?:not found|does not exist|doesn't exist)/,
            /\bmodel\b(?:[^.,;:]|[.,;:](?=\S)){0,120}is not (?:available|loaded|supported|valid)/,
            /\bmodel\b(?:[^.,;:]|[.,;:](?=\S)){0,120}has been (?:deprecated|retired|removed|decom)/,
            /models\/\S{1,120} is not found/,
        ]
    }
    private static let crashes = [
        "model has crashed", "model crashed", "model unloaded", "model was unloaded",
        "model is unloaded", "loading model", "model is loading", "channel error", "out of memory",
        "runner process has terminated", "runner process no longer running", "slot unavailable",
    ]
}

/// The parameter that a sentence refuses.
private struct RefusedParameter {
    /// As it is sent, dotted.
    let name: String

    /// Nil where the sentence refuses nothing that a request of ours has.
    ///
    /// Of several names the first counts: the others are what to use instead.
    init?(_ text: String) {
        guard Self.refusals.contains(where: { text.contains($0) }) else { return nil }
        let quoted = text.matches(of: /['"`\[(]([a-z][a-z0-9_.\[\]]*?)['"`\])]/).map {
            ($0.range.lowerBound, $0.1)
        }
        let marked = text.matches(
            of:
                /(?:supplied|parameter|argument|field|name)s?:? ['"`]?(?!supplied)([a-z][a-z0-9_.]*)/
        )
        .map { ($0.range.lowerBound, $0.1) }
        let plain = text.matches(
            of: /\b(max_(?:completion_|output_)?tokens|reasoning_effort|response_format)\b/
        )
        .map { ($0.range.lowerBound, $0.1) }
        let found = (quoted + marked + plain).sorted { $0.0 < $1.0 }.lazy
            .compactMap { Self.name(of: String($0.1)) }
        guard let name = found.first else { return nil }
        self.name = name
    }

    private static let refusals = [
        "unsupported", "not supported", "n't supported", "unrecognized", "unrecognised", "unknown",
        "not permitted", "extra inputs", "unexpected", "not allowed", "n't allowed",
        "not support", "n't support", "no longer supported", "cannot find field",
        "not recognized", "additional propert", "not a valid", "invalid", "must be",
        "unavailable",
    ]

    /// What a request of ours can leave out or say otherwise.
    private static func name(of path: String) -> String? {
        let parts = path.replacing(/\[\d*\]/, with: "").split(separator: ".").map(String.init)
        guard let first = parts.first, let last = parts.last else { return nil }
        if last == "strict" || last == "detail" { return last }
        if ["json_schema", "json_object", "response_format"].contains(first) {
            return "response_format"
        }
        if parts.starts(with: ["text", "format"]) { return "text.format" }
        let known = [
            "max_completion_tokens", "max_tokens", "max_output_tokens", "reasoning_effort",
            "reasoning", "store", "instructions",
        ]
        guard known.contains(first) else { return nil }
        return first == "reasoning" ? parts.joined(separator: ".") : first
    }
}
