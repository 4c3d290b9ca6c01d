import Foundation
import Yams

extension PipelineFile {
    /// What a file says, and every problem in it; nil where it is not even a YAML section.
    static func read(file: String, bytes: [UInt8]) -> (PipelineFile?, [Finding]) {
        do {
            guard let root = try YAMLText(file: file, bytes: bytes).root(), root.mapping != nil
            else {
                let message = "a pipeline is a YAML section of keys; start with 'stocktake init'"
                return (nil, [YAMLProblem(file, message).finding])
            }
            var reader = PipelineReader(file: file)
            let pipeline = reader.pipeline(root)
            return (pipeline, reader.values.findings.sorted(by: isEarlier))
        } catch {
            return (nil, [error.finding])
        }
    }
}

/// The order of the file; a stable sort keeps problems of one place as they were found.
private func isEarlier(_ left: Finding, _ right: Finding) -> Bool {
    guard let a = left.position, let b = right.position else { return false }
    return (a.line, a.column) < (b.line, b.column)
}

/// One pass over the sections of a pipeline file.
private struct PipelineReader {
    var values: SectionReader
    private let file: String

    init(file: String) {
        self.file = file
        values = SectionReader(file: file)
    }

    mutating func pipeline(_ root: Node) -> PipelineFile {
        let entries = values.pipelineEntries(of: root, section: "")
        var result = PipelineFile(file: file)
        result.name = name(entries["name"], root: root)
        result.title = entries["title"].flatMap { title($0) }
        result.photos = photos(entries["photos"], root: root)
        if let entry = entries["prepare"] { prepare(entry, &result) }
        result.count = count(entries["count"], root: root)
        result.compare = entries["compare"].map { compare($0) }
        result.model = entries["model"].flatMap { values.model($0) }
        if let entry = entries["limits"] { result.limits = limits(entry) }
        result.prices = entries["prices"].flatMap { values.path($0) }
        result.models = entries["models"].flatMap { values.path($0) }
        result.ledger = entries["ledger"].flatMap { values.path($0) }
        if let entry = entries["report"] { result.report = report(entry) }
        return result
    }

    private mutating func name(_ entry: SectionReader.Entry?, root: Node) -> String? {
        guard let entry else {
            values.problem(
                "the key 'name' is missing; it names the folder of the reports",
                at: root,
                key: "name"
            )
            return nil
        }
        guard let name = values.text(entry)?.value else { return nil }
        guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil else {
            values.problem(
                "name must be 1 to 63 letters a-z, digits and hyphens, starting with a letter or "
                    + "digit, not '\(printable(name, limit: 60))'",
                at: entry.node,
                key: "name"
            )
            return nil
        }
        return name
    }

