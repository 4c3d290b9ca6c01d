import Foundation
import Imaging
import Platform

/// A page of thumbnails with what was found, in one file that needs nothing else.
///
/// Descriptions, paths and locations are others' text: everything is escaped, and the page's own
/// policy forbids scripts, forms and whatever is not in it.
struct SearchPage {
    let found: FoundPhotos
    /// Long side of a thumbnail in pixels.
    static let longestSide = 240

    private let decoder = PhotoDecoder(maxPixels: .max)

    init(_ found: FoundPhotos) {
        self.found = found
    }

    /// The file piece by piece, with one photo at a time in memory.
    var pieces: some Sequence<[UInt8]> {
        let cards = found.photos.lazy.map { Array(card($0).utf8) }
        return [
            AnySequence(CollectionOfOne(Array(head.utf8))), AnySequence(cards),
            AnySequence(CollectionOfOne(Array("</main>\n</body>\n</html>\n".utf8))),
        ]
        .lazy.joined()
    }

    private var head: String {
        let title = escaped("\(found.query.text.isEmpty ? "Search" : found.query.text)", limit: 200)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(title) · \(escaped(found.pipeline))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <header>
            <h1><bdi>\(title)</bdi></h1>
            <p>\(escaped(found.heading))</p>
            </header>
            <main>

            """
    }

    private func card(_ photo: FoundPhoto) -> String {
        let words = photo.description.pieces.map { piece in
            piece.isMatch ? "<mark>\(escaped(piece.text))</mark>" : escaped(piece.text)
        }
        let notes = photo.notes.map { "<span>\(escaped($0))</span>" }.joined(separator: " ")
        return """
            <figure>
            \(picture(of: photo))
            <figcaption>
            <p dir="auto">\(words.joined())</p>
            <p class="path"><b>\(photo.rank)</b> <bdi>\(escaped(photo.path, limit: 4096))</bdi> \
            \(notes)</p>
            </figcaption>
            </figure>

            """
    }

    /// The photo, if it still is the one that was described, else what has become of it.
    private func picture(of photo: FoundPhoto) -> String {
        guard photo.state != .gone else { return Self.placeholder("the photo is gone") }
        do {
            let bytes = try readPhotoFile(at: photo.path, maxBytes: PhotoReading.maxBytes)
            guard sha256(of: bytes) == photo.sha256 else {
                return Self.placeholder("the photo has changed since")
            }
            let small = try decoder.jpeg(of: bytes, longestSide: Self.longestSide, quality: 80)
            let text = photo.description.text.isEmpty ? photo.path : photo.description.text
            let size = "width=\"\(small.width)\" height=\"\(small.height)\""
            return "<img \(size) alt=\"\(escaped(text))\" src=\"data:image/jpeg;base64,"
                + "\(Data(small.bytes).base64EncodedString())\">"
        } catch let error as ImagingError {
            return Self.placeholder(error.message)
        } catch let error as FileError {
            return Self.placeholder(error.message)
        } catch {
            return Self.placeholder("\(error)")
        }
    }

    private static func placeholder(_ words: String) -> String {
        "<div class=\"none\">\(escaped(words))</div>"
    }

    private static let style = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; }
        h1 { font-size: 1.4rem; margin: 0; overflow-wrap: anywhere; }
        header p { margin: .2rem 0 1.2rem; opacity: .75; }
        main { display: grid; gap: 1.5rem 1rem;
          grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); }
        figure { margin: 0; break-inside: avoid; }
        img { max-width: 100%; height: auto; border-radius: 4px; }
        .none { width: 240px; max-width: 100%; aspect-ratio: 4 / 3; display: grid;
          place-items: center; text-align: center; padding: 1rem; box-sizing: border-box;
          border: 1px dashed; border-radius: 4px; opacity: .7; }
        figcaption p { margin: .3rem 0; overflow-wrap: anywhere; white-space: pre-line; }
        .path { font-size: .8rem; opacity: .75; }
        .path span { border: 1px solid; border-radius: 3px; padding: 0 .3em; }
        mark { background: #ffe36e; color: #000; border-radius: 2px; }
        @media print { body { margin: 0; } main { display: block; columns: 3; }
          mark { background: none; font-weight: bold; } }
        """
}

/// Text from outside as text of a page: markup and attributes can't begin or end in it, and control
/// and direction characters are shown as such.
private func escaped(_ text: String, limit: Int = 20_000) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.map { printable(String($0.prefix(limit)), limit: limit) }
    return shown.joined(separator: "\n")
        .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
}

extension PhotoSearch {
    /// Writes the page of thumbnails, `<report.folder>/<name>/search.html`.
    ///
    /// - Returns: its path.
    /// - Throws: `ReportError` if it can't be written.
    public func writePage(_ found: FoundPhotos) throws -> String {
        let folder = "\(places.reports)/\(places.name)"
        let path = "\(folder)/search.html"
        do throws(FileError) {
            try makeFolders(to: folder)
            // It shows photos, which may be private; so may the ledger, which has this mode.
            try writeFile(pieces: SearchPage(found).pieces, at: path, mode: 0o600)
        } catch {
            throw ReportError(path: error.path, message: error.message)
        }
        return path
    }
}
