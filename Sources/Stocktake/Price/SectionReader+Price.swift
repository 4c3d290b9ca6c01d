import Foundation
import Yams

/// A section of a table with its entries: what the messages of missing keys need.
struct TableSection {
    /// `models[gpt-5.2]`; empty for the top of the file.
    let name: String
    let node: Node
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
    mutating func section(_ node: Node, name: String, known: [String]) -> TableSection {
        let entries = entries(of: node, section: name, known: known)
        return TableSection(name: name, node: node, entries: entries)
    }

    /// The entry of a key that has to be there; `purpose` ends the message when it isn't.
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
            problem("\(entry.key) is empty; write it out", at: entry.node, key: entry.key)
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

    /// A day of the calendar; whether it is past or future is not looked at.
    mutating func day(_ entry: Entry) -> CalendarDay? {
        guard let text = text(entry)?.value else { return nil }
        if let day = CalendarDay(text) { return day }
        problem(
            "\(entry.key) must be a day like 2026-08-21, not '\(printable(text, limit: 60))'",
            at: entry.node,
            key: entry.key
        )
        return nil
    }

    /// The elements of a list, which must not be empty.
    mutating func list(_ entry: Entry) -> [Node] {
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
    func rowName(_ list: String, _ node: Node, number: Int) -> String {
        let name = node.mapping?["model"]?.scalar?.string ?? ""
        let isName = name.wholeMatch(of: /[!-~]{1,200}/) != nil
        return "\(list)[\(isName ? printable(name, limit: 60) : String(number))]"
    }

    /// Reports every name that stands twice, in the order of the file; says where the first is.
    mutating func checkUnique(_ names: [(name: String, node: Node)], key: String) {
        var first: [String: SourcePosition] = [:]
        for (name, node) in names {
            if let other = first[name] {
                problem(
                    "\(printable(name, limit: 60)) stands twice in \(key), first in line "
                        + "\(other.line); keep one",
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
    _ build: (inout SectionReader, Node) -> Table?
) -> (Table?, [Finding]) {
    do {
        guard let root = try YAMLText(file: file, bytes: bytes).root(), root.mapping != nil else {
            let message = "\(kind) is a YAML section of keys; see the one in Pipelines"
            return (nil, [asTableProblem(YAMLProblem(file, message).finding)])
        }
        var values = SectionReader(file: file)
        let table = build(&values, root)
        var seen: Set<Finding> = []
        let findings = values.findings.map(asTableProblem)
            .filter { seen.insert($0).inserted }
            .sorted { left, right in
                guard let a = left.position, let b = right.position else { return false }
                return (a.line, a.column) < (b.line, b.column)
            }
        return (findings.isEmpty ? table : nil, findings)
    } catch {
        return (nil, [asTableProblem(error.finding)])
    }
}

/// A table is data that a pipeline names, not the pipeline: same words, another code.
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
