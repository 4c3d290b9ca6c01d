import ArgumentParser
import Platform
import Stocktake

/// `stocktake init [FOLDER]`: writes a starter pipeline, or a catalogue of what a run found.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starter pipeline with comments.",
        discussion: """
            With --from, only a catalogue is written: of the goods that a run named (count.items: \
            any) or read on labels and no catalogue has. Nothing is ever overwritten.
            """
    )

    @Argument(help: "The folder to write to; created if missing.")
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "Write a catalogue of what this run found: its folder, its counts.csv, or its id.",
            valueName: "run"
        )
    )
    var from: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if from?.isEmpty == true { throw ValidationError("--from is empty; name a run") }
    }

    func run() async throws {
        try await shared.perform("init", nothing: "nothing was written") { console, _ in
            do {
                if let from { return try writeCatalogue(of: from, console) }
                try write(console)
            } catch let error as FileError {
                return CommandResult(.cannotWrite, error: "\(error)")
            }
            console.note(
                "next: put photos into \(printable(folder, limit: 4096))/photos, fill in the "
                    + "catalogue, then run\n  stocktake check "
                    + shellWord("\(folder)/\(PipelineTemplate.fileName)")
            )
            return CommandResult(.success)
        }
    }

    private func write(_ console: Console) throws(FileError) {
        try makeFolders(to: folder)
        let files = [
            (PipelineTemplate.fileName, PipelineTemplate.text),
            (PipelineTemplate.catalogueFileName, PipelineTemplate.catalogue),
        ]
        for (name, text) in files {
            let path = "\(folder)/\(name)"
            guard try FileStatus(of: path).kind == .missing else {
                console.note(
                    "stocktake: \(printable(path, limit: 4096)) already exists; not overwritten"
                )
                continue
            }
            try writeFile(Array(text.utf8), at: path)
            console.note("wrote \(printable(path, limit: 4096))")
        }
    }

    /// - Throws: `FileError`; `RunRefusal` if the run can't be used.
    private func writeCatalogue(of run: String, _ console: Console) throws -> CommandResult {
        let catalogue = try FoundCatalogue(from: run)
        let path = "\(folder)/\(PipelineTemplate.catalogueFileName)"
        let shown = printable(path, limit: 4096)
        guard try FileStatus(of: path).kind == .missing else {
            return CommandResult(
                .cannotWrite,
                error: "\(shown) already exists and is not overwritten; name another folder"
            )
        }
        try makeFolders(to: folder)
        try writeFile(catalogue.bytes, at: path)
        console.note("wrote \(shown): \(catalogue.count) item\(catalogue.count == 1 ? "" : "s")")
        console.note(
            "next: edit it (names, units, other names in aliases, joined by ;), then name it in "
                + "count.items to count only these, or in count.catalogue beside items: any"
        )
        return CommandResult(.success)
    }
}
