import Foundation
import Testing

@testable import XLSX

/// A fresh folder, gone with the test.
final class TestFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/stocktake-xlsx-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

/// Runs a program and gives its exit status and standard output.
func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
}

/// A workbook as read back from disk: what is in its parts, by plain string search.
struct WrittenWorkbook {
    let path: String
    let notes: [WorkbookNote]

    /// Writes a workbook and keeps where it is.
    init(
        in folder: TestFolder,
        name: String = "book.xlsx",
        created: Int64 = 1_795_399_200,
        title: String = "Stock & more",
        fill: (borrowing Workbook) throws -> Void
    ) throws {
        path = folder.path + "/" + name
        let workbook = try Workbook(
            path: path,
            properties: WorkbookProperties(title: title, author: "Ann", created: created)
        )
        try fill(workbook)
        notes = try workbook.close()
    }

    /// Writes a workbook of one sheet, `Sheet`.
    init(in folder: TestFolder, sheet fill: (Worksheet) throws -> Void) throws {
        try self.init(in: folder) { workbook in try fill(workbook.addSheet(named: "Sheet")) }
    }

    func part(_ name: String) throws -> String {
        let (status, output) = try run("unzip", ["-p", path, name])
        try #require(status == 0, "no \(name)")
        return String(decoding: output, as: UTF8.self)
    }

    func sheet(_ number: Int = 1) throws -> String {
        try part("xl/worksheets/sheet\(number).xml")
    }

    /// A cell's element of the first sheet, from `<c` to its end; nil if there is none.
    func cell(_ name: String) throws -> String? {
        try Self.cell(name, in: sheet())
    }

    static func cell(_ name: String, in sheet: String) -> String? {
        guard let start = sheet.range(of: "<c r=\"\(name)\"") else { return nil }
        let rest = sheet[start.lowerBound...]
        guard let tagEnd = rest.firstIndex(of: ">") else { return nil }
        if rest[..<tagEnd].hasSuffix("/") { return String(rest[...tagEnd]) }
        guard let end = rest.range(of: "</c>") else { return nil }
        return String(rest[..<end.upperBound])
    }

    /// The text of a cell as a spreadsheet program shows it.
    func text(_ name: String) throws -> String? {
        guard let cell = try cell(name), let start = cell.range(of: "<t"),
            let open = cell[start.upperBound...].firstIndex(of: ">"),
            let end = cell.range(of: "</t>")
        else { return nil }
        let stored = cell[cell.index(after: open)..<end.lowerBound]
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return Self.decoded(stored)
    }

    /// Reads `_xHHHH_` as Excel does: from the left, what was read is not read again.
    private static func decoded(_ stored: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        var rest = Array(stored.unicodeScalars)[...]
        while let first = rest.first {
            let code = String(String.UnicodeScalarView(rest.prefix(7)))
            if let match = code.wholeMatch(of: /_x([0-9A-Fa-f]{4})_/),
                let value = UInt32(match.1, radix: 16), let scalar = Unicode.Scalar(value)
            {
                result.append(scalar)
                rest = rest.dropFirst(7)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(result)
    }
}

/// The value between two marks; nil if they aren't there.
func between(_ start: String, _ end: String, in text: String) -> String? {
    guard let first = text.range(of: start),
        let last = text.range(of: end, range: first.upperBound..<text.endIndex)
    else { return nil }
    return String(text[first.upperBound..<last.lowerBound])
}
