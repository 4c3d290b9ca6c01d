import Foundation

/// The summary after a run: a table of lines, the totals, and the paths of the reports.
public struct TerminalReport: Sendable {
    let record: RunRecord
    /// Columns of the terminal; nil for no limit, if the output is not a terminal.
    let columns: Int?
    let isColoured: Bool
    /// The names of the files that were written.
    var files: [String] = []

    /// With more lines than this, the ok ones are not listed.
    static let mostLines = 60
    /// The minimum width of the name column; a narrower one is omitted.
    static let narrowestName = 14
    /// Location and item are cut to this width at most while the reasons are shown.
    static let narrowestKey = 6
    /// The minimum readable width of the reasons.
    static let narrowestReasons = 8

    /// The whole text, ending with the paths of the reports, if any.
    public func text(reports: [String]) -> String {
        var rows = wrapped(heading, indent: "") + [""]
        rows += record.isExtract ? rowLines : table + zones
        rows += followUpLines + orderLines
        rows += [""] + wrapped(summary) + wrapped(asked) + wrapped(record.shortfall ?? "")
        rows += wrapped(record.caution)
        rows += reports.map { "  \(printable($0, limit: 4096))" }
        return rows.map { trimmed($0) }.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let parts = [
            printable(record.title, limit: 120), plural(record.photos.count, "photo"),
            record.isExtract
                ? plural(record.rowCount, "row") : plural(record.locations.count, "location"),
            method,
        ]
        return parts.joined(separator: " · ")
    }

    private var method: String {
        guard let asking = record.lookedBy else {
            return record.asking == nil ? "labels, offline" : "labels"
        }
        return asking.isRehearsal ? "rehearsal" : printable(asking.snapshots, limit: 60)
    }

    private var summary: String {
        var parts = record.rows.map(rowSummary) ?? lineSummary
        let lost: [(count: Int, words: String)] = [
            (record.rejectedPhotos, "not used"), (record.unreachedPhotos, "not reached"),
        ]
        parts += lost.filter { $0.count > 0 }.map { "\(plural($0.count, "photo")) \($0.words)" }
        let duplicates = record.photos.count(where: \.isDuplicate)
        if duplicates > 0 { parts.append(plural(duplicates, "duplicate")) }
        parts += requests + [seconds]
        return parts.joined(separator: " · ")
    }

    private var lineSummary: [String] {
        let needed = record.count(of: .review) + record.count(of: .recount)
        let incomplete = record.count(of: .incomplete)
        var parts = [
            "\(record.count(of: .ok)) ok", "\(needed) need\(needed == 1 ? "s" : "") a person",
        ]
        if incomplete > 0 { parts.append("\(incomplete) incomplete") }
        return parts + ["\(record.count(of: .notCounted)) not counted"]
    }

    /// The requests and their cost, compared with the estimate.
    private var requests: [String] {
        guard let asking = record.asking else { return ["0 requests", "$0.00"] }
        var parts = [plural(asking.attempts.count, "request")]
        if asking.reused > 0 { parts.append("\(asking.reused) reused") }
        let estimate = asking.estimatedOfAsked.map { " of \(dollars($0)) estimated" } ?? ""
        parts.append(dollars(asking.paid) + (asking.isRehearsal ? "" : estimate))
        return parts
    }

    /// Why questions were asked; empty if all answers came from the ledger.
    private var asked: String {
        let reasons = record.asking?.reasons ?? []
        guard !reasons.isEmpty else { return "" }
        let parts = reasons.map { "\($0.count) \($0.code.words($0.count))" }
        return "Asked: \(parts.joined(separator: ", "))."
    }

