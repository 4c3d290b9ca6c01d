import Foundation
import YAML

/// A section of a table with its entries: what the messages of missing keys need.
struct TableSection {
    /// `models[gpt-5.2]`; empty for the top of the file.
    let name: String
    let node: YAMLNode
    let entries: [String: SectionReader.Entry]

    subscript(key: String) -> SectionReader.Entry? {
        entries[key]
    }

    func path(_ key: String) -> String {
        name.isEmpty ? key : "\(name).\(key)"
    }
}

extension SectionReader {
    /// A section whose keys must be among the known ones.
    mutating func section(_ node: YAMLNode, name: String, known: [String]) -> TableSection {
        let entries = entries(of: node, section: name, known: known)
        return TableSection(name: name, node: node, entries: entries)
    }

    /// The entry of a required key; `purpose` ends the message when it is missing.
    mutating func required(_ key: String, of section: TableSection, purpose: String) -> Entry? {
        if let entry = section[key] { return entry }
        let path = section.path(key)
        problem("\(path) is missing; \(purpose)", at: section.node, key: path)
        return nil
    }

    /// A text that isn't empty.
    mutating func words(_ entry: Entry) -> String? {
        guard let text = text(entry)?.value else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            problem("\(entry.key) is empty; enter text", at: entry.node, key: entry.key)
            return nil
        }
        return text
    }

    /// A name as models and image rules have them: visible ASCII without spaces.
    mutating func name(_ entry: Entry) -> String? {
        guard let text = text(entry)?.value else { return nil }
        guard text.wholeMatch(of: /[!-~]{1,200}/) != nil else {
            problem(
                "\(entry.key) must be a name of 1 to 200 visible ASCII characters without spaces, "
                    + "not '\(printable(text, limit: 60))'",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return text
    }

    /// A calendar day, past or future.
    mutating func day(_ entry: Entry) -> CalendarDay? {
        guard let text = text(entry)?.value else { return nil }
        if let day = CalendarDay(text) { return day }
        problem(
            "\(entry.key) must be a date such as 2026-08-21, not '\(printable(text, limit: 60))'",
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    /// The elements of a list, which must not be empty.
    mutating func list(_ entry: Entry) -> [YAMLNode] {
        guard let sequence = entry.node.sequence else {
            problem("\(entry.key) must be a list", at: entry.node, key: entry.key)
            return []
        }
        if sequence.isEmpty {
            problem(
                "\(entry.key) is an empty list; give at least one",
                at: entry.node,
                key: entry.key
            )
        }
        return Array(sequence)
    }

    /// `models[gpt-5.2]`, or `models[3]` for a third row without a usable name.
    func rowName(_ list: String, _ node: YAMLNode, number: Int) -> String {
        let model = node.mapping?.first { $0.key.scalar?.string == "model" }
        let name = model?.value.scalar?.string ?? ""
        let isName = name.wholeMatch(of: /[!-~]{1,200}/) != nil
        return "\(list)[\(isName ? printable(name, limit: 60) : String(number))]"
    }

    /// Reports every duplicate name, in the order of the file, with the line of the first.
    mutating func checkUnique(_ names: [(name: String, node: YAMLNode)], key: String) {
        var first: [String: SourcePosition] = [:]
        for (name, node) in names {
            if let other = first[name] {
                problem(
                    "duplicate \(printable(name, limit: 60)) in \(key), first used in line "
                        + "\(other.line); remove one",
                    at: node,
                    key: key
                )
            } else {
                first[name] = position(of: node)
            }
        }
    }
}

/// Reads the YAML of a table: either a table without any problem, or its problems by line.
func readTable<Table>(
    file: String,
    bytes: [UInt8],
    kind: String,
    _ build: (inout SectionReader, YAMLNode) -> Table?
) -> (Table?, [Finding]) {
    var values = SectionReader(file: file)
    let table = values.root(of: bytes, orElse: "\(kind) must be a section of keys; see Pipelines")
        .flatMap { build(&values, $0) }
    var seen: Set<Finding> = []
    let findings = values.sortedFindings.map(asTableProblem)
        .filter { seen.insert($0).inserted }
    return (findings.isEmpty ? table : nil, findings)
}

/// A table is data that a pipeline names, not the pipeline: the same message, another code.
private func asTableProblem(_ finding: Finding) -> Finding {
    Finding(
        finding.severity,
        .dataInvalid,
        finding.message,
        position: finding.position,
        key: finding.key
    )
}

/// The table embedded in the program, which a test has read without a problem.
func embeddedTable<Table>(_ result: (Table?, [Finding])) -> Table {
    guard let table = result.0 else {
        preconditionFailure(result.1.map(\.message).joined(separator: "\n"))
    }
    return table
}
