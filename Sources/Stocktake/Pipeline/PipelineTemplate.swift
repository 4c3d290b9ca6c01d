import JSONSchema

/// The pipeline that `stocktake init` writes, with the words and defaults of `PipelineKey`.
public enum PipelineTemplate {
    /// The file's name.
    public static let fileName = "stocktake.yaml"

    /// Its content; passes `check` once the photos and tables it names are there.
    public static let text =
        """
        # A stock count by the labels in photos, offline and without a key.
        #   stocktake check stocktake.yaml     checks it and reports every problem
        #   stocktake run stocktake.yaml       counts; Output/stock-count/latest/report.xlsx
        #   stocktake schema --help            lists every key
        # Paths are relative to this file.


        """ + lines.map { $0.text }.joined()

    /// The catalogue that goes with it.
    public static let catalogueFileName = "catalogue.csv"

    /// A catalogue with its header and one example.
    public static let catalogue =
        "sku,name,gtin,unit,pack_size\nEXAMPLE-1,Example item,9520000000011,carton,1\n"

    /// The keys of the template; nil for a section, or for the default of a key.
    private static let lines: [Line] = [
        Line("name", "stock-count"),
        Line("title", "Stock count"),
        Line("photos"),
        Line("photos.files", "photos"),
        Line("photos.location"),
        Line("photos.views", "overlapping"),
        Line("prepare"),
        Line("prepare.reject"),
        Line("prepare.reject.darker_than"),
        Line("prepare.reject.blurrier_than"),
        Line("prepare.reject.smaller_than"),
        Line("count"),
        Line("count.by", "labels"),
        Line("count.items", "catalogue.csv"),
        Line("count.labels"),
        Line("compare", isOptional: true),
        Line("compare.expected", "expected-stock.csv", isOptional: true),
        Line("compare.tolerance", "{default: {quantity: 0}}", isOptional: true),
        Line("limits", isOptional: true),
        Line("limits.duration", "1h", isOptional: true),
        Line("report"),
        Line("report.folder", "Output"),
        Line("report.formats"),
    ]

    /// One key with its value and, beside it, what it means.
    private struct Line {
        let path: String
        let value: String?
        let isOptional: Bool

        init(_ path: String, _ value: String? = nil, isOptional: Bool = false) {
            self.path = path
            self.value = value
            self.isOptional = isOptional
        }

        /// A blank line before a section at the top; more lines where the meaning needs them.
        var text: String {
            guard let key = PipelineKey.all.first(where: { $0.path == path }) else { return "" }
            let depth = path.split(separator: ".").count - 1
            let shown = value ?? (key.standard?.array == nil ? key.standardWords : nil)
            let list = key.standard?.array == nil ? "" : " [\(key.standardWords)]"
            let written = shown.map { $0.isEmpty ? "" : " \($0)" } ?? list
            let mark = isOptional ? "# " : ""
            let code =
                mark + String(repeating: "  ", count: depth) + key.name + ":"
                + (key.isSection ? "" : written)
            let comments = wrapped(key.words, to: 60)
            let texts = comments.enumerated().map { index, comment in
                let start = index == 0 ? code : isOptional ? "#" : ""
                let padding = String(repeating: " ", count: max(1, 36 - start.count))
                return "\(start)\(padding)# \(comment)\n"
            }
            return (depth == 0 && key.isSection ? "\n" : "") + texts.joined()
        }

        /// Lines of whole words, none wider than `width` unless a word is.
        private func wrapped(_ text: String, to width: Int) -> [String] {
            text.split(separator: " ").reduce(into: [""]) { lines, word in
                let last = lines[lines.count - 1]
                if last.isEmpty {
                    lines[lines.count - 1] = String(word)
                } else if last.count + word.count < width {
                    lines[lines.count - 1] = "\(last) \(word)"
                } else {
                    lines.append(String(word))
                }
            }
        }
    }
}