    private var seconds: String {
        let (whole, atto) = record.duration.components
        let tenths = whole * 10 + atto / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// A sentence, indented and wrapped to the terminal's width.
    func wrapped(_ text: String, indent: String = "  ") -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let columns {
                let fitting = cut(String(word), to: columns - indent.count)
                let line = (lines.last ?? "") + " " + fitting
                if !lines.isEmpty, displayWidth(line) <= columns {
                    lines[lines.count - 1] = line
                } else {
                    lines.append(indent + fitting)
                }
            } else {
                lines = [(lines.last.map { $0 + " " } ?? indent) + word]
            }
        }
        return lines
    }

    /// The most lines whose zones are shown; all are in zones.csv.
    private static let mostZoneLines = 12

    /// One line for each that has zones: `bag of ice: on the cart 8 · on the floor 7 · carried 1`.
    private var zones: [String] {
        let lines = record.lines.filter { !$0.tally.zones.isEmpty && !$0.tally.sku.isEmpty }
        guard !lines.isEmpty, lines.count <= Self.mostZoneLines else { return [] }
        return [""]
            + lines.flatMap { line in
                let zones = line.tally.zones.map { zone in
                    "\(printable(zone.zone, limit: 40)) \(zone.counted.map(String.init) ?? "–")"
                }
                let name = printable(line.tally.sku, limit: 40)
                let place =
                    record.locations.count > 1
                    ? " \(printable(line.tally.location, limit: 40))" : ""
                return wrapped("\(name)\(place): \(zones.joined(separator: " · "))")
            }
    }

    // MARK: The table

    private var table: [String] {
        let shown =
            record.lines.count <= Self.mostLines
            ? record.lines : record.lines.filter { $0.status != .ok }
        guard !record.lines.isEmpty else { return ["  no lines: nothing was counted"] }
        guard !shown.isEmpty else { return ["  all \(grouped(record.lines.count)) lines are ok"] }
        let cells = shown.map(cells(of:))
        let titles = ["location", "item", "name", "counted", "book", "Δ", "status", ""]
        var widths = titles.indices.map { column in
            ([titles] + cells).map { displayWidth($0[column]) }.max() ?? 0
        }
        widths = fitted(widths)
        var rows = [row(titles, widths: widths, status: nil)]
        for (line, cell) in zip(shown, cells) {
            rows.append(row(cell, widths: widths, status: line.status))
        }
        let hidden = record.lines.count - shown.count
        if hidden > 0 {
            rows.append("  … and \(plural(hidden, "line")) that \(hidden == 1 ? "is" : "are") ok")
        }
        return rows
    }

    private func cells(of line: StockLine) -> [String] {
        let tally = line.tally
        return [
            tally.location.isEmpty ? "unknown" : printable(tally.location, limit: 24),
            tally.sku.isEmpty ? "–" : printable(tally.sku, limit: 24),
            printable(tally.name, limit: 60), tally.counted.map(String.init) ?? "–",
            line.expected.map(unsigned) ?? "–", line.variance.map(signed) ?? "–",
            line.status.words, line.explanation,
        ]
    }

    private func signed(_ number: Decimal) -> String {
        number > 0 ? "+\(number)" : unsigned(number)
    }

    private func unsigned(_ number: Decimal) -> String {
        number < 0 ? "−\(abs(number))" : quantityText(number)
    }

    /// Narrows the columns to fit the terminal; 0 omits a column.
    ///
    /// The name is narrowed first, then the reasons, then location and item, the wider one first.
    private func fitted(_ widths: [Int]) -> [Int] {
        guard let columns else { return widths }
        var fitted = widths
        let fixed = [3, 4, 5, 6].map { widths[$0] + 2 }.reduce(0, +)
        let room = columns - fixed - 4
        let reasons = widths[7] == 0 ? 0 : min(widths[7], Self.narrowestReasons) + 2
        narrowKeys(&fitted, to: max(room - reasons, 2 * Self.narrowestKey))
        if fitted[0] + fitted[1] > room { narrowKeys(&fitted, to: max(room, 2)) }
        let left = room - fitted[0] - fitted[1]
        let name = left - 2 - (widths[7] == 0 ? 0 : widths[7] + 2)
        fitted[2] = name >= Self.narrowestName ? min(name, widths[2]) : 0
        let reasonsLeft = left - 2 - (fitted[2] > 0 ? fitted[2] + 2 : 0)
        fitted[7] = min(widths[7], max(0, reasonsLeft))
        return fitted
    }

    /// Cuts the wider of location and item until both fit.
    private func narrowKeys(_ widths: inout [Int], to room: Int) {
        let narrower = min(widths[0], widths[1], room / 2)
        let wider = min(max(widths[0], widths[1]), room - narrower)
        let isLocationWider = widths[0] > widths[1]
        widths[0] = isLocationWider ? wider : narrower
        widths[1] = isLocationWider ? narrower : wider
    }

    private func row(_ cells: [String], widths: [Int], status: LineStatus?) -> String {
        let numbers = 3...5
        var text = ""
        for (column, cell) in cells.enumerated() where widths[column] > 0 {
            let padded = pad(cell, to: widths[column], right: numbers.contains(column))
            text += "  " + (column == 6 ? coloured(padded, status) : padded)
        }
        return text
    }

    private func coloured(_ text: String, _ status: LineStatus?) -> String {
        guard let status else { return text }
        let colour: TerminalColour =
            switch status {
            case .ok: .green
            case .review: .yellow
            case .recount: .magenta
            case .incomplete, .notCounted: .red
            }
        return coloured(text, colour)
    }

    func coloured(_ text: String, _ colour: TerminalColour) -> String {
        isColoured ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    func pad(_ text: String, to width: Int, right: Bool) -> String {
        let fitting = cut(text, to: width)
        let space = String(repeating: " ", count: max(0, width - displayWidth(fitting)))
        return right ? space + fitting : fitting + space
    }

    func cut(_ text: String, to width: Int) -> String {
        guard displayWidth(text) > width else { return text }
        var result = ""
        var used = 0
        for character in text {
            let next = displayWidth(String(character))
            if used + next > width - 1 { break }
            used += next
            result.append(character)
        }
        return result + "…"
    }

    private func trimmed(_ row: String) -> String {
        var row = row[...]
        while row.last == " " { row.removeLast() }
        return String(row)
    }
}

/// A colour of a terminal by its number.
enum TerminalColour: Int {
    case red = 31
    case green, yellow
    case magenta = 35
}

/// The width of a text in terminal columns: 2 for East Asian wide characters and emoji.
func displayWidth(_ text: String) -> Int {
    text.reduce(0) { width, character in
        guard let scalar = character.unicodeScalars.first else { return width }
        let isWide =
            scalar.properties.isEmojiPresentation
            || [
                0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
            ].contains { $0.contains(Int(scalar.value)) }
        return width + (isWide ? 2 : 1)
    }
}
