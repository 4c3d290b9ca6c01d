import Foundation
import Yams

/// A YAML text made safe to compose, and composed.
///
/// Refused before the parser sees it: more than 256 KiB, lines and flow nesting that would exhaust
/// the stack, anchors, aliases and keys that are no words (with them every alias bomb), tabs as
/// indentation, bytes that are not UTF-8.
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
                "a file of \(body.count) bytes; at most \(Self.maxBytes)"
            )
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw YAMLProblem(file, "the file is not UTF-8 text; save it as UTF-8")
        }
        self.text = text
        try checkLines()
        try checkTokens()
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
        for (index, line) in sourceLines(Array(text.utf8)).enumerated() {
            let number = index + 1
            guard line.count <= Self.maxLineLength else {
                throw YAMLProblem(
                    file,
                    "a line of \(line.count) bytes; at most \(Self.maxLineLength)",
                    line: number
                )
            }
            brackets += line.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
            guard brackets <= Self.maxBrackets else {
                throw YAMLProblem(
                    file,
                    "more than \(Self.maxBrackets) brackets; at most that many are read",
                    line: number
                )
            }
            try checkIndentation(of: line, number: number)
        }
    }

    private func checkIndentation(
        of line: ArraySlice<UInt8>,
        number: Int
    ) throws(YAMLProblem) {
        let indentation = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard indentation.count < line.count,
            let tab = indentation.firstIndex(of: UInt8(ascii: "\t"))
        else { return }
        throw YAMLProblem(
            file,
            "a tab in the indentation; use spaces",
            line: number,
            column: tab - line.startIndex + 1
        )
    }

    private func checkTokens() throws(YAMLProblem) {
        var scanner = YAMLScanner(text)
        guard let refusal = scanner.firstRefusal() else { return }
        throw YAMLProblem(file, refusal.words, line: refusal.line, column: refusal.column)
    }
}

extension YAMLScanner.Refusal {
    fileprivate var words: String {
        let quote = "or put the text in quotes"
        return switch cause {
        case .anchor: "an anchor ('&') is not read here; write the value out, \(quote)"
        case .alias: "an alias ('*') is not read here; write the value out, \(quote)"
        case .markedKey: "a key after '?' is not read here; write 'key: value', \(quote)"
        case .collectionKey: "a list or section can't be a key; write 'key: value'"
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
            self.init(
                file,
                "not readable as YAML: \(problem)\(place)",
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
