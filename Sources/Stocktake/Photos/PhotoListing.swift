import Platform

/// All photos of a pipeline, listed but not yet opened.
///
/// Lists and manifests keep their order; the files of a glob or folder are in natural order. A path
/// listed twice at one location is kept once, at its first position.
struct PhotoListing: Sendable {
    /// The most photos of one pipeline.
    static let maxPhotos = 100_000
    /// The largest list or manifest, in bytes.
    static let maxListBytes = 1 << 26

    /// Empty if there are none or more than `maxPhotos`.
    let photos: [ListedPhoto]
    /// Errors are `.fileMissing` for an unreadable list or folder, else `.dataInvalid`.
    let findings: [Finding]

    /// Lists the photos of all sources.
    ///
    /// - Parameters:
    ///   - sources: in the pipeline's order.
    ///   - rule: how the photos' locations are found.
    ///   - standardInput: the list of a source `-`; its paths are relative to the current folder.
    init(_ sources: [PhotoSource], rule: LocationRule, standardInput: [UInt8] = []) {
        var collector = PhotoCollector(rule: rule)
        for source in sources where !collector.isOverLimit {
            collector.add(source, standardInput: standardInput)
        }
        photos = collector.isOverLimit ? [] : collector.photos
        findings =
            collector.findings
            + [
                collector.passedOver.finding(whereListed: collector.photos)
            ].compactMap(\.self)
    }
}

private struct PhotoCollector {
    let rule: LocationRule
    private(set) var photos: [ListedPhoto] = []
    private(set) var findings: [Finding] = []
    private(set) var isOverLimit = false
    private(set) var passedOver = PassedOver()
    /// Paths by their bytes, with their locations: as strings, both Unicode forms would be equal.
    private var listed: Set<[UInt8]> = []

    init(rule: LocationRule) {
        self.rule = rule
    }

    mutating func add(_ source: PhotoSource, standardInput: [UInt8]) {
        let folder =
            switch source.kind {
            case .standardInput, .glob, .folder: source.path
            case .list, .manifest, .photo: parentFolder(of: source.path)
            }
        let place = PhotoLocation(rule, below: folder)
        if rule == .column, source.kind != .manifest {
            let message =
                "photos.location is 'column', but '\(printable(source.entry))' is not a manifest "
                + "(.csv)"
            report(.error, .dataInvalid, message, source.position)
            return
        }
        let first = photos.count
        switch source.kind {
        case .standardInput:
            add(PhotoList(file: "<stdin>", bytes: standardInput), place)
        case .list:
            guard let bytes = content(of: source) else { return }
            add(PhotoList(file: source.path, bytes: bytes), place)
        case .manifest:
            guard let bytes = content(of: source) else { return }
            add(PhotoManifest(file: source.path, bytes: bytes), place)
        case .glob(let parts):
            let limit = PhotoListing.maxPhotos
            add(FolderWalk(source.path, parts: parts, limit: limit), source, place)
        case .folder:
            guard isListable(source) else { return }
            let limit = PhotoListing.maxPhotos
            add(FolderWalk(photosBelow: source.path, limit: limit), source, place)
        case .photo:
            add(ListedPhoto(path: source.path, position: source.position), nil, place)
        }
        noteOutsiders(from: first, place)
    }

    private mutating func add(_ list: PhotoList, _ place: PhotoLocation) {
        findings += list.findings
        for entry in list.entries {
            let path = listedPath(entry.text, in: place.folder)
            add(ListedPhoto(path: path, position: entry.position), nil, place)
        }
    }

    private mutating func add(_ manifest: PhotoManifest, _ place: PhotoLocation) {
        findings += manifest.findings
        let position = manifest.entries.first?.position
        if rule == .column, !manifest.hasLocations, manifest.findings.isEmpty {
            let message = "photos.location is 'column', but the manifest has no column 'location'"
            report(.error, .dataInvalid, message, position)
            return
        }
        if rule != .column, manifest.hasLocations {
            let message =
                "the manifest's column 'location' is ignored; write 'location: column' to use it"
            report(.note, .dataInvalid, message, position)
        }
        for entry in manifest.entries {
            let photo = ListedPhoto(
                path: listedPath(entry.text, in: place.folder),
                takenAt: entry.takenAt,
                statedWidth: entry.width,
                statedHeight: entry.height,
                columns: entry.columns,
                position: entry.position
            )
            add(photo, entry.location, place)
        }
    }

