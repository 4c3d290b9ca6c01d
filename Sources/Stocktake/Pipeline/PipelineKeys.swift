/// Every key of a pipeline file: what it is for, and whether this version has it.
///
/// One table for three readers: the check of unknown keys, the "not available" errors, and the
/// JSON Schema that editors use.
struct PipelineKey: Sendable {
    enum Shape: Sendable {
        case text
        case number
        case whole
        case oneOf([String])
        case flag
        case textOrList
        case section
    }

    /// Dotted from the top: `prepare.reject.darker_than`.
    let path: String
    let shape: Shape
    let about: String
    /// False for a key of a later version: naming it is an error, never ignored.
    let isAvailable: Bool

    init(_ path: String, _ shape: Shape, _ about: String) {
        self.path = path
        self.shape = shape
        self.about = about
        self.isAvailable = true
    }

    init(later path: String) {
        self.path = path
        self.shape = .section
        self.about = "not available in this version"
        self.isAvailable = false
    }

    /// The last part: `darker_than`.
    var name: String {
        path.split(separator: ".").last.map(String.init) ?? path
    }

    /// The part before the last: `prepare.reject`; empty at the top.
    var section: String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }

    /// The keys directly inside a section, in the order of the file.
    static func keys(of section: String) -> [PipelineKey] {
        all.filter { $0.section == section }
    }

    static let all: [PipelineKey] = [
        .init("name", .text, "Names the folder of its reports: letters a-z, digits, hyphens."),
        .init("title", .text, "Heads the reports; the name if left out."),
        .init("photos", .section, "Which photos; a text or list is short for photos.files."),
        .init(
            "photos.files",
            .textOrList,
            "An image list (.txt), a manifest (.csv), a glob, a folder, a photo, or - for stdin."
        ),
        .init(
            "photos.location",
            .text,
            "folder, sign, column, or a regular expression with (?<location>…) on the file name."
        ),
        .init(
            "photos.views",
            .oneOf(PhotoViews.allCases.map(\.rawValue)),
            "How photos of one location relate: other goods, the same goods, shared goods."
        ),
        .init("prepare", .section, "What a photo must be to be counted."),
        .init("prepare.reject", .section, "A photo beyond any of these limits is not counted."),
        .init("prepare.reject.darker_than", .number, "Mean 8-bit luma, 0 to 255."),
        .init(
            "prepare.reject.blurrier_than",
            .number,
            "Variance of the 4-neighbour Laplacian at 500 px height."
        ),
        .init("prepare.reject.smaller_than", .whole, "Long side in pixels."),
        .init(
            "prepare.longest_side",
            .text,
            "Pixels a photo is shrunk to before it is sent; default what the model can use; original = as it is."
        ),
        .init("prepare.jpeg_quality", .whole, "1 to 100, of photos that are shrunk; default 85."),
        .init(later: "prepare.tiles"),
        .init("count", .section, "What is counted and who looks; a text is short for count.items."),
        .init(
            "count.by",
            .oneOf(CountMethod.allCases.map(\.rawValue)),
            "Who looks: labels = the built-in label reader, model = a multimodal model."
        ),
        .init(
            "count.items",
            .textOrList,
            "The catalogue, a CSV with sku,name,gtin,unit,pack_size; or a list of names."
        ),
        .init("count.labels", .oneOf(["serial"]), "serial = each serial number counts once."),
        .init("count.zones", .textOrList, "A breakdown by place; its sum must equal the total."),
        .init("count.exclude", .text, "What not to count."),
        .init("count.instructions", .text, "More words for the model."),
        .init("model", .section, "Which model looks; a text is short for model.name."),
        .init("model.name", .text, "As the service names it: gpt-5.2."),
        .init("model.api", .oneOf(ModelAPI.allCases.map(\.rawValue)), "Default responses."),
        .init(
            "model.effort",
            .oneOf(ReasoningEffort.allCases.map(\.rawValue)),
            "How long the model thinks; default the model's own."
        ),
        .init(
            "model.detail",
            .oneOf(ImageDetail.allCases.map(\.rawValue)),
            "How closely it looks at a photo; default what its facts prefer."
        ),
        .init("model.photos_per_request", .whole, "At most; requests never mix locations."),
        .init("model.votes", .whole, "Independent looks at the same photos; default 1."),
        .init(
            "model.max_output_tokens",
            .whole,
            "The most an answer may hold, thinking included; default 4000 + 400 a photo."
        ),
        .init(
            "model.delivery",
            .oneOf(Delivery.allCases.map(\.rawValue)),
            "now, or batch: half price, hours."
        ),
        .init("model.in_flight", .whole, "Requests at once; default 8."),
        .init(
            "model.attempts",
            .whole,
            "How often a question is asked at most when it fails; default 3."
        ),
        .init("model.requests_per_minute", .whole, "Beside the limits the service tells."),
        .init("model.tokens_per_minute", .whole, "Beside the limits the service tells."),
        .init(
            "model.base_url",
            .text,
            "A compatible server, http://localhost:11434/v1; with a key of its own, or none."
        ),
        .init("model.key_file", .text, "A file whose first line is the key."),
        .init("model.key_command", .text, "A shell command that prints the key."),
        .init("model.key_env", .text, "The environment variable that holds the key."),
        .init(
            "model.allow_http",
            .flag,
            "true: a plain http base_url may be another machine."
        ),
        .init(later: "model.second_opinion"),
        .init("limits", .section, "When to stop."),
        .init("limits.cost_usd", .number, "The most a run may cost; reading labels costs nothing."),
        .init(
            "limits.duration",
            .text,
            "After it nothing is begun; what is under way is waited for: 90s, 10m, 1h30m."
        ),
        .init(
            "limits.failures",
            .text,
            "The share of questions that may fail before the service is given up: 10%."
        ),
        .init(
            "prices",
            .text,
            "The price table; default the built-in one, Pipelines/pricing.yaml."
        ),
        .init(
            "models",
            .text,
            "The model facts; default the built-in ones, Pipelines/models.yaml."
        ),
        .init(
            "ledger",
            .text,
            "Where replies are kept; default FOLDER/NAME/ledger.sqlite of the reports."
        ),
        .init(later: "review"),
        .init("compare", .section, "The books; a text is short for compare.expected."),
        .init("compare.expected", .text, "A CSV with sku,location,expected_quantity."),
        .init(
            "compare.tolerance",
            .section,
            "default, a class of the books, or items: each with quantity, percent, value."
        ),
        .init(later: "order"),
        .init("report", .section, "Where the reports go; a text is short for report.folder."),
        .init("report.folder", .text, "Reports go to FOLDER/NAME/RUN; default ../Output."),
        .init("report.formats", .textOrList, "Any of csv, xlsx, json; default all."),
        .init(later: "report.exports"),
        .init(later: "extract"),
        .init(later: "then"),
    ]
}
