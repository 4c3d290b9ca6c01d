import Foundation
import Platform
import Stocktake

/// Writes results to stdout and everything else to stderr, and all findings to the log.
struct Console {
    let settings: Settings
    /// Nil if none was requested.
    let log: EventLog?

    /// The terminal's columns if stdout is a terminal, otherwise `COLUMNS`; nil for no limit.
    var columns: Int? {
        isTerminal(1) ? terminalColumns(1) ?? 80 : settings.columns
    }

    func isColoured(_ descriptor: Int32) -> Bool {
        let byTerminal = isTerminal(descriptor) && !settings.hasNoColor
        return settings.color == .auto ? byTerminal : settings.color == .always
    }

    /// Writes a result to stdout; a reader that stops early, as `head` does, is not a failure.
    ///
    /// - Returns: `.cannotWrite`, reported on stderr, if the result was not written completely.
    func result(_ text: String) -> ExitStatus {
        guard case .failed(let failure) = writeText(text, to: 1) else { return .success }
        let message = "\(failure); make room and run the command again"
        error("stocktake: error: \(message)")
        log?.add(.exitError(exitStatus: ExitStatus.cannotWrite.rawValue, message))
        return .cannotWrite
    }

    /// Writes a line to stderr, unless quiet.
    func note(_ line: String) {
        if !settings.isQuiet { _ = writeText(line + "\n", to: 2) }
    }

    /// Writes a note to stderr while a progress line may be shown there.
    func notice(_ words: String) {
        let isOverwriting = settings.progress.holds(onTerminal: isTerminal(2))
        note(
            (isOverwriting ? "\r\u{1B}[K" : "")
                + "stocktake: note: \(printable(words, limit: 1000))"
        )
    }

    /// Writes a line to stderr, even when quiet.
    func error(_ line: String) {
        _ = writeText(line + "\n", to: 2)
    }

    /// Prints findings as `file:line:column: severity: …` with the source line.
    ///
    /// Without a position it is `stocktake: severity: …`. `--quiet` prints errors only, and notes
    /// need `--verbose`; the log gets them all.
    func findings(_ findings: [Finding]) {
        logged(findings)
        var sources = SourceLines()
        for finding in findings {
            switch finding.severity {
            case .note where !settings.isVerbose || settings.isQuiet: continue
            case .warning where settings.isQuiet: continue
            default: break
            }
            error(FindingText(finding, isColoured: isColoured(2)).line)
            guard finding.severity == .error, finding.key != "model.base_url" else { continue }
            if let excerpt = sources.excerpt(finding.position) { error(excerpt) }
        }
    }
}

extension Console {
    /// Adds findings to the log only, because stdout shows them.
    func logged(_ findings: [Finding]) {
        for finding in findings { log?.add(.finding(finding)) }
    }
}

/// One finding as a line of text.
struct FindingText {
    let finding: Finding
    let isColoured: Bool

    init(_ finding: Finding, isColoured: Bool) {
        self.finding = finding
        self.isColoured = isColoured
    }

    var line: String {
        let severity = coloured(finding.severity.rawValue)
        let message = shown(finding.message)
        if let position = finding.position {
            let place = "\(shown(position.file)):\(position.line):\(position.column)"
            return "\(place): \(severity): \(message)"
        }
        let photo = finding.photo.map { "photo \(shown($0)): " } ?? ""
        return "stocktake: \(severity): \(photo)\(message)"
    }

    private func shown(_ text: String) -> String {
        printable(text, limit: 4096)
    }

    private func coloured(_ word: String) -> String {
        guard isColoured else { return word }
        let code =
            switch finding.severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        return "\u{1B}[\(code)m\(word)\u{1B}[0m"
    }
}

/// Source lines of the files that findings point to; each file is read once.
struct SourceLines {
    private var lines: [String: [ArraySlice<UInt8>]] = [:]

    /// The source line with a caret under the column; nil if there is nothing to show.
    mutating func excerpt(_ position: SourcePosition?) -> String? {
        guard let position, position.column >= 1, position.line >= 1 else { return nil }
        if lines[position.file] == nil { lines[position.file] = read(position.file) }
        guard let all = lines[position.file], position.line <= all.count else { return nil }
        guard !mayShowSecret(all, position.line - 1) else { return nil }
        let scalars = String(decoding: all[position.line - 1], as: UTF8.self).unicodeScalars
        let start = max(0, position.column - 41)
        let shown = String(String.UnicodeScalarView(scalars.dropFirst(start).prefix(76)))
        guard !shown.allSatisfy(\.isWhitespace) else { return nil }
        let indent = String(repeating: " ", count: position.column - 1 - start)
        return "  \(masked(shown))\n  \(indent)^"
    }

    /// Whether a line holds a secret by its look, or belongs to a setting with the name of one.
    ///
    /// In YAML a value may go on for lines: those count to the settings they are indented under, and
    /// all lines without a name of their own to the setting before them.
    private func mayShowSecret(_ all: [ArraySlice<UInt8>], _ index: Int) -> Bool {
        func text(_ index: Int) -> String { String(decoding: all[index], as: UTF8.self) }
        let line = text(index)
        let names = line.matches(of: /([\w.-]+)["']?\s*[:=]/).map { String($0.1) }
        if SecretMask.masked(line) != line || names.contains(where: SecretMask.isSecretSetting) {
            return true
        }
        var indent = Int.max
        for above in stride(from: index, through: max(0, index - 200), by: -1) {
            let line = text(above)
            let depth = line.prefix { $0 == " " || $0 == "-" }.count
            guard let name = line.firstMatch(of: /^[\s{-]*["']?([\w.-]+)["']?\s*:/)?.1,
                depth < indent
            else { continue }
            if SecretMask.isSecretSetting(String(name)) { return true }
            if depth == 0 { return false }
            indent = depth
        }
        return false
    }

    /// Replaces each unprintable character by one character, so that the caret stays in its column.
    private func masked(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            printable(String(scalar)).unicodeScalars.elementsEqual([scalar]) ? scalar : "\u{FFFD}"
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The file's lines; none if it can't be read, because the finding says what is wrong.
    private func read(_ file: String) -> [ArraySlice<UInt8>] {
        do {
            let bytes = try readFile(at: file, maxBytes: 1 << 24)
            // A workbook or a picture has no lines to show.
            if bytes.contains(0) { return [] }
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            return sourceLines(hasMark ? Array(bytes.dropFirst(3)) : bytes)
        } catch {
            return []
        }
    }
}
