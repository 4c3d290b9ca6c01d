import Foundation
import Testing

/// Rules of the repository that no compiler checks.
@Suite("The house") struct HouseTests {
    /// A Swift file of the repository.
    struct SourceFile: Sendable {
        /// From the repository's folder: `Sources/XLSX/Workbook.swift`.
        let path: String
        let text: String

        var lines: [Substring] {
            text.split(separator: "\n", omittingEmptySubsequences: false)
        }

        /// The lines without what comments say.
        var code: [Substring] {
            lines.map { $0[..<($0.firstRange(of: "//")?.lowerBound ?? $0.endIndex)] }
        }

        /// The folder under `Sources`: the module.
        var module: String { folder(1) }
        /// The folder under `Sources/Stocktake`.
        var stage: String { folder(2) }

        private func folder(_ level: Int) -> String {
            let parts = path.split(separator: "/")
            return parts.count > level + 1 ? String(parts[level]) : ""
        }
    }

    private static let files: [SourceFile] = {
        let roots = ["Sources", "Tests"]
        let root = SamplePhotos.repository
        return roots.flatMap { folder -> [SourceFile] in
            let all = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
                .map { name in
                    let bytes = FileManager.default.contents(
                        atPath: root.appending(path: "\(folder)/\(name)").path
                    )
                    let text = String(decoding: bytes ?? Data(), as: UTF8.self)
                    return SourceFile(path: "\(folder)/\(name)", text: text)
                }
        }
        .sorted { $0.path < $1.path }
    }()

    private static let sources = files.filter { $0.path.hasPrefix("Sources/") }
    /// What every run has, and so any stage may name; and what of it they may name themselves.
    private static let everyRunHas: [String: Set<String>] = [
        "Records": [], "YAML": ["Records"], "Pipeline": ["Records", "YAML"],
        "Price": ["Records", "YAML"], "Ledger": ["Records"],
    ]
    /// Which other stages a stage may name; `Run` and the estimate's run know them all.
    private static let mayName: [String: Set<String>] = [
        "Plan": ["Photos", "Count", "Compare", "Extract", "Then"],
        "Look": ["Plan", "Photos", "Prepare", "Labels", "Merge"],
        "Ask": ["Plan", "Photos", "Prepare", "Model"],
        "Count": ["Plan", "Ask", "Check"],
        "Extract": ["Plan", "Ask", "Check"],
        "Then": ["Plan", "Ask", "Check", "Extract", "Model"],
        "Search": ["Plan", "Photos", "Report", "Ask", "Check"],
    ]
    private static let staged = sources.filter {
        $0.module == "Stocktake" && !$0.stage.isEmpty && $0.stage != "Run"
            && !$0.path.contains("/Price/EstimateRun/")
    }

    /// `path:line`, for each line that holds a match.
    private func places(
        in files: [SourceFile],
        where holds: (Substring) -> Bool
    ) -> [String] {
        files.flatMap { file in
            file.code.enumerated().filter { holds($0.element) }
                .map { "\(file.path):\($0.offset + 1)" }
        }
    }

    @Test func `the files are found`() {
        #expect(Self.sources.count > 90)
        #expect(Self.files.count > Self.sources.count + 40)
        #expect(Self.files.allSatisfy { !$0.text.isEmpty })
        #expect(Set(Self.staged.map(\.stage)).isSuperset(of: ["Photos", "Labels", "Report"]))
    }

    @Test func `no file is too long to read`() {
        for file in Self.files {
            let limit = file.path.hasPrefix("Sources/") ? 400 : 600
            #expect(file.lines.count - 1 <= limit, "\(file.path)")
        }
        let map = Self.sources.first { $0.path.hasSuffix("Run/StocktakeRun.swift") }
        #expect((map?.lines.count ?? 99) - 1 <= 60, "the map of the program fits one screen")
    }

    @Test func `no type or file has a name that says nothing`() {
        let banned = /\b\w*(?:Manager|Helper|Helpers|Util|Utils|Utility|Common|Base|Impl)\b/
        let declares = /\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/
        for file in Self.files {
            let name = file.path.split(separator: "/").last?.split(separator: ".").first ?? ""
            #expect(String(name).wholeMatch(of: banned) == nil, "\(file.path)")
            #expect(file.module.wholeMatch(of: banned) == nil, "\(file.path)")
        }
        let found = places(in: Self.files) { line in
            line.matches(of: declares).contains { $0.1.wholeMatch(of: banned) != nil }
        }
        #expect(found == [])
    }

    @Test(arguments: [
        "try!", " as! ", "fatalError(", "nonisolated(unsafe)", "Task.detached", "@preconcurrency",
    ])
    func `the sources never take a way out`(_ word: String) {
        #expect(places(in: Self.sources) { $0.contains(word) } == [])
    }

