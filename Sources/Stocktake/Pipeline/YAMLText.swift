import Foundation
import Yams

/// A YAML text made safe to compose, and composed.
///
/// Refused before the parser sees it: more than 256 KiB, lines and flow nesting that would exhaust
/// the stack, anchors (with them every alias bomb), tabs as indentation, bytes that are not UTF-8.
struct YAMLText {
    static let maxBytes = 262_144
    static let maxLineLength = 8192
    static let maxBrackets = 2000

    let file: String
    let text: String

    /// - Throws: `Finding` with the position of the first thing that makes the text unreadable.
    init(file: String, bytes: [UInt8]) throws(YAMLProblem) {
        self.file = file
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard body.count <= Self.maxBytes else {
            throw YAMLProblem(
                file,
                "\(body.count) bytes are too many for a pipeline file; at most 262144"
            )
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw YAMLProblem(file, "the file is not UTF-8 text; save it as UTF-8")
        }
        self.text = text
        try checkLines()
    }

    /// The document's root; nil for an empty document.
    func root() throws(YAMLProblem) -> Node? {
        do {
            return try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch {
            throw YAMLProblem(file, yamsError: error)
        }
    }

    private func checkLines() throws(YAMLProblem) {
        var brackets = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let number = index + 1
            guard line.utf8.count <= Self.maxLineLength else {
                throw YAMLProblem(
                    file,
                    "a line of \(line.utf8.count) bytes; at most \(Self.maxLineLength)",
                    line: number
                )
            }
            brackets += line.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
            guard brackets <= Self.maxBrackets else {
                throw YAMLProblem(
                    file,
                    "more than \(Self.maxBrackets) brackets; too deep to be a pipeline",
                    line: number
                )
            }
            try checkIndentation(of: line, number: number)
            try checkAnchors(in: line, number: number)
        }
    }

    private func checkIndentation(of line: Substring, number: Int) throws(YAMLProblem) {
        let indentation = line.prefix { $0 == " " || $0 == "\t" }
        guard indentation.count < line.count, let tab = indentation.firstIndex(of: "\t") else {
            return
        }
        throw YAMLProblem(
            file,
            "a tab in the indentation; use spaces",
            line: number,
            column: line.distance(from: line.startIndex, to: tab) + 1
        )
    }

    /// An `&` where YAML lets an anchor stand: at a value's start, outside quotes and comments.
    private func checkAnchors(in line: Substring, number: Int) throws(YAMLProblem) {
        var previous: Character = " "
        var quote: Character?
        var mayStart = true
        for (index, character) in line.enumerated() {
            if let open = quote {
                if character == open { quote = nil }
            } else if mayStart, character == "\"" || character == "'" {
                quote = character
            } else if character == "#", previous == " " {
                return
            } else if mayStart, character == "&" {
                throw YAMLProblem(
                    file,
                    "an anchor ('&'), which pipeline files don't have; write the value out",
                    line: number,
                    column: index + 1
                )
            }
            if character != " " { mayStart = ":-?[{,".contains(character) }
            previous = character
        }
    }
}

/// Why a text is not readable YAML: one finding.
struct YAMLProblem: Error {
    let finding: Finding

    init(_ file: String, _ message: String, line: Int = 1, column: Int = 1) {
        finding = Finding(
            .error,
            .pipelineInvalid,
            message,
            position: SourcePosition(file: file, line: line, column: column)
        )
    }

    init(_ file: String, yamsError error: any Error) {
        switch error {
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            self.init(
                file,
                "the key \(names) stands twice in one section; keep one",
                line: context.mark.line,
                column: context.mark.column
            )
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let place = context.map { " \($0.text.replacing("\n", with: " "))" } ?? ""
            let detail =
                problem == "found undefined alias" ? "an alias ('*') without quotes" : problem
            self.init(
                file,
                "not readable as YAML: \(detail)\(place)",
                line: mark.line,
                column: mark.column
            )
        case YamlError.reader(let problem, let offset, _, _):
            self.init(
                file,
                "not readable as YAML: \(problem)" + (offset.map { ", byte \($0)" } ?? "")
            )
        default:
            self.init(file, "not readable as YAML: \(error)")
        }
    }
}
