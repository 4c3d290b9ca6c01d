/// Texts that a pattern matches.
public enum PatternExamples {
    /// Texts that match a pattern, made from the pattern alone: shortest first, then longer ones
    /// where it allows repetition.
    ///
    /// - Parameters:
    ///   - source: as in the keyword `pattern`.
    ///   - count: the most texts.
    /// - Returns: in growing length; none if the pattern can't be used, or if nothing was found
    ///   in the places that its word boundaries ask for.
    public static func examples(of source: String, count: Int) -> [String] {
        var parser = PatternParser(source)
        guard case .success(let node) = Result(catching: { try parser.parse() }),
            case .success(let pattern) = Result(catching: { try Pattern(source) })
        else { return [] }
        return (0..<count).map { node.example(repeating: $0) }.filter { text in
            var work = 1_000_000
            return pattern.matches(text, work: &work) == true
        }
    }
}

extension PatternNode {
    /// A text that it takes, with so many repetitions above the least where it allows any number.
    fileprivate func example(repeating extra: Int) -> String {
        switch self {
        case .scalar(let scalar): return String(Character(scalar))
        case .set(let set): return set.example.map { String(Character($0)) } ?? ""
        case .assertion: return ""
        case .sequence(let nodes): return nodes.map { $0.example(repeating: extra) }.joined()
        case .choice(let nodes): return nodes.first?.example(repeating: extra) ?? ""
        case .repetition(let node, let least, let most):
            let times = min(most ?? .max, least + extra)
            // A repeated repetition grows with the square; 4,096 characters are enough for a text.
            let text = node.example(repeating: extra)
            return String(repeating: text, count: min(times, 4096 / max(1, text.count)))
        }
    }
}

extension ScalarSet {
    /// A scalar of the set: a letter, else a digit, else another printable one.
    fileprivate var example: Unicode.Scalar? {
        let ranges: [ClosedRange<UInt32>] = [
            0x72...0x72, 0x52...0x52, 0x61...0x7A, 0x41...0x5A, 0x31...0x39, 0x30...0x30,
            0x2D...0x2D, 0x20...0x7E, 0xA1...0x2FFF, 0x4E00...0xD7FF, 0x1F300...0x1FAFF,
        ]
        return ranges.lazy.joined().lazy.compactMap { Unicode.Scalar($0) }
            .first { self.contains($0) }
    }
}
