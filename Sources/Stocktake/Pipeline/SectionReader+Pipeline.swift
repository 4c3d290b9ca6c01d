import YAML

extension SectionReader {
    /// The entries of a section of a pipeline file, whose keys `PipelineKey` lists.
    ///
    /// A key of a later version is an error that says so, never ignored.
    mutating func pipelineEntries(of node: YAMLNode, section: String) -> [String: Entry] {
        let keys = PipelineKey.keys(of: section)
        var found = entries(of: node, section: section, known: keys.map(\.name)) { name in
            PipelineKey.all.first { $0.name == name && $0.section != section }?.section
        }
        for key in keys where !key.isAvailable {
            guard let entry = found.removeValue(forKey: key.name) else { continue }
            problem(
                "'\(key.path)' is not available in this version; remove the key",
                at: entry.keyNode,
                key: key.path,
                code: .notAvailable
            )
        }
        return found
    }
}
