import YAML

extension PipelineFile {
    /// What a file says, and every problem in it; nil where it is not even a YAML section.
    static func read(file: String, bytes: [UInt8]) -> (PipelineFile?, [Finding]) {
        var values = SectionReader(file: file)
        let message = "a pipeline must be a YAML section of keys; start with 'stocktake init'"
        var pipeline: PipelineFile?
        if let root = values.root(of: bytes, orElse: message, reading: YAMLNode.readPipeline) {
            var read = PipelineFile(file: file)
            values.read("", root, at: root, into: &read)
            pipeline = read
        }
        return (pipeline, values.sortedFindings)
    }
}

extension SectionReader {
    /// Reads the keys of a section as `PipelineKey` lists them, then what several keys must keep.
    ///
    /// `place` is where a missing key is reported.
    fileprivate mutating func read(
        _ section: String,
        _ node: YAMLNode,
        at place: YAMLNode,
        into file: inout PipelineFile
    ) {
        let entries = pipelineEntries(of: node, section: section)
        for key in PipelineKey.keys(of: section) {
            guard let entry = entries[key.name] else {
                if let advice = key.missing { missing(key, advice, at: place) }
                continue
            }
            if key.isSection, key.read == nil || entry.node.mapping != nil {
                read(key.path, entry.node, at: entry.keyNode, into: &file)
            } else {
                key.read?(&self, entry, &file)
            }
        }
        if node.mapping != nil { checkAlternatives(section, entries, at: place) }
        file.count.position =
            entries["count"].map { position(of: $0.keyNode) }
            ?? file.count.position
        if let entry = entries["order"] {
            file.ordering.position = position(of: entry.keyNode)
        }
        if section == "extract" { file.extracting.position = position(of: place) }
        if section == "model" { checkModel(entries, &file) }
    }

    private mutating func missing(_ key: PipelineKey, _ advice: String, at place: YAMLNode) {
        let subject = key.section.isEmpty ? "the key '\(key.path)'" : key.path
        problem("\(subject) is missing; \(advice)", at: place, key: key.path)
    }

    /// Exactly one of some keys.
    private mutating func checkAlternatives(
        _ section: String,
        _ entries: [String: Entry],
        at place: YAMLNode
    ) {
        for alternatives in AlternativeKeys.all where alternatives.section == section {
            let names = alternatives.names.map { section.isEmpty ? $0 : "\(section).\($0)" }
            let found = alternatives.names.compactMap { entries[$0] }
            if found.isEmpty {
                let subject = names.map { section.isEmpty ? "the key '\($0)'" : $0 }
                problem(
                    "\(subject.joined(separator: " or ")) is missing; \(alternatives.words)",
                    at: place,
                    key: names[0]
                )
            } else if found.count > 1 {
                problem(
                    "\(names.joined(separator: " and ")) can't both be set; remove one",
                    at: found[1].keyNode,
                    key: found[1].key
                )
            }
        }
    }

    /// A section without a name is no model; a server that isn't OpenAI's never gets OpenAI's key.
    private mutating func checkModel(_ entries: [String: Entry], _ file: inout PipelineFile) {
        guard entries["name"] != nil else {
            file.model = nil
            return
        }
        let written = file.service
        var choice = ServiceChoice(allowsHTTP: written.allowsHTTP)
        if let url = written.baseURL?.value, let entry = entries["base_url"] {
            do {
                choice.baseURL = try ServiceURL(url, allowsHTTP: choice.allowsHTTP).text
            } catch {
                problem("model.base_url \(error.words)", at: entry.node, key: entry.key)
            }
        }
        let sources = ["key_file", "key_command", "key_env"].compactMap { entries[$0] }
        if sources.count > 1 {
            problem(
                "\(sources[0].key) and \(sources[1].key) can't both be set; remove one",
                at: sources[1].keyNode,
                key: sources[1].key
            )
        }
        if written.keyVariable?.value == "OPENAI_API_KEY", let entry = entries["key_env"],
            entries["base_url"] != nil
        {
            problem(
                "OPENAI_API_KEY is sent only to the OpenAI API or to OPENAI_BASE_URL; name another "
                    + "variable for this base_url",
                at: entry.node,
                key: entry.key
            )
        }
        choice.key =
            written.keyFile.map { .file($0.value) }
            ?? written.keyCommand.map { .command($0.value) }
            ?? written.keyVariable.map { .environment($0.value) }
        file.asked.service = choice
    }
}
