import Platform

/// One entry of `photos.files` with the kind of source it is.
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
    /// Joined to the pipeline's folder; for a glob, the folder before the first glob character.
    let path: String
    /// The position of the entry in the pipeline file.
    let position: SourcePosition?

    /// Determines the kind of an entry from the file system.
    ///
    /// A name with glob characters that exists as written is that file. A name that does not exist
    /// and has no photo's extension is treated as a folder, so that a mistyped folder is reported
    /// as a missing input and not as a photo.
    ///
    /// - Parameters:
    ///   - entry: as written.
    ///   - folder: the pipeline file's folder.
    ///   - position: of the entry in the pipeline file.
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

    /// An inaccessible path is reported when it is opened.
    private static func kind(at path: String) -> FileKind {
        do {
            return try FileStatus(of: path).kind
        } catch {
            return .unknown
        }
    }
}
