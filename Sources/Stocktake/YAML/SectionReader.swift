import Foundation
import YAML

/// Reads the values of one YAML file, collecting every problem with its place.
///
/// Each method returns nil and appends a finding when the node is not what it should be, so that one
/// pass reports all problems of a file. Keys are dotted paths from the top of the file.
struct SectionReader {
    let file: String
    var findings: [Finding] = []

    /// A value of the file with its key and place.
    struct Entry {
        let key: String
        let node: YAMLNode
        let keyNode: YAMLNode
    }

    /// In the order of the file; problems of one place as they were found.
    var sortedFindings: [Finding] {
        findings.sorted { left, right in
            guard let a = left.position, let b = right.position else { return false }
            return (a.line, a.column) < (b.line, b.column)
        }
    }

    mutating func problem(
        _ message: String,
        at node: YAMLNode?,
        key: String,
        code: Finding.Code = .pipelineInvalid
    ) {
        let shown = SecretMask.masked(message)
        findings.append(Finding(.error, code, shown, position: position(of: node), key: key))
    }

    func position(of node: YAMLNode?) -> SourcePosition {
        SourcePosition(file: file, line: node?.line ?? 1, column: node?.column ?? 1)
    }

    /// The section at the top of a file; nil with a finding where there is none.
    mutating func root(
        of bytes: [UInt8],
        orElse message: String,
        reading: ([UInt8]) throws(YAMLError) -> YAMLNode? = YAMLNode.read
    ) -> YAMLNode? {
        do throws(YAMLError) {
            if let root = try reading(bytes), root.mapping != nil { return root }
            findings.append(
                Finding(.error, .pipelineInvalid, message, position: position(of: nil))
            )
        } catch {
            let place = SourcePosition(file: file, line: error.line, column: error.column)
            let message = printable(error.message, limit: 300)
            findings.append(Finding(.error, .pipelineInvalid, message, position: place))
        }
        return nil
    }

