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
    /// Nil if no model chose them.
    var asked: Asked?

    /// What it took to ask a model.
    struct Asked: Sendable, Hashable {
        /// Its snapshot.
        let model: String
        /// Sent now; answers of earlier searches need none.
        let requests: Int
        /// USD; nil if unknown.
        let paid: Decimal?
    }
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
    /// 1 for the best match, others in proportion; nil for what a model chose.
    let score: Double?
    let state: State

    /// The photo's name in reports.
    var id: String { String(sha256.prefix(10)) }

    init(_ photo: PhotoDescription, marked: String, rank: Int, path: String, score: Double?) {
        self.rank = rank
        self.path = path
        sha256 = photo.sha256
        location = photo.location
        description = MarkedText(marked)
        self.score = score.map { ($0 * 1000).rounded() / 1000 }
        state = State(of: path, byteCount: photo.byteCount)
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
    /// The result for a terminal of so many columns, else 80: two lines a photo, with the words found
    /// in colour if wanted.
    public func text(columns: Int?, isColoured: Bool) -> String {
        var lines = [heading]
        if query.isCut {
            lines.append("  only the first \(SearchQuery.mostTerms) words were looked for")
        }
        for photo in photos {
            let score = photo.score?.formatted(
                .number.precision(.fractionLength(2)).locale(Locale(identifier: "en_US_POSIX"))
            )
            let mark =
                score ?? String(repeating: " ", count: photo.rank < 10 ? 3 : 2) + "\(photo.rank)"
            let notes = photo.notes.map { " · \($0)" }.joined()
            lines.append("")
            lines.append("  \(mark)  \(printable(photo.path, limit: 4096))\(notes)")
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
        if let asked {
            let chosen = count == 0 ? "none" : grouped(count)
            return "\(pipeline) · \(printable(asked.model, limit: 60)) chose \(chosen) of \(all)"
                + " · \(plural(asked.requests, "request")) · \(dollars(asked.paid))"
        }
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
                asked: asked.map { asked in
                    Paid(
                        model: asked.model,
                        requests: asked.requests,
                        cost: asked.paid.map(machineMoney)
                    )
                },
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
        /// Left out if no model was asked.
        let asked: Paid?
        /// Left out if none was written.
        let report: String?
    }

    private struct Paid: Encodable {
        let model: String
        let requests: Int
        /// USD; left out if unknown.
        let cost: String?
    }

    private struct Entry: Encodable {
        let rank: Int
        let path: String
        let photo: String
        let location: String
        let description: String
        /// Left out for what a model chose.
        let score: Double?
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
