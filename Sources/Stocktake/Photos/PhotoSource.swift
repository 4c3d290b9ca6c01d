import Platform

/// One entry of `photos.files`, and what kind of source it turned out to be.
struct PhotoSource: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// `-`: a list on standard input.
        case standardInput
        /// An image list (.txt).
        case list
        /// A manifest (.csv).
        case manifest
        /// Files that match these parts, below `path`.
        case glob([GlobPart])
        /// Every photo below `path`, at any depth.
        case folder
        /// One photo.
        case photo
    }

    let kind: Kind
    /// The entry as the user wrote it.
    let entry: String
    /// Joined to the pipeline's folder; of a glob, the folder before the first glob character.
    let path: String
    /// Where the entry stands in the pipeline file.
    let position: SourcePosition?

    /// Looks on the disk what an entry means.
    ///
    /// A name with glob characters that exists as it is written is that file. A name that does not
    /// exist and has no photo's extension is taken for a folder, so that a mistyped folder is an
    /// input that is missing, and not a photo.
    ///
    /// - Parameters:
    ///   - entry: as written.
    ///   - folder: the folder it is relative to: the pipeline file's.
    ///   - position: where it stands.
    init(_ entry: String, folder: String, position: SourcePosition? = nil) {
        self.entry = entry
        self.position = position
        guard entry != "-" else {
            kind = .standardInput
            path = "."
            return
        }
        let whole = existingForm(of: joinedPath(folder, entry))
        let existing = Self.kind(at: whole)
        if existing == .missing && GlobPattern.isGlob(entry) {
            let (fixed, parts) = GlobPart.parts(of: entry)
            kind = .glob(parts)
            path = existingForm(of: joinedPath(folder, fixed))
            return
        }
        path = whole
        let name = fileName(of: whole).lowercased()
        kind =
            if existing == .folder {
                .folder
            } else if name.hasSuffix(".txt") {
                .list
            } else if name.hasSuffix(".csv") {
                .manifest
            } else if existing == .missing && !hasPhotoExtension(name) {
                .folder
            } else {
                .photo
            }
    }

    /// What can't be looked at is left to whoever opens it, and so is reported.
    private static func kind(at path: String) -> FileKind {
        do {
            return try FileStatus(of: path).kind
        } catch {
            return .unknown
        }
    }
}
