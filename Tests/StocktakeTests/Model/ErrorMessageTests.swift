import Testing

@testable import Stocktake

/// The sentences are those of the servers named, as their users report them.
@Suite("What a service's own sentence says") struct ErrorMessageTests {
    typealias Meaning = ErrorMessage.Meaning

    private static let photos: [(String, Meaning)] = [
        // vLLM
        ("At most 1 image(s) may be provided in one request.", .tooManyPhotos(limit: 1)),
        ("At most 5 image(s) may be provided in one prompt.", .tooManyPhotos(limit: 5)),
        (
            "You set or defaulted to image=4 in --limit-mm-per-prompt, but passed 10 image items",
            .tooManyPhotos(limit: 4)
        ),
        // Copilot, new-api, Groq, Mistral, Scaleway and others
        (
            "Request contains 52 images, exceeding the maximum of 50 allowed per request",
            .tooManyPhotos(limit: 50)
        ),
        (
            "The request contains too many images: 11 images were provided, but the model supports "
                + "a maximum of 10 images.", .tooManyPhotos(limit: 10)
        ),
        ("too many images in the message, max allowed is 16", .tooManyPhotos(limit: 16)),
        (
            "Too many images provided. This model supports up to 5 images",
            .tooManyPhotos(limit: 5)
        ),
        ("Total number of images exceeds maximum of 8", .tooManyPhotos(limit: 8)),
        ("this model only supports a single image per message", .tooManyPhotos(limit: 1)),
        ("vision model only supports one image per message", .tooManyPhotos(limit: 1)),
        ("multiple images are not supported", .tooManyPhotos(limit: 1)),
        ("too many images", .tooManyPhotos(limit: nil)),
        // llama.cpp, Ollama, OpenRouter, OpenAI, DeepSeek and others
        (
            "image input is not supported - hint: if this is unexpected, you may need to provide "
                + "the mmproj", .noImages
        ),
        ("image input is not supported by this server", .noImages),
        ("this model does not support image input (ref: b8bd630e-4a39)", .noImages),
        ("this model is missing data required for image input", .noImages),
        ("No endpoints found that support image input", .noImages),
        ("Unsupported content part type for text-only server: image_url", .noImages),
        (#"Failed to parse messages: Unsupported content part type: "image_url""#, .noImages),
        ("Model does not support images. Please use a model that does", .noImages),
        ("foo/bar is not a multimodal model", .noImages),
        ("messages[0]: unknown variant `image_url`, expected `text` at line 1", .noImages),
        ("Invalid content type. image_url is only supported by certain models.", .noImages),
    ]

    private static let tokens: [(String, Meaning)] = [
        (
            "This model's maximum context length is 4096 tokens. However, you requested 9120 tokens "
                + "(4320 in the messages, 4800 in the completion). Please reduce the length of the "
                + "messages or completion.", .contextTooLong(room: nil)
        ),
        (
            "This model's maximum context length is 8192 tokens. However, you requested 9120 tokens "
                + "(4320 in the messages, 4800 in the completion).", .contextTooLong(room: 3872)
        ),
        (
            "'max_tokens' or 'max_completion_tokens' is too large: 4400. This model's maximum "
                + "context length is 4096 tokens and your request has 900 input tokens (4400 > "
                + "4096 - 900).",
            .contextTooLong(room: 3196)
        ),
        (
            "The decoder prompt (length 10127) is longer than the maximum model length of 8192. "
                + "Make sure that `max_model_len` is no smaller than the number of text tokens plus "
                + "multimodal tokens. For image inputs, the number of image tokens depends on the "
                + "number of images, and possibly their aspect ratios as well.",
            .contextTooLong(room: nil)
        ),
        (
            "request (124315 tokens) exceeds the available context size (123904 tokens), try "
                + "increasing it", .contextTooLong(room: nil)
        ),
        (
            "Trying to keep the first 15857 tokens when context the overflows. However, the model "
                + "is loaded with context length of only 4096 tokens", .contextTooLong(room: nil)
        ),
        ("Context size has been exceeded.", .contextTooLong(room: nil)),
        ("Requested tokens (2285) exceed context window of 2048", .contextTooLong(room: nil)),
        (
            "The input token count (1200293) exceeds the maximum number of tokens allowed "
                + "(1048576).",
            .contextTooLong(room: nil)
        ),
        ("prompt is too long: 208310 tokens > 200000 maximum", .contextTooLong(room: nil)),
        (
            "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000",
            .contextTooLong(room: 11_760)
        ),
        ("Input is too long for requested model.", .contextTooLong(room: nil)),
        ("the input length exceeds the context length", .contextTooLong(room: nil)),
        (
            "litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - no",
            .contextTooLong(room: nil)
        ),
        (
            "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
            .contextTooLong(room: nil)
        ),
        (
            "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000",
            .contextTooLong(room: nil)
        ),
        (
            "max_tokens is too large: 6000. This model supports at most 4096 completion tokens, "
                + "whereas you provided 6000.", .outputTooLong(limit: 4096)
        ),
        (
            "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
            .outputTooLong(limit: 8192)
        ),
        (
            "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens`",
            .outputTooLong(limit: 8192)
        ),
        (
            "max_tokens: 16000 > 8192, which is the maximum allowed number of output tokens",
            .outputTooLong(limit: 8192)
        ),
        (
            "Unable to submit request because it has a max_output_tokens value of 9000 but the "
                + "supported range is from 1 (inclusive) to 8193 (exclusive).",
            .outputTooLong(limit: 8192)
        ),
        (
            "Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit "
                + "30000, Requested 45000.", .requestTooLarge
        ),
    ]

    private static let forms: [(String, Meaning)] = [
        (
            "'response_format.type' must be 'json_schema' or 'text'",
            .schemaRefused(accepted: [.strict, .none])
        ),
        ("'response_format.type' must be 'json_schema'", .schemaRefused(accepted: [.strict])),
        ("This response_format type is unavailable now", .schemaRefused(accepted: [])),
        (
            "response_format.type: unknown variant `json_schema`, expected `json_object` or `text`",
            .schemaRefused(accepted: [.jsonObject, .none])
        ),
        (
            "deepinfra error: json_object response format is not supported for model: step-3.5",
            .schemaRefused(accepted: [])
        ),
        ("Failed to initialize samplers: failed to parse grammar", .schemaRefused(accepted: [])),
        ("JSON schema conversion failed: unsupported pattern", .schemaRefused(accepted: [])),
        (
            "The specified schema produces a constraint that has too many states for serving.",
            .schemaRefused(accepted: [])
        ),
        (
            #"Invalid JSON payload received. Unknown name "response_format": Cannot find field."#,
            .schemaRefused(accepted: [])
        ),
        (
            "Unsupported parameter: 'response_format' is not supported with this model.",
            .schemaRefused(accepted: [])
        ),
        ("System role not supported", .systemRefused),
        ("Only user and assistant roles are supported!", .systemRefused),
        (
            "Conversation roles must alternate user/assistant/user/assistant/...", .systemRefused
        ),
        ("Developer instruction is not enabled for models/gemma-3-27b-it", .systemRefused),
        (
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            .systemRefused
        ),
        ("system messages are not allowed for this model", .systemRefused),
        ("Unsupported parameter: 'instructions' is not supported with this model.", .systemRefused),
    ]

    private static let parameters: [(String, Meaning)] = [
        (
            "litellm.BadRequestError: AzureException BadRequestError - Unsupported parameter: "
                + "'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                + "instead.. Received Model Group=vision", .parameterRefused("max_tokens")
        ),
        (
            "Unrecognized request argument supplied: max_completion_tokens",
            .parameterRefused("max_completion_tokens")
        ),
        (
            "litellm.UnsupportedParamsError: gemini does not support parameters: "
                + "['reasoning_effort'], for model=gemini-flash. To drop these, set "
                + "`litellm.drop_params=True`", .parameterRefused("reasoning_effort")
        ),
        ("Unrecognized request argument supplied: store", .parameterRefused("store")),
        (
            #"Invalid JSON payload received. Unknown name "reasoning": Cannot find field."#,
            .parameterRefused("reasoning")
        ),
        (
            "Invalid JSON payload received. Unknown name \\\"detail\\\" at "
                + "'messages[0].content[1].image_url': Cannot find field.",
            .parameterRefused("detail")
        ),
        (
            "Unknown parameter: 'response_format.json_schema.strict'.", .parameterRefused("strict")
        ),
        (
            "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra "
                + "inputs are not permitted', 'input': 8192}]",
            .parameterRefused("max_completion_tokens")
        ),
        (
            "Unsupported value: 'reasoning_effort' does not support 'xhigh' with this model.",
            .parameterRefused("reasoning_effort")
        ),
        (
            "Failed to deserialize the JSON body: unknown field `store`, expected one of `model`, "
                + "`messages`, `max_tokens`", .parameterRefused("store")
        ),
    ]

    private static let others: [(String, Meaning)] = [
        ("Unexpected endpoint or method. (POST /chat/completions)", .pathMissing),
        ("Invalid URL (POST /v1/chat/completions/chat/completions)", .pathMissing),
        ("File Not Found", .pathMissing), ("404 page not found", .pathMissing),
        (#"model "qwen3-vl:8b" not found, try pulling it first"#, .modelUnknown),
        ("The model `gpt-9` does not exist or you do not have access to it.", .modelUnknown),
        ("No models loaded. Please load a model in the developer page", .modelUnknown),
        ("foo/bar-7b is not a valid model ID", .modelUnknown),
        (
            "/chat/completions: Invalid model name passed in model=foo. Call `/v1/models` to view",
            .modelUnknown
        ),
        ("models/gemini-9 is not found for API version v1main", .modelUnknown),
        ("API key not valid. Please pass a valid API key.", .keyRefused),
        ("The model has crashed without additional information. (Exit code: null)", .crashed),
        ("Loading model", .crashed),
    ]

    @Test(arguments: [photos, tokens, forms, parameters, others].flatMap(\.self))
    func `a sentence of a server has one meaning`(
        sentence: String,
        meaning: ErrorMessage.Meaning
    ) {
        #expect(ErrorMessage(sentence).meaning == meaning)
        // Gateways wrap it, and some escape its quotes.
        #expect(ErrorMessage("Provider returned error:\n\(sentence)\n").meaning == meaning)
    }

    @Test(arguments: [
        "", "no", "Bad request", "Unprocessable.", "Internal Server Error",
        "Provider returned error",
        "Unknown parameter: 'colour'.", "We could not parse the JSON body of your request.",
        "image exceeds 5 MB maximum: 6291456 bytes > 5242880 bytes",
        "Image size 9000x9000 exceeds the maximum of 8000 pixels",
        "You uploaded an unsupported image. Please make sure your image is of one the following "
            + "formats: ['png', 'jpeg', 'gif', 'webp'].",
        "The server had an error while processing your request.", "Incorrect usage of the store",
        String(repeating: "at most ", count: 2000), "\u{1B}[31m", "größe",
    ])
    func `any other sentence stays unknown`(sentence: String) {
        #expect(ErrorMessage(sentence).meaning == nil)
    }
}
