import ArgumentParser
import Platform
import Stocktake

/// `stocktake init [FOLDER]`: writes a starter pipeline.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a starter pipeline with comments."
    )

    @Argument(help: "The folder to write to; created if missing.")
    var folder = "."

    @OptionGroup var shared: SharedOptions

    func run() async throws {
        try await shared.perform("init") { console, _ in
            do throws(FileError) {
                try write(console)
            } catch {
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
}