    /// The entries of a section, by key; an unknown key is a problem that names the nearest one.
    ///
    /// `section` is the dotted name, empty for the top of the file; `homes` says where a key that is
    /// known elsewhere belongs.
    mutating func entries(
        of node: YAMLNode,
        section: String,
        known: [String],
        homes: (String) -> String? = { _ in nil }
    ) -> [String: Entry] {
        guard let mapping = node.mapping else {
            problem(
                "\(title(section)) must be a section of keys, not \(kind(node))",
                at: node,
                key: section
            )
            return [:]
        }
        var found: [String: Entry] = [:]
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? ""
            let path = section.isEmpty ? name : "\(section).\(name)"
            if known.contains(name) {
                found[name] = Entry(key: path, node: value, keyNode: keyNode)
            } else {
                unknown(name, in: section, known: known, home: homes(name), at: keyNode)
            }
        }
        return found
    }

    private mutating func unknown(
        _ name: String,
        in section: String,
        known: [String],
        home: String?,
        at node: YAMLNode
    ) {
        let place = section.isEmpty ? "" : " in \(section)"
        let near = nearestName(to: name, among: known)
        let isSecret = SecretMask.isSecretName(name)
        let advice =
            if let near, !isSecret || SecretMask.isSecretName(near) {
                "did you mean '\(near)'?"
            } else if isSecret {
                Self.keyAdvice
            } else if let home {
                "it belongs \(home.isEmpty ? "at the top level" : "in \(home)")"
            } else {
                "known keys: \(known.joined(separator: ", "))"
            }
        problem("unknown key '\(clean(name))'\(place); \(advice)", at: node, key: section)
    }

    /// Where a key belongs, for one that was typed into a file.
    private static let keyAdvice =
        "a key doesn't belong in this file: keep it in a variable (model.key_env), in a file of its "
        + "own (model.key_file) or in a password manager (model.key_command)"

    // MARK: Values

    /// Any text except a key, which only a command may hold.
    mutating func text(_ entry: Entry) -> Located<String>? {
        guard let scalar = entry.node.scalar, !entry.node.isNull else {
            problem(
                "\(entry.key) must be text, not \(kind(entry.node))",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        guard entry.key == "model.key_command" || !SecretMask.isKey(scalar.string) else {
            problem(
                "\(entry.key) looks like a key; \(Self.keyAdvice)",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return Located(value: scalar.string, position: position(of: entry.node))
    }

    /// A text that names a file or folder; an empty one is a problem.
    mutating func path(_ entry: Entry) -> Located<String>? {
        filled(entry, advice: "name a file or folder")
    }

    /// A text that isn't empty.
    mutating func filled(_ entry: Entry, advice: String = "enter text") -> Located<String>? {
        guard let text = text(entry) else { return nil }
        guard !text.value.isEmpty else {
            problem("\(entry.key) is empty; \(advice)", at: entry.node, key: entry.key)
            return nil
        }
        return text
    }

    /// One text or a list of texts, none of them empty.
    mutating func texts(_ entry: Entry) -> [Located<String>] {
        guard let sequence = entry.node.sequence else {
            return filled(entry).map { [$0] } ?? []
        }
        requireItems(entry)
        return sequence.compactMap {
            filled(Entry(key: entry.key, node: $0, keyNode: entry.keyNode))
        }
    }

    /// An empty list is a problem.
    mutating func requireItems(_ entry: Entry) {
        guard entry.node.sequence?.isEmpty == true else { return }
        problem(
            "\(entry.key) is an empty list; give at least one",
            at: entry.node,
            key: entry.key
        )
    }

    /// A word out of a list of allowed ones.
    mutating func choice(_ entry: Entry, of allowed: [String], later: [String] = []) -> String? {
        guard let word = text(entry)?.value else { return nil }
        if allowed.contains(word) { return word }
        if later.contains(word) {
            problem(
                "\(entry.key): \(word) is not available in this version; use "
                    + allowed.joined(separator: " or "),
                at: entry.node,
                key: entry.key,
                code: .notAvailable
            )
            return nil
        }
        let near = nearestName(to: word, among: allowed).map { "did you mean '\($0)'?" }
        problem(
            "\(entry.key) must be one of \(allowed.joined(separator: ", ")), not '\(clean(word))'"
                + (near.map { "; \($0)" } ?? ""),
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    /// A finite number within bounds, exact.
    mutating func decimal(_ entry: Entry, in range: ClosedRange<Decimal>) -> Decimal? {
        guard let scalar = entry.node.scalar, !entry.node.isNull,
            let value = exactDecimal(scalar.string)
        else {
            problem(
                "\(entry.key) must be a number, not \(kind(entry.node))",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return within(range, value, entry)
    }

    /// A whole number within bounds.
    mutating func whole(_ entry: Entry, in range: ClosedRange<Int>) -> Int? {
        guard let scalar = entry.node.scalar, let value = Int(scalar.string) else {
            problem(
                "\(entry.key) must be a whole number, not \(kind(entry.node))",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return within(range, value, entry)
    }

    private mutating func within<Number: Comparable>(
        _ range: ClosedRange<Number>,
        _ value: Number,
        _ entry: Entry
    ) -> Number? {
        guard range.contains(value) else {
            problem(
                "\(entry.key) must be from \(range.lowerBound) to \(range.upperBound), not \(value)",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return value
    }

    /// `90s`, `10m`, `1h30m`; more than zero.
    mutating func duration(_ entry: Entry) -> Duration? {
        guard let written = text(entry)?.value else { return nil }
        if let duration = Duration(written: written) { return duration }
        problem(
            "\(entry.key) must be a time such as 90s, 10m or 1h30m, not '\(clean(written))'",
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    /// A share such as `10%`.
    mutating func percentage(_ entry: Entry) -> Int? {
        guard let written = text(entry)?.value else { return nil }
        if let match = written.wholeMatch(of: /(\d{1,3})\s*%/), let share = Int(match.1),
            share <= 100
        {
            return share
        }
        problem(
            "\(entry.key) must be a percentage such as 10%, not '\(clean(written))'",
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    // MARK: Words for messages

    private func title(_ section: String) -> String {
        section.isEmpty ? "the file" : section
    }

    private func kind(_ node: YAMLNode) -> String {
        if node.isNull { return "empty" }
        if node.mapping != nil { return "a section" }
        if node.sequence != nil { return "a list" }
        return "'\(clean(node.scalar?.string ?? ""))'"
    }

    /// At most 60 characters, without control characters: file text in messages is untrusted.
    private func clean(_ text: String) -> String {
        printable(text, limit: 60)
    }
}
