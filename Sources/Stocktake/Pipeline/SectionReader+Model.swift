import Yams

extension SectionReader {
    /// The key `model`, a name or a section; nil where it names no model.
    mutating func model(_ entry: Entry) -> ModelSettings? {
        guard entry.node.mapping != nil else {
            return text(entry).map { ModelSettings(name: $0.value) }
        }
        let entries = pipelineEntries(of: entry.node, section: "model")
        guard let nameEntry = entries["name"] else {
            problem(
                "model.name is missing; name the model, as gpt-5.2",
                at: entry.keyNode,
                key: "model.name"
            )
            return nil
        }
        var settings = ModelSettings(name: text(nameEntry)?.value ?? "")
        settings.api = word(entries["api"])
        settings.effort = word(entries["effort"])
        settings.detail = word(entries["detail"])
        settings.delivery = word(entries["delivery"]) ?? settings.delivery
        settings.photosPerRequest =
            number(entries["photos_per_request"], 1...1500) ?? settings.photosPerRequest
        settings.votes = number(entries["votes"], 1...25) ?? settings.votes
        settings.maxOutputTokens = number(entries["max_output_tokens"], 16...1_000_000)
        return settings
    }

    /// Whether a node is this word.
    func isWord(_ word: String, _ node: Node) -> Bool {
        node.scalar?.string == word
    }

    private mutating func word<Word: CaseIterable & RawRepresentable>(_ entry: Entry?) -> Word?
    where Word.RawValue == String {
        guard let entry else { return nil }
        return choice(entry, of: Word.allCases.map(\.rawValue)).flatMap { Word(rawValue: $0) }
    }

    private mutating func number(_ entry: Entry?, _ range: ClosedRange<Int>) -> Int? {
        entry.flatMap { whole($0, in: range) }
    }
}