    @Test func `nothing is left to be done`() {
        for file in Self.sources {
            #expect(!file.text.contains("TODO") && !file.text.contains("FIXME"), "\(file.path)")
        }
    }

    @Test func `the libraries print nothing`() {
        let libraries = Self.sources.filter { $0.module != "StocktakeCLI" }
        #expect(places(in: libraries) { $0.contains(/(?:^|[^\w.])(?:debugP|p)rint\(/) } == [])
    }

    @Test func `what the compiler can't check says why it is safe`() {
        for file in Self.sources {
            for (index, line) in file.lines.enumerated() where line.contains("@unchecked Sendable")
            {
                let above = index > 0 ? file.lines[index - 1] : ""
                let isExplained = above.trimmingCharacters(in: .whitespaces).hasPrefix("//")
                #expect(isExplained, "\(file.path):\(index + 1)")
            }
        }
    }

    @Test func `each C library is imported by its own module alone`() throws {
        var importers: [String: Set<String>] = [:]
        for file in Self.sources {
            for line in file.code {
                guard let match = line.firstMatch(of: /^(\w+ )?import (C[A-Z]\w+)/) else {
                    continue
                }
                importers[String(match.2), default: []].insert(file.module)
                #expect(match.1 == nil || match.1 == "internal ", "\(file.path): \(line)")
            }
        }
        let folder = SamplePhotos.repository.appending(path: "Sources").path
        let libraries = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.wholeMatch(of: /C[A-Z]\w+/) != nil }
        #expect(importers.keys.sorted() == libraries.sorted())
        for (library, modules) in importers {
            #expect(modules.count == 1, "\(library) in \(modules)")
            #expect(modules.isDisjoint(with: ["Stocktake", "StocktakeCLI"]), "\(library)")
        }
        let system = places(in: Self.sources.filter { $0.module != "Platform" }) {
            $0.contains(/^(?:\w+ )?import (?:Glibc|Musl|Darwin)/)
        }
        #expect(system == [], "files, folders and signals are Platform's")
    }

    @Test func `only tests import the servers that misbehave`() {
        let found = places(in: Self.sources) { $0.contains(/\bimport (?:ServiceFaults|Testing)\b/) }
        #expect(found == [])
    }

    @Test func `no stage names a type of another stage`() {
        let declares = /^(?:public |final )*(?:struct|class|enum|actor|protocol|typealias) (\w+)/
        var owners: [String: String] = [:]
        for file in Self.sources where file.module == "Stocktake" {
            for line in file.code {
                if let match = line.firstMatch(of: declares) {
                    owners[String(match.1)] = file.stage
                }
            }
        }
        #expect(owners.count > 50)
        for file in Self.staged {
            let others =
                Self.everyRunHas[file.stage]
                ?? Set(Self.everyRunHas.keys).union(Self.mayName[file.stage] ?? [])
            let allowed = others.union([file.stage])
            let code = file.code.map { $0.replacing(/"[^"]*"/, with: "") }
            // A nested type may be called like another stage's.
            let nested = code.compactMap { $0.firstMatch(of: /\b(?:struct|class|enum) (\w+)/)?.1 }
            let words = Set(code.flatMap { $0.matches(of: /\w+/).map { String($0.0) } })
                .subtracting(nested.map(String.init))
            let foreign = words.filter { owners[$0].map { !allowed.contains($0) } ?? false }
            #expect(foreign == [], "\(file.path)")
        }
    }

    @Test func `only the wire formats know how services differ`() {
        #expect(places(in: Self.sources) { $0.contains("isOpenAI") } == [])
        let others = Self.sources.filter {
            ["Stocktake", "StocktakeCLI"].contains($0.module) && !$0.path.contains("/Model/Wire/")
        }
        let decides = /\bcase \.(?:responses|chat)\b|[!=]= \.(?:responses|chat)\b/
        #expect(places(in: others) { $0.contains(decides) } == [])
        #expect(places(in: others) { $0.contains(/\bhost\.(?:behaviour|keyHeader)\b/) } == [])
    }

    @Test func `every rule of the formatter is decided`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swift", "format", "dump-configuration"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let known = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let ours = try Data(
            contentsOf: SamplePhotos.repository.appending(path: ".swift-format")
        )
        #expect(try rules(ours) == rules(known))
    }

    private func rules(_ configuration: Data) throws -> [String] {
        struct Configuration: Decodable {
            let rules: [String: Bool]
        }
        return try JSONDecoder().decode(Configuration.self, from: configuration).rules.keys.sorted()
    }
}
