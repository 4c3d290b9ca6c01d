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
        .init(later: "prepare.longest_side"),
        .init(later: "prepare.jpeg_quality"),
        .init(later: "prepare.tiles"),
        .init("count", .section, "What is counted and who looks; a text is short for count.items."),
        .init("count.by", .oneOf(["labels"]), "Who looks: labels = the built-in label reader."),
        .init("count.items", .text, "The catalogue: a CSV with sku,name,gtin,unit,pack_size."),
        .init("count.labels", .oneOf(["serial"]), "serial = each serial number counts once."),
        .init(later: "count.zones"),
        .init(later: "count.exclude"),
        .init(later: "count.instructions"),
        .init(later: "model"),
        .init("limits", .section, "When to stop."),
        .init("limits.cost_usd", .number, "The most a run may cost; reading labels costs nothing."),
        .init("limits.duration", .text, "The longest a run may take: 90s, 10m, 1h30m."),
        .init(later: "limits.failures"),
        .init(later: "prices"),
        .init(later: "models"),
        .init(later: "ledger"),
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
