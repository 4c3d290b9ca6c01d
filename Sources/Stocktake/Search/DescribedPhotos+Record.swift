import Foundation
import JSONSchema
import Platform

extension DescribedPhotos {
    /// What a run says about its photos: the answers of `extract`, or the goods counted on each.
    ///
    /// A photo's text is what its rows say, in the order of the columns: texts as they are, numbers
    /// after their column's name, and the name of each column that is true. A row of several photos
    /// describes each of them. Without rows it is the names of the goods seen on the photo.
    ///
    /// - Parameters:
    ///   - record: of a finished run.
    ///   - folder: that of the pipeline file, as the photos' paths see it.
    ///   - isWhole: whether the run was about all photos of the pipeline.
    init(_ record: RunRecord, folder: String, isWhole: Bool) {
        let texts = record.rows.map(Self.texts(of:)) ?? Self.names(on: record)
        var descriptions: [PhotoDescription] = []
        var unanswered: [String: String?] = [:]
        for entry in record.photos {
            let path = pathSeen(from: folder, entry.path)
            if entry.outcome == .used, let photo = entry.photo, let text = texts[entry.path] {
                descriptions.append(
                    PhotoDescription(photo, entry, at: path, text.joined(separator: " · "))
                )
            } else if entry.mayBeAnswered {
                unanswered[path] = .some(entry.photo?.sha256)
            }
        }
        self.init(descriptions: descriptions, unanswered: unanswered, isWhole: isWhole)
    }

    /// What the rows of each photo say, by path; nothing for a photo without an answer.
    private static func texts(of table: RowTable) -> [String: [String]] {
        var texts: [String: [String]] = [:]
        for row in table.rows where row.status != .lost {
            let words = zip(table.columns, row.cells).compactMap(text(of:_:))
            for path in row.paths { texts[path, default: []] += words }
        }
        return texts
    }

    private static func text(of column: RowTable.Column, _ cell: RowTable.Cell) -> String? {
        let name = column.name.replacing(/[_.]/, with: " ")
        switch cell {
        case .empty, .flag(false): return nil
        case .flag(true): return name
        case .number(let number): return "\(name) \(number)"
        case .text(let text):
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return text.isEmpty ? nil : text
        }
    }

    /// The goods seen on each used photo, by path; nothing is a text, too.
    private static func names(on record: RunRecord) -> [String: [String]] {
        var seen: [String: [String]] = [:]
        for line in record.lines where !line.tally.sku.isEmpty {
            let tally = line.tally
            let name = tally.name.isEmpty || tally.name == tally.sku ? "" : tally.name + " "
            for photo in Set(tally.evidence.map(\.photo)) {
                seen[photo, default: []].append(name + tally.sku)
            }
        }
        return record.usedPhotos.reduce(into: [:]) { texts, entry in
            guard let id = entry.photo?.id else { return }
            var known: Set<String> = []
            texts[entry.path] = (seen[id] ?? []).filter { known.insert($0).inserted }
        }
    }
}

extension PhotoDescription {
    fileprivate init(_ photo: Photo, _ entry: PhotoRecord, at path: String, _ text: String) {
        let location = entry.location ?? ""
        let name = pathParts(path).last ?? path
        let place = name == location ? name : "\(name)\n\(location)"
        self.init(
            path: path,
            sha256: photo.sha256,
            byteCount: photo.byteCount,
            location: location,
            description: SearchableText.separated(text),
            place: SearchableText.separated(place)
        )
    }
}

extension PhotoRecord {
    /// Whether it may have an answer of an earlier run, or of a later one.
    fileprivate var mayBeAnswered: Bool {
        switch outcome {
        case .used: true
        case .duplicate: false
        case .rejected(let rejection, _):
            switch rejection {
            case .missing, .unreadable, .changed, .refusedByService, .unreadableToModel,
                .replyFailed, .notReached:
                true
            case .notAFile, .empty, .tooManyBytes, .notAPhoto, .damaged, .tooManyPixels, .tooSmall,
                .tooDark, .tooBlurry:
                false
            }
        }
    }
}

/// A path as it would be named from a folder: `../Samples/a.jpg` for `Samples/a.jpg` from
/// `Pipelines`.
///
/// What a pipeline names by an absolute path far from itself stays absolute. `joinedPath` leads back,
/// also from another folder that the pipeline is run from.
func pathSeen(from folder: String, _ path: String) -> String {
    let (from, to) = (pathParts(folder).filter { $0 != "." }, pathParts(path))
    let isAbsolute = path.hasPrefix("/")
    if isAbsolute, !folder.hasPrefix("/") { return path }
    let common = zip(from, to).prefix { $0 == $1 }.count
    let up = from.dropFirst(common)
    // One folder up is where photos beside the pipelines' folder are.
    if isAbsolute, up.count > 1 { return path }
    if !isAbsolute, folder.hasPrefix("/") || up.contains("..") {
        return joinedPath(FileManager.default.currentDirectoryPath, path)
    }
    return (up.map { _ in ".." } + to.dropFirst(common)).joined(separator: "/")
}
