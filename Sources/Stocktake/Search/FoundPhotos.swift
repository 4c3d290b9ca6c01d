import Foundation
import Platform

/// The result of a search.
public struct FoundPhotos: Sendable {
    /// What the photos match; the raw values are those of the JSON.
    enum Match: String, Sendable {
        case all, some, none
    }

    let pipeline: String
    let query: SearchQuery
    /// The number of photos with a description.
    let described: Int
    let matched: Match
    /// The number of photos that match.
    let count: Int
    /// The best of them.
    let photos: [FoundPhoto]
}

/// A photo that matches.
struct FoundPhoto: Sendable, Hashable {
    /// What has become of a photo since it was described.
    enum State: String, Sendable {
        case present
        /// No file at its path.
        case gone
        /// A file of another size.
        case changed
    }

    /// From 1.
    let rank: Int
    /// As seen from the current folder.
    let path: String
    let sha256: String
    /// Empty if unknown.
    let location: String
    let description: MarkedText
    /// 1 for the best match, others in proportion.
    let score: Double
    let state: State

    /// The photo's name in reports.
    var id: String { String(sha256.prefix(10)) }

    init(_ hit: FoundDescription, rank: Int, path: String, best: Double) {
        self.rank = rank
        self.path = path
        sha256 = hit.photo.sha256
        location = hit.photo.location
        description = MarkedText(hit.marked)
        score = best > 0 ? (hit.score / best * 1000).rounded() / 1000 : 0
        state = State(of: path, byteCount: hit.photo.byteCount)
    }
}

extension FoundPhoto.State {
    /// Compares a file with its size when it was described; its content is not read.
    fileprivate init(of path: String, byteCount: Int) {
        do {
            let status = try FileStatus(of: existingForm(of: path))
            switch status.kind {
            case .missing, .danglingLink: self = .gone
            case .regular where status.byteCount == byteCount: self = .present
            default: self = .changed
            }
        } catch {
            // It can't be looked at, so nothing is known of a change.
            self = .present
        }
    }
}

// MARK: For a person

extension FoundPhotos {
    /// The result for a terminal: two lines a photo.
    ///
    /// - Parameters:
    ///   - columns: of the terminal; nil for 80.
    ///   - isColoured: whether the words found are in colour.
    public func text(columns: Int?, isColoured: Bool) -> String {
        var lines = [heading]
        if query.isCut {
            lines.append("  only the first \(SearchQuery.mostTerms) words were looked for")
        }
        for photo in photos {
            let score = photo.score.formatted(
                .number.precision(.fractionLength(2)).locale(Locale(identifier: "en_US_POSIX"))
            )
            let notes = photo.notes.map { " · \($0)" }.joined()
            lines.append("")
            lines.append("  \(score)  \(printable(photo.path, limit: 4096))\(notes)")
            let excerpt = photo.description.excerpt(columns: (columns ?? 80) - 8)
            let shown = excerpt.pieces.map { piece in
                piece.isMatch && isColoured ? "\u{1B}[1;33m\(piece.text)\u{1B}[0m" : piece.text
            }
            if !shown.isEmpty { lines.append("        \(shown.joined())") }
        }
        let more = count - photos.count
        if more > 0 { lines += ["", "  \(grouped(more)) more: --limit \(count)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// How many match, in one line.
    var heading: String {
        let all = plural(described, "photo")
        let words =
            switch matched {
            case .all: "\(grouped(count)) of \(all) match\(count == 1 ? "es" : "")"
            case .some:
                "no photo matches all words; \(grouped(count)) of \(all) match"
                    + "\(count == 1 ? "es" : "") some"
            case .none where query.terms.isEmpty: "no photo matches: no word to search for"
            case .none: "no photo matches; \(grouped(described)) searched"
            }
        return "\(pipeline) · \(words)"
    }
}

extension FoundPhoto {
    /// Where it was, unless its path says so, and what has become of it.
    var notes: [String] {
        var notes: [String] = []
        if !location.isEmpty, !path.contains(location) {
            notes.append(printable(location, limit: 60))
        }
        switch state {
        case .present: break
        case .gone: notes.append("gone")
        case .changed: notes.append("changed since")
        }
        return notes
    }
}

// MARK: For a program

extension FoundPhotos {
    /// The result as JSON, ending in a newline; `report` is the path of the page, if one was written.
    public func json(report: String?) throws -> [UInt8] {
        try jsonText(
            Body(
                pipeline: pipeline,
                query: query.text,
                matched: matched.rawValue,
                cut: query.isCut,
                photos: described,
                matches: count,
                results: photos.map(Entry.init),
                report: report
            )
        )
    }

    private struct Body: Encodable {
        let version = 1
        let pipeline: String
        let query: String
        let matched: String
        /// Whether the query was too long to be used whole.
        let cut: Bool
        /// With a description.
        let photos: Int
        let matches: Int
        let results: [Entry]
        /// Left out if none was written.
        let report: String?
    }

    private struct Entry: Encodable {
        let rank: Int
        let path: String
        let photo: String
        let location: String
        let description: String
        let score: Double
        let exists: Bool
        let changed: Bool

        init(_ photo: FoundPhoto) {
            rank = photo.rank
            path = photo.path
            self.photo = photo.id
            location = photo.location
            description = photo.description.text
            score = photo.score
            exists = photo.state != .gone
            changed = photo.state == .changed
        }
    }
}
