import Foundation
import Testing

/// A workbook on disk, its parts unzipped and searched as plain text.
struct ReadWorkbook {
    let path: String

    /// The text of a part; a workbook without it fails the test.
    func part(_ name: String) throws -> String {
        let output = try unzip(["-p", path, name])
        try #require(!output.isEmpty, "no \(name)")
        return output
    }

    /// The names of all parts.
    func parts() throws -> [String] {
        try unzip(["-Z1", path]).split(separator: "\n").map(String.init)
    }

    func sheetNames() throws -> [String] {
        try part("xl/workbook.xml").matches(of: /<sheet name="([^"]*)"/).map { String($0.1) }
    }

    /// A sheet's XML by its name.
    func sheet(_ name: String) throws -> String {
        let index = try #require(try sheetNames().firstIndex(of: name), "no sheet \(name)")
        return try part("xl/worksheets/sheet\(index + 1).xml")
    }

    /// A cell as it is stored: its type and content.
    struct Cell: Equatable {
        /// `inlineStr` for text, empty for a number.
        var type = ""
        /// The text or number; empty for a blank cell.
        var value = ""
        var formula: String?

        static func text(_ text: String) -> Cell { Cell(type: "inlineStr", value: text) }
        static func number(_ number: String) -> Cell { Cell(value: number) }
    }

    /// All cells of a sheet by their names: `A1`.
    func cells(_ sheet: String) throws -> [String: Cell] {
        let xml = try self.sheet(sheet)
        let pattern = /<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/.dotMatchesNewlines()
        return xml.matches(of: pattern).reduce(into: [:]) { cells, match in
            let content = String(match.3 ?? "")
            let value = content.firstMatch(of: /<[tv](?: [^>]*)?>([^<]*)<\/[tv]>/)?.1 ?? ""
            cells[String(match.1)] = Cell(
                type: String(match.2.firstMatch(of: /t="(\w+)"/)?.1 ?? ""),
                value: unescaped(String(value)),
                formula: content.firstMatch(of: /<f>([^<]*)<\/f>/).map { String($0.1) }
            )
        }
    }

    private func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&apos;", with: "'")
            .replacing("&amp;", with: "&")
    }

    private func unzip(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unzip"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
