import Foundation
import JSONSchema

extension PipelineKey {
    private static let model = ModelSettings(name: "")
    private static let reject = RejectLimits()
    private static let file = PipelineFile.Defaults.self

    /// Every key, in the order of the file.
    static let all: [PipelineKey] =
        top + photos + prepare + count + extract + then + modelKeys + limits + tables + compare
        + order + report

    private static let top: [PipelineKey] = [
        .init(
            "name",
            .name,
            \.name,
            missing: "it names the folder of the reports",
            "Names the report folder."
        ),
        .init("title", .title, \.title, otherwise: "the name", "Heading of the reports."),
    ]

    private static let files = PipelineKey(
        "photos.files",
        .texts,
        \.photos.files,
        missing: "name a list, a manifest, a glob or a folder",
        "An image list (.txt), a manifest (.csv), a glob, a folder, a photo, or - for a list on "
            + "standard input."
    )
    private static let photos: [PipelineKey] = [
        .init(
            section: "photos",
            short: files,
            missing: "it says which photos to read",
            "Which photos to read."
        ),
        files,
        .init(
            "photos.location",
            KeyType<String>.text.located,
            \.photos.location,
            default: .string(file.location),
            "How a photo's location is found: folder (its path), sign (a location code in the "
                + "photo), column (of the manifest), or a regular expression with (?<location>…) "
                + "on the file name."
        ),
        .init(
            "photos.views",
            KeyType<PhotoViews>.word.located,
            \.photos.views,
            otherwise: "summed, marked for review",
            "How the photos of one location relate: separate (different goods, added up), repeated "
                + "(the same goods again) or overlapping (neighbouring views, each item counted "
                + "once)."
        ),
    ]

    private static let prepare: [PipelineKey] = [
        .init(section: "prepare", "How photos are checked and prepared."),
        .init(section: "prepare.reject", "Photos beyond any of these limits are not counted."),
        .init(
            "prepare.reject.darker_than",
            .number(0...255),
            \.reject.darkerThan,
            default: json(reject.darkerThan),
            "Lowest mean brightness, 8-bit luma."
        ),
        .init(
            "prepare.reject.blurrier_than",
            .number(0...65_025),
            \.reject.blurrierThan,
            default: json(reject.blurrierThan),
            "Lowest sharpness, the variance of the 4-neighbour Laplacian at 500 px height."
        ),
        .init(
            "prepare.reject.smaller_than",
            .whole(0...100_000),
            \.reject.smallerThan,
            default: json(reject.smallerThan),
            "Shortest long side in pixels."
        ),
        .init(
            "prepare.longest_side",
            .sendSize,
            \.send.size,
            otherwise: "what the model can use",
            "Long side in pixels of photos sent to a model, never enlarged; original sends them "
                + "unchanged except for their metadata."
        ),
        .init(
            "prepare.jpeg_quality",
            .whole(1...100),
            \.send.jpegQuality,
            default: json(file.jpegQuality),
            "JPEG quality of photos that are made smaller."
        ),
        .init(later: "prepare.tiles"),
    ]

    private static let items = PipelineKey(
        "count.items",
        .items,
        \.count.items,
        missing: "name the catalogue, a CSV with sku,name,gtin",
        "The catalogue, a CSV file with sku,name,gtin,unit,pack_size, or a list of item names; any "
            + "lets the model name the goods itself (for a file or an item of that name, write ./any "
            + "or [any])."
    )
    private static let count: [PipelineKey] = [
        .init(
            section: "count",
            short: items,
            "What to count, and how; this section or extract is required."
        ),
        .init(
            "count.by",
            KeyType<CountMethod>.word.located,
            \.count.by,
            otherwise: "model if there is a model section, else labels",
            "How goods are counted: labels (the built-in label reader) or model (a multimodal "
                + "model)."
        ),
        items,
        .init(
            "count.catalogue",
            .path,
            \.count.catalogue,
            otherwise: "none",
            "With items: any, a catalogue with sku,name,unit,aliases (other names, joined by ;): "
                + "goods that the model calls by one of its names become that item."
        ),
        .init(
            "count.labels",
            .word(["serial"], later: ["label", "declared"]),
            \.count.labels,
            default: .string(file.labels),
            "Which labels count: serial counts each serial number once."
        ),
        .init(
            "count.zones",
            .texts,
            \.count.zones,
            otherwise: "none",
            "Zones for a breakdown by place; their sum must equal the total."
        ),
        .init("count.exclude", .text, \.count.exclude, "What not to count."),
        .init(
            "count.instructions",
            .text,
            \.count.instructions,
            "Additional instructions for the model."
        ),
    ]