    /// One line of 1 to 200 characters: a workbook's own title can't hold more, nor any of the others.
    private mutating func title(_ entry: SectionReader.Entry) -> String? {
        guard let title = values.text(entry)?.value else { return nil }
        let problem: String? =
            if title.allSatisfy(\.isWhitespace) {
                "title is empty; leave the key out or give a text"
            } else if title.unicodeScalars.contains(where: isControl) {
                "title must be one line without control characters, not "
                    + "'\(printable(title, limit: 60))'"
            } else if title.unicodeScalars.count > 200 {
                "title has \(title.unicodeScalars.count) characters; at most 200"
            } else {
                nil
            }
        guard let problem else { return title }
        values.problem(problem, at: entry.node, key: entry.key)
        return nil
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isNoncharacterCodePoint
        }
    }

    private mutating func photos(
        _ entry: SectionReader.Entry?,
        root: Node
    ) -> PipelineFile.Photos {
        guard let entry else {
            values.problem(
                "the key 'photos' is missing; it says which photos to read",
                at: root,
                key: "photos"
            )
            return PipelineFile.Photos()
        }
        guard entry.node.mapping != nil else {
            return PipelineFile.Photos(files: values.texts(entry))
        }
        let entries = values.pipelineEntries(of: entry.node, section: "photos")
        var result = PipelineFile.Photos()
        if let files = entries["files"] {
            result.files = values.texts(files)
        } else {
            values.problem(
                "photos.files is missing; name a list, a manifest, a glob or a folder",
                at: entry.keyNode,
                key: "photos.files"
            )
        }
        result.location = entries["location"].flatMap { values.text($0) }
        result.views = entries["views"]
            .flatMap { values.choice($0, of: PhotoViews.allCases.map(\.rawValue)) }
            .flatMap(PhotoViews.init)
        return result
    }

    private mutating func prepare(_ entry: SectionReader.Entry, _ result: inout PipelineFile) {
        let section = values.pipelineEntries(of: entry.node, section: "prepare")
        result.send.size = section["longest_side"].flatMap { sendSize($0) }
        result.send.jpegQuality = section["jpeg_quality"].flatMap { values.whole($0, in: 1...100) }
        if let reject = section["reject"] { result.reject = self.reject(reject) }
    }

    private mutating func sendSize(_ entry: SectionReader.Entry) -> SendSize? {
        if values.isWord("original", entry.node) { return .original }
        return values.whole(entry, in: 64...65_535).map { .pixels($0) }
    }

    private mutating func reject(_ entry: SectionReader.Entry) -> PipelineFile.Reject {
        let entries = values.pipelineEntries(of: entry.node, section: "prepare.reject")
        var result = PipelineFile.Reject()
        result.darkerThan = entries["darker_than"]
            .flatMap { values.decimal($0, in: 0...255) }
            .map { ($0 as NSDecimalNumber).doubleValue }
        result.blurrierThan = entries["blurrier_than"]
            .flatMap { values.decimal($0, in: 0...65025) }
            .map { ($0 as NSDecimalNumber).doubleValue }
        result.smallerThan = entries["smaller_than"]
            .flatMap { values.whole($0, in: 0...100_000) }
        return result
    }

    private mutating func count(
        _ entry: SectionReader.Entry?,
        root: Node
    ) -> PipelineFile.Count {
        guard let entry else {
            values.problem(
                "the key 'count' is missing; it says what to count",
                at: root,
                key: "count"
            )
            return PipelineFile.Count()
        }
        var result = PipelineFile.Count(position: values.position(of: entry.keyNode))
        guard entry.node.mapping != nil else {
            result.items = items(entry)
            return result
        }
        let entries = values.pipelineEntries(of: entry.node, section: "count")
        result.by = entries["by"].flatMap { entry in
            values.choice(entry, of: CountMethod.allCases.map(\.rawValue))
                .flatMap(CountMethod.init)
                .map { Located(value: $0, position: values.position(of: entry.node)) }
        }
        result.zones = entries["zones"].map { values.texts($0) } ?? []
        result.exclude = entries["exclude"].flatMap { values.text($0)?.value }
        result.instructions = entries["instructions"].flatMap { values.text($0)?.value }
        if let labels = entries["labels"] {
            _ = values.choice(labels, of: ["serial"], later: ["label", "declared"])
        }
        if let items = entries["items"] {
            result.items = self.items(items)
        } else {
            values.problem(
                "count.items is missing; name the catalogue, a CSV with sku,name,gtin",
                at: entry.keyNode,
                key: "count.items"
            )
        }
        return result
    }

    private mutating func items(_ entry: SectionReader.Entry) -> PipelineFile.Items? {
        if entry.node.sequence != nil {
            let names = values.texts(entry)
            return names.isEmpty ? nil : .names(names)
        }
        return values.path(entry).map { .catalogue($0) }
    }

    private mutating func compare(_ entry: SectionReader.Entry) -> PipelineFile.Compare {
        guard entry.node.mapping != nil else {
            return PipelineFile.Compare(expected: values.path(entry))
        }
        let entries = values.pipelineEntries(of: entry.node, section: "compare")
        var result = PipelineFile.Compare()
        if let expected = entries["expected"] {
            result.expected = values.path(expected)
        } else {
            values.problem(
                "compare.expected is missing; name the books, a CSV with "
                    + "sku,location,expected_quantity",
                at: entry.keyNode,
                key: "compare.expected"
            )
        }
        if let tolerance = entries["tolerance"] {
            values.readTolerances(tolerance, into: &result)
        }
        return result
    }

    private mutating func limits(_ entry: SectionReader.Entry) -> PipelineFile.Limits {
        let entries = values.pipelineEntries(of: entry.node, section: "limits")
        var result = PipelineFile.Limits()
        result.costUSD = entries["cost_usd"].flatMap { entry in
            values.decimal(entry, in: 0...1_000_000)
                .map { Located(value: $0, position: values.position(of: entry.node)) }
        }
        result.duration = entries["duration"].flatMap { values.duration($0) }
        result.failures = entries["failures"].flatMap { percent($0) }
        return result
    }

    /// `10%`, of 0 to 100.
    private mutating func percent(_ entry: SectionReader.Entry) -> Int? {
        guard let written = values.text(entry)?.value else { return nil }
        if let match = written.wholeMatch(of: /(\d{1,3})\s*%/), let share = Int(match.1),
            share <= 100
        {
            return share
        }
        values.problem(
            "\(entry.key) must be a share like 10%, not '\(printable(written, limit: 60))'",
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    private mutating func report(_ entry: SectionReader.Entry) -> PipelineFile.Report {
        guard entry.node.mapping != nil else {
            return PipelineFile.Report(folder: values.path(entry))
        }
        let entries = values.pipelineEntries(of: entry.node, section: "report")
        var result = PipelineFile.Report()
        result.folder = entries["folder"].flatMap { values.path($0) }
        if let formats = entries["formats"] { result.formats = self.formats(formats) }
        return result
    }

    private mutating func formats(_ entry: SectionReader.Entry) -> [ReportFormat]? {
        values.requireItems(entry)
        let nodes = entry.node.sequence.map { Array($0) } ?? [entry.node]
        let formats = nodes.compactMap { node in
            values.choice(
                SectionReader.Entry(key: entry.key, node: node, keyNode: entry.keyNode),
                of: ReportFormat.allCases.map(\.rawValue),
                later: ["html"]
            )
        }
        return formats.compactMap(ReportFormat.init)
    }
}