    private mutating func add(_ walk: FolderWalk, _ source: PhotoSource, _ place: PhotoLocation) {
        findings += walk.findings
        passedOver.add(walk.passedOver, at: source.position)
        if walk.isOverLimit { refuse(source.position) }
        if walk.found.isEmpty {
            let entry = printable(source.entry)
            let message =
                source.kind == .folder
                ? "no photos in the folder '\(entry)'" : "no file matches '\(entry)'"
            report(.warning, .noPhotos, message, source.position)
        }
        for key in walk.found.map(NaturalKey.init).sorted() {
            add(ListedPhoto(path: key.text, position: nil), nil, place)
        }
    }

    private mutating func add(_ photo: ListedPhoto, _ column: String?, _ place: PhotoLocation) {
        guard !isOverLimit else { return }
        var photo = photo
        locate(&photo, column, place)
        let key = Array(photo.path.utf8) + [0] + Array(locationKey(photo.location ?? "").utf8)
        guard listed.insert(key).inserted else {
            let message = "listed more than once; used once"
            report(.note, .duplicatePhoto, message, photo.position, photo: photo.path)
            return
        }
        guard photos.count < PhotoListing.maxPhotos else {
            refuse(photo.position)
            return
        }
        photos.append(photo)
    }

    private mutating func locate(
        _ photo: inout ListedPhoto,
        _ column: String?,
        _ place: PhotoLocation
    ) {
        switch place.location(of: photo.path, column: column) {
        case .place(let location): photo.location = location
        case .bySign: break
        case .cleaned(let location):
            photo.location = location
            let message = "control characters in the location were replaced by spaces"
            report(.warning, .dataInvalid, message, photo.position, photo: photo.path)
        case .unknown(let reason):
            report(
                .warning,
                .locationUnknown,
                "location unknown: \(reason)",
                photo.position,
                photo: photo.path
            )
        }
    }

    private mutating func noteOutsiders(from first: Int, _ place: PhotoLocation) {
        guard rule == .folder else { return }
        let outsiders = photos[first...].count { place.isOutside($0.path) }
        guard outsiders > 0 else { return }
        let message =
            "\(outsiders) photos are not below '\(printable(place.folder))'; "
            + "their location is the full path of their folder"
        report(.note, .locationUnsure, message, photos[first].position)
    }

    private mutating func refuse(_ position: SourcePosition?) {
        isOverLimit = true
        let message =
            "more than \(PhotoListing.maxPhotos) photos; split them over several pipelines"
        report(.error, .dataInvalid, message, position)
    }

    private mutating func content(of source: PhotoSource) -> [UInt8]? {
        do {
            return try readFile(at: source.path, maxBytes: PhotoListing.maxListBytes)
        } catch {
            let kind = source.kind == .list ? "list" : "manifest"
            let message =
                "the \(kind) '\(printable(source.entry))' can't be read: \(error.message)"
            report(.error, .fileMissing, message, source.position)
            return nil
        }
    }

    private mutating func isListable(_ source: PhotoSource) -> Bool {
        do {
            _ = try FolderListing(of: source.path)
            return true
        } catch {
            let message =
                "the folder '\(printable(source.entry))' can't be read: \(error.message)"
            report(.error, .fileMissing, message, source.position)
            return false
        }
    }

    private mutating func report(
        _ severity: Finding.Severity,
        _ code: Finding.Code,
        _ message: String,
        _ position: SourcePosition?,
        photo: String? = nil
    ) {
        findings.append(Finding(severity, code, message, position: position, photo: photo))
    }
}