    private static let modelName = PipelineKey(
        "model.name",
        .filled,
        \.asked.name,
        missing: "name the model, such as gpt-5.2",
        "The model's name at the service, such as gpt-5.2."
    )
    private static let modelKeys: [PipelineKey] =
        [
            .init(section: "model", short: modelName, "The multimodal model that is asked."),
            modelName,
            .init(
                "model.api",
                .word,
                \.asked.api,
                otherwise: "responses at OpenAI, else chat",
                "The API; chat is for OpenAI-compatible servers."
            ),
            .init(
                "model.effort",
                .word,
                \.asked.effort,
                otherwise: "the model's own",
                "How much the model reasons before it answers."
            ),
            .init(
                "model.detail",
                .word,
                \.asked.detail,
                otherwise: "from the model facts",
                "Resolution at which the model looks at photos."
            ),
            .init(
                "model.photos_per_request",
                .whole(1...1500),
                \.asked.photosPerRequest,
                default: json(model.photosPerRequest),
                "Most photos in one request; a request never mixes locations."
            ),
            .init(
                "model.votes",
                .whole(1...25),
                \.asked.votes,
                default: json(model.votes),
                "Independent counts of the same photos."
            ),
            .init(
                "model.max_output_tokens",
                .whole(16...1_000_000),
                \.asked.maxOutputTokens,
                otherwise: "4000 + 400 per photo",
                "Most tokens of an answer, reasoning included."
            ),
            .init(
                "model.delivery",
                .word,
                \.asked.delivery,
                default: .string(model.delivery.rawValue),
                "When answers are needed: now, or batch (half price, takes hours; estimate only)."
            ),
        ] + pace + service

    private static let pace: [PipelineKey] = [
        .init(
            "model.in_flight",
            .whole(1...256),
            \.asked.inFlight,
            default: json(model.inFlight),
            "Requests at once."
        ),
        .init(
            "model.attempts",
            .whole(1...20),
            \.asked.attempts,
            default: json(model.attempts),
            "Most attempts per question; refusals that cost nothing don't count."
        ),
        .init(
            "model.timeout",
            .duration,
            \.asked.timeout,
            default: "10m",
            "Most time for one request, from connecting to the end of the answer."
        ),
        .init(
            "model.requests_per_minute",
            .whole(1...1_000_000),
            \.asked.requestsPerMinute,
            otherwise: "the service's own limit",
            "Most requests per minute."
        ),
        .init(
            "model.tokens_per_minute",
            .whole(1...1_000_000_000),
            \.asked.tokensPerMinute,
            otherwise: "the service's own limit",
            "Most tokens per minute."
        ),
    ]

    private static let service: [PipelineKey] = [
        .init(
            "model.base_url",
            .path,
            \.service.baseURL,
            otherwise: "OPENAI_BASE_URL or the OpenAI API",
            "Address of a compatible server, such as http://localhost:11434/v1; it needs its own "
                + "key, or none."
        ),
        .init("model.key_file", .path, \.service.keyFile, "File that holds the key, one line."),
        .init(
            "model.key_command",
            .command,
            \.service.keyCommand,
            "Shell command that prints the key within 30 s; it gets no secrets of the environment."
        ),
        .init(
            "model.key_env",
            .variable,
            \.service.keyVariable,
            otherwise: "OPENAI_API_KEY, without a base_url",
            "Environment variable that holds the key."
        ),
        .init(
            "model.allow_http",
            .flag,
            \.service.allowsHTTP,
            default: false,
            "Whether a plain http base_url may be on another machine."
        ),
        .init(later: "model.second_opinion"),
    ]

    private static let limits: [PipelineKey] = [
        .init(section: "limits", "When to stop."),
        .init(
            "limits.cost_usd",
            KeyType<Decimal>.number(0...1_000_000).located,
            \.limits.costUSD,
            otherwise: "no limit",
            "Most a run may cost in USD; reading labels is free."
        ),
        .init(
            "limits.duration",
            .duration,
            \.limits.duration,
            otherwise: "no limit",
            "Most time for a run; requests under way are ended then, and received answers kept."
        ),
        .init(
            "limits.failures",
            .percentage,
            \.limits.failures,
            otherwise: "no limit",
            "Share of failed questions above which the run stops asking, from the tenth question on."
        ),
    ]

    private static let tables: [PipelineKey] = [
        .init(
            "prices",
            .path,
            \.prices,
            otherwise: "built in, Pipelines/pricing.yaml",
            "The price table."
        ),
        .init(
            "models",
            .path,
            \.models,
            otherwise: "built in, Pipelines/models.yaml",
            "The model facts: limits and token rules."
        ),
        .init(
            "ledger",
            .path,
            \.ledger,
            otherwise: "FOLDER/NAME/ledger.sqlite",
            "Database of all questions and answers."
        ),
        .init(later: "review"),
    ]

    private static let expected = PipelineKey(
        "compare.expected",
        .path,
        \.comparing.expected,
        missing: "name the books, a CSV with sku,location,expected_quantity",
        "The books, a CSV file with sku,location,expected_quantity."
    )
    private static let compare: [PipelineKey] = [
        .init(section: "compare", short: expected, "What to compare the counts with."),
        expected,
        .init(
            "compare.tolerance",
            .tolerances,
            store: { $1.comparing.take($0) },
            otherwise: "exact",
            "Allowed differences: default, by class of the books, and by item under items; each "
                + "with quantity, percent or value, one number or {plus, minus}."
        ),
    ]

    private static let folder = PipelineKey(
        "report.folder",
        .path,
        \.report.folder,
        default: .string(file.reportFolder),
        "Reports go to FOLDER/NAME/RUN."
    )
    private static let report: [PipelineKey] = [
        .init(section: "report", short: folder, "Where reports go, and which."),
        folder,
        .init(
            "report.formats",
            .words(later: ["html"]),
            \.report.formats,
            default: .array(file.formats.map { .string($0.rawValue) }),
            "Which reports to write."
        ),
        .init(later: "report.exports"),
    ]
}

private func json(_ number: Int) -> JSONValue {
    .number(JSONNumber(number))
}

private func json(_ number: Double) -> JSONValue {
    JSONNumber("\(Decimal(number))").map { .number($0) } ?? .null
}
