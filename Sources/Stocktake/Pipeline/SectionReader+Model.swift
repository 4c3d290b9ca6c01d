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
        settings.inFlight = number(entries["in_flight"], 1...256) ?? settings.inFlight
        settings.attempts = number(entries["attempts"], 1...20) ?? settings.attempts
        settings.requestsPerMinute = number(entries["requests_per_minute"], 1...1_000_000)
        settings.tokensPerMinute = number(entries["tokens_per_minute"], 1...1_000_000_000)
        settings.service = service(entries)
        return settings
    }

    private mutating func service(_ entries: [String: Entry]) -> ServiceChoice {
        var choice = ServiceChoice()
        choice.allowsHTTP =
            entries["allow_http"].flatMap { self.choice($0, of: ["true", "false"]) } == "true"
        if let entry = entries["base_url"], let text = path(entry)?.value {
            do {
                choice.baseURL = try ServiceURL(text, allowsHTTP: choice.allowsHTTP).text
            } catch {
                problem("model.base_url \(error.words)", at: entry.node, key: entry.key)
            }
        }
        choice.key = keySource(entries, hasBaseURL: entries["base_url"] != nil)
        return choice
    }

    private mutating func keySource(
        _ entries: [String: Entry],
        hasBaseURL: Bool
    ) -> ServiceChoice.KeySource? {
        let names = ["key_file", "key_command", "key_env"].filter { entries[$0] != nil }
        guard let name = names.first, let entry = entries[name], let text = path(entry)?.value
        else { return nil }
        if names.count > 1, let second = entries[names[1]] {
            problem(
                "\(name) and \(names[1]) stand side by side; keep one",
                at: second.keyNode,
                key: second.key
            )
        }
        switch name {
        case "key_file": return .file(text)
        case "key_command": return .command(text)
        default:
            guard !hasBaseURL || text != "OPENAI_API_KEY" else {
                problem(
                    "OPENAI_API_KEY goes only to the OpenAI API, or to OPENAI_BASE_URL; name another "
                        + "variable for this base_url",
                    at: entry.node,
                    key: entry.key
                )
                return nil
            }
            return .environment(text)
        }
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
