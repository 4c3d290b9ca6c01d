import Foundation
import Platform

/// A catalogue of what a run found and its catalogue lacks, for `stocktake init --from`.
///
/// It is made of the run's counts.csv: a row for each item whose lines have the reason `open_name`
/// or `unknown_item`, with the columns that a person fills in left empty.
public struct FoundCatalogue: Sendable {
    /// The content of the file.
    public let bytes: [UInt8]
    /// The number of its items, 1 or more.
    public let count: Int

    /// Reads what a run found.
    ///
    /// - Parameters:
    ///   - run: the folder of a run, its counts.csv, or the id of a run in a folder of `reports`.
    ///   - reports: where runs are looked for by their id.
    /// - Throws: `RunRefusal` if there is no such run, or nothing in it that a catalogue lacks.
    public init(from run: String, reports: String = "Output") throws(RunRefusal) {
        let path = try Self.countsFile(of: run, reports)
        let bytes: [UInt8]
        do {
            bytes = try readFile(at: path, maxBytes: Planning.maxTableBytes)
        } catch {
            throw Self.unread(path, error)
        }
        let items = try Self.items(in: CSVTable(file: path, bytes: bytes))
        count = items.count
        self.bytes = CSVText.bytes(
            items,
            [
                .text("sku") { $0.sku }, .text("name") { $0.name }, .text("gtin") { $0.gtin },
                .text("unit") { $0.unit }, .empty("pack_size"),
                .text("aliases") { $0.aliases.joined(separator: ";") },
            ]
        )
    }

    private struct Item {
        let sku: String
        var name = ""
        var gtin = ""
        var unit = ""
        /// Other spellings.
        var aliases: [String] = []
    }

    // MARK: Finding the run

    private static func countsFile(of run: String, _ reports: String) throws(RunRefusal) -> String {
        do {
            switch try FileStatus(of: run).kind {
            case .folder: return "\(run)/counts.csv"
            case .missing where run.wholeMatch(of: /[A-Za-z0-9-]+/) != nil: break
            default: return run
            }
            let isThere = try FileStatus(of: reports).kind == .folder
            let folders = isThere ? try FolderListing(of: reports).entries : []
            let found = try folders.map { "\(reports)/\($0.name)/\(run)" }
                .filter { path throws(FileError) in try FileStatus(of: path).kind == .folder }
            guard let first = found.first else {
                throw RunRefusal(
                    message: "there is no run '\(run)' in \(printable(reports))/*; name its folder",
                    exitStatus: .missingInput
                )
            }
            guard found.count == 1 else {
                let names = found.prefix(5).map { printable($0) }.joined(separator: ", ")
                throw RunRefusal(
                    message: "several folders have the name '\(run)': \(names); name one of them",
                    exitStatus: .missingInput
                )
            }
            return "\(first)/counts.csv"
        } catch let error as FileError {
            throw RunRefusal(message: "\(error)", exitStatus: .missingInput)
        } catch let refusal as RunRefusal {
            throw refusal
        } catch {
            throw RunRefusal(message: "\(error)", exitStatus: .unexpected)
        }
    }

    /// Why a run has no counts.csv.
    private static func unread(_ path: String, _ error: FileError) -> RunRefusal {
        let advice = error.code == .missing ? "; name a run that counted, with reports in csv" : ""
        return RunRefusal(
            message: printable("\(error)", limit: 4096) + advice,
            exitStatus: error.code == .missing ? .missingInput : .invalidData
        )
    }

    // MARK: Reading it

    private static func items(in table: CSVTable) throws(RunRefusal) -> [Item] {
        let file = printable(table.file, limit: 4096)
        func refusal(_ words: String) -> RunRefusal {
            RunRefusal(message: "\(file): \(words)", exitStatus: .invalidData)
        }
        if let finding = table.findings.first {
            throw RunRefusal(
                message: finding.message,
                exitStatus: .invalidData,
                findings: table.findings
            )
        }
        let missing = ["sku", "reasons", "method"].first { !table.header.contains($0) }
        if let missing { throw refusal("no column '\(missing)', so it is no counts.csv of a run") }
        guard !table.rows.contains(where: { $0["method"] == "rehearsal" }) else {
            throw refusal("the run is a rehearsal, and found nothing real; name a real run")
        }
        var items: [String: Item] = [:]
        for row in table.rows {
            let reasons = (row["reasons"] ?? "").split(separator: ";")
            let sku = text(row, "sku")
            guard reasons.contains("open_name") || reasons.contains("unknown_item"),
                !sku.isEmpty, sku != CountAnswer.unknownItem
            else { continue }
            let key = sku.precomposedStringWithCanonicalMapping.lowercased()
            var item = items[key] ?? Item(sku: sku)
            if sku != item.sku, !item.aliases.contains(sku), !sku.contains(";") {
                item.aliases.append(sku)
            }
            if item.name.isEmpty { item.name = text(row, "name") }
            if item.gtin.isEmpty { item.gtin = text(row, "gtin") }
            if item.unit.isEmpty { item.unit = text(row, "unit") }
            items[key] = item
        }
        guard !items.isEmpty else {
            throw refusal(
                table.rows.isEmpty
                    ? "the run counted nothing; name a run of a pipeline that counts"
                    : "the run found nothing that its catalogue or list of items lacks"
            )
        }
        return items.values.sorted { isBeforeNaturally($0.sku, $1.sku) }
    }

    /// A field as it was before a report wrote it: without the apostrophe that keeps a spreadsheet
    /// from taking it for a formula.
    private static func text(_ row: CSVTable.Row, _ column: String) -> String {
        let text = row[column] ?? ""
        guard text.utf8.first == UInt8(ascii: "'"), let second = text.utf8.dropFirst().first,
            CSVText.formulaStart.contains(second)
        else { return text }
        return String(text.dropFirst())
    }
}
