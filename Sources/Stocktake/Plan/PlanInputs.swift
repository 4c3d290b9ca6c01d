import Platform

/// Reads the inputs of a plan and collects findings about them.
struct PlanInputs {
    private(set) var findings: [Finding] = []
    /// The photos the pipeline lists, even if there is no plan.
    var photos: [ListedPhoto] = []
    /// The tables read so far, by what they are: `catalogue`, `books`.
    private(set) var tables: [String: CSVTable] = [:]

    var isValid: Bool {
        errorCount == 0
    }

    var errorCount: Int {
        findings.count { $0.severity == .error }
    }

    /// The error with all findings: status 66 if only files are missing, else 65.
    var error: PlanError {
        let errors = findings.filter { $0.severity == .error }
        let onlyMissing = errors.allSatisfy { [.fileMissing, .noPhotos].contains($0.code) }
        return PlanError(
            findings: findings,
            exitStatus: onlyMissing ? .missingInput : .invalidData
        )
    }

    mutating func add(_ found: [Finding]) {
        findings += found
    }

    /// Adds an error if none of the listed files exists: a run without photos is not a count of 0.
    ///
    /// With `mayBeMissing`, a photo whose size the manifest states is enough.
    mutating func requirePhotos(
        _ photos: [ListedPhoto],
        mayBeMissing: Bool,
        at position: SourcePosition?
    ) {
        let isEnough: (ListedPhoto) -> Bool = { photo in
            photo.exists || mayBeMissing && photo.statedSize != nil
        }
        // A list that can't be read is already an error.
        let isListed = !photos.isEmpty || !findings.contains { $0.code == .fileMissing }
        guard isListed, !photos.contains(where: isEnough) else { return }
        let message =
            photos.isEmpty
            ? "no photos found; check photos.files"
            : "none of the \(photos.count) photos listed exists; the first is "
                + "'\(printable(photos[0].path, limit: 200))'"
        add([Finding(.error, .noPhotos, message, position: position, key: "photos.files")])
    }

    /// A table that the pipeline names; nil with a finding at that key if its file can't be read.
    ///
    /// The findings of the table itself are not added: what they mean depends on the table.
    mutating func table(_ path: Located<String>, in folder: String, what: String) -> CSVTable? {
        let file = joinedPath(folder, path.value)
        guard
            let bytes = read(file, what: what, maxBytes: Planning.maxTableBytes, at: path.position)
        else { return nil }
        let table = CSVTable(file: file, bytes: bytes)
        tables[what] = table
        return table
    }

    /// A YAML table that the pipeline names; nil with findings if it can't be read or used.
    mutating func read<Table>(
        _ path: Located<String>,
        in folder: String,
        what: String,
        _ read: (_ file: String, _ bytes: [UInt8]) -> (Table?, [Finding])
    ) -> Table? {
        let file = joinedPath(folder, path.value)
        guard let bytes = self.read(file, what: what, maxBytes: 1 << 20, at: path.position) else {
            return nil
        }
        let (table, findings) = read(file, bytes)
        add(findings)
        return table
    }

    /// A file's bytes; nil with a finding if it can't be read.
    mutating func read(
        _ path: String,
        what: String,
        maxBytes: Int,
        at position: SourcePosition? = nil
    ) -> [UInt8]? {
        do {
            return try readFile(at: path, maxBytes: maxBytes)
        } catch {
            let isMissing = error.code == .missing
            add([
                Finding(
                    .error,
                    isMissing ? .fileMissing : .dataInvalid,
                    "the \(what) '\(printable(path, limit: 200))' can't be read: \(error.message)",
                    position: position
                )
            ])
            return nil
        }
    }
}

extension ListedPhoto {
    /// Width and height stated by the manifest; nil unless both are given.
    var statedSize: (width: Int, height: Int)? {
        guard let statedWidth, let statedHeight else { return nil }
        return (statedWidth, statedHeight)
    }

    /// Whether anything exists at the path, in either Unicode form.
    fileprivate var exists: Bool {
        !isMissing(existingForm(of: path))
    }
}
