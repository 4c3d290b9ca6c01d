import Imaging

/// Draws the photo that shows most of a line, with every counted label or point outlined.
struct EvidencePictures {
    let record: RunRecord
    /// Long side in pixels.
    static let longestSide = 520

    private let outlines: [String: [(line: LineKey, outline: [PixelPoint])]]
    private let thumbnails: PhotoThumbnails

    private struct LineKey: Hashable {
        let location: String
        let sku: String

        init(_ line: StockLine) {
            location = line.tally.location
            sku = line.tally.sku
        }
    }

    init(record: RunRecord) {
        self.record = record
        thumbnails = PhotoThumbnails(record: record)
        var outlines: [String: [(line: LineKey, outline: [PixelPoint])]] = [:]
        for line in record.lines where line.tally.counted != nil || line.tally.location.isEmpty {
            for evidence in line.tally.evidence {
                let outline =
                    evidence.outline.isEmpty
                    ? Self.mark(at: evidence, on: thumbnails.photo(evidence.photo))
                    : evidence.outline
                outlines[evidence.photo, default: []].append((LineKey(line), outline))
            }
        }
        self.outlines = outlines
    }

    /// A small diamond around a model's point, in pixels of the photo.
    private static func mark(at evidence: Evidence, on photo: Photo?) -> [PixelPoint] {
        guard let photo else { return [] }
        let x = Double(evidence.x * photo.width) / 1000
        let y = Double(evidence.y * photo.height) / 1000
        let reach = Double(max(photo.width, photo.height)) / 60
        return [
            PixelPoint(x: x, y: y - reach), PixelPoint(x: x + reach, y: y),
            PixelPoint(x: x, y: y + reach), PixelPoint(x: x - reach, y: y),
        ]
    }

    func picture(of line: StockLine) -> ReportPicture {
        guard let id = bestPhoto(of: line) else { return .none }
        return thumbnails.picture(of: id, longestSide: Self.longestSide) { photo, small in
            draw(line, on: small, photo: photo)
        }
    }

    /// The photo with most of the line's evidence; without any, the location's first photo.
    private func bestPhoto(of line: StockLine) -> String? {
        var counts: [String: Int] = [:]
        for evidence in line.tally.evidence { counts[evidence.photo, default: 0] += 1 }
        let best = line.tally.photos.enumerated().max { left, right in
            let (a, b) = (counts[left.element] ?? 0, counts[right.element] ?? 0)
            return a != b ? a < b : left.offset > right.offset
        }
        return best?.element
    }

    private func draw(_ line: StockLine, on image: RGBImage, photo: Photo) -> RGBImage {
        let scale = Double(image.width) / Double(max(photo.width, 1))
        var canvas = Canvas(image)
        let key = LineKey(line)
        let all = outlines[photo.id] ?? []
        for (_, outline) in all.filter({ $0.line != key }) {
            canvas.stroke(outline.scaled(by: scale), colour: Canvas.green, width: 2)
        }
        for (_, outline) in all.filter({ $0.line == key }) {
            canvas.stroke(outline.scaled(by: scale), colour: Canvas.red, width: 4)
        }
        return canvas.image
    }
}

extension [PixelPoint] {
    fileprivate func scaled(by scale: Double) -> [PixelPoint] {
        map { PixelPoint(x: $0.x * scale, y: $0.y * scale) }
    }
}

/// A picture on which outlines can be drawn.
struct Canvas {
    static let red: [UInt8] = [225, 0, 60]
    static let green: [UInt8] = [0, 190, 80]

    private let width: Int
    private let height: Int
    private var pixels: [UInt8]

    init(_ image: RGBImage) {
        width = image.width
        height = image.height
        pixels = image.pixels
    }

    var image: RGBImage {
        RGBImage(width: width, height: height, pixels: pixels)
    }

    /// Corners further away than this, in pixels, can't be in any photo.
    private static let farthest = 100_000.0

    /// Draws a closed line through the corners; parts outside the picture are omitted.
    mutating func stroke(_ corners: [PixelPoint], colour: [UInt8], width: Int) {
        for (index, start) in corners.enumerated() {
            let end = corners[(index + 1) % corners.count]
            let places = [start.x, start.y, end.x, end.y]
            guard places.allSatisfy({ abs($0) < Self.farthest }) else { continue }
            let length = max(abs(end.x - start.x), abs(end.y - start.y))
            let steps = max(1, Int(length.rounded(.up)))
            for step in 0...steps {
                let share = Double(step) / Double(steps)
                dot(
                    x: start.x + (end.x - start.x) * share,
                    y: start.y + (end.y - start.y) * share,
                    colour: colour,
                    width: width
                )
            }
        }
    }

    private mutating func dot(x: Double, y: Double, colour: [UInt8], width side: Int) {
        let left = Int(x.rounded()) - side / 2
        let top = Int(y.rounded()) - side / 2
        for row in max(0, top)..<max(0, min(height, top + side), max(0, top)) {
            for column in max(0, left)..<max(0, min(width, left + side), max(0, left)) {
                let offset = (row * width + column) * 3
                for channel in 0..<3 { pixels[offset + channel] = colour[channel] }
            }
        }
    }
}
