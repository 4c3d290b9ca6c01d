import Platform

/// Where a pipeline keeps what it has found: all that is needed to read it, whatever has become of
/// its photos and tables.
public struct PipelinePlaces: Sendable {
    /// The pipeline file as the user named it.
    public let file: String
    /// The name of the reports' folder.
    public let name: String
    /// The path of the ledger.
    public let ledger: String
    /// Reports go to `<folder>/<name>/<run>/`.
    let reports: String

    /// The folder of the pipeline file.
    var folder: String { parentFolder(of: file) }
}

extension PipelinePlaces {
    /// The places of a plan.
    public init(_ plan: Plan) {
        file = plan.file
        name = plan.name
        ledger = plan.ledger
        reports = plan.report.folder
    }
}

extension Planning {
    /// The places of a pipeline, of which only the file itself is read.
    ///
    /// - Throws: `PlanError` with every problem of the file; status 66 if it is missing.
    public func places(of path: String) throws -> PipelinePlaces {
        var inputs = PlanInputs()
        guard let bytes = inputs.read(path, what: "pipeline", maxBytes: 1 << 24) else {
            throw inputs.error
        }
        let (file, findings) = PipelineFile.read(file: path, bytes: bytes)
        inputs.add(findings)
        guard let file, let name = file.name, inputs.isValid else { throw inputs.error }
        let places = places(of: file, name: name, in: parentFolder(of: path))
        return PipelinePlaces(
            file: path,
            name: name,
            ledger: places.ledger,
            reports: places.reports
        )
    }

    /// Ledger and reports of a pipeline file in a folder, as its keys or the command's options say.
    func places(
        of file: PipelineFile,
        name: String,
        in folder: String
    ) -> (ledger: String, reports: String) {
        let usual = joinedPath(
            folder,
            file.report.folder?.value ?? PipelineFile.Defaults.reportFolder
        )
        let own = file.ledger.map { joinedPath(folder, $0.value) }
        return (ledger ?? own ?? "\(usual)/\(name)/ledger.sqlite", output ?? usual)
    }
}
