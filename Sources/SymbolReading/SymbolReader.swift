/// Reads all QR codes of a photo, including small and blurred ones that a single pass misses.
///
/// 1. zbar scans the whole photo; above `halvingPixels` also at half size, which averages noise
///    out.
/// 2. A fast search for finder patterns shows where unread codes may be.
/// 3. zbar scans those regions again, each alone and enlarged, until they are read or
///    `rescanPixels` are used up.
///
/// A value without state, usable from several threads at once. Each call creates its own scanner:
/// zbar's random state continues from one photo to the next in a scanner, and only a new one gives
/// the same symbols for the same photo every time.
public struct SymbolReader: Sendable, Hashable {
    /// Above this many pixels the photo is also read at half size: 4 megapixels.
    static let halvingPixels = 4_000_000

    /// The most pixels to rescan in one photo, counted as enlarged; 0 = none.
    public let rescanPixels: Int

    /// A reader.
    ///
    /// - Parameter rescanPixels: the most pixels to rescan in one photo, counted as enlarged;
    ///   limits the time for a photo full of shapes that resemble codes (8 million take about 0.25
    ///   s). 0 or less = no rescans.
    public init(rescanPixels: Int = 8_000_000) {
        self.rescanPixels = rescanPixels
    }

    /// The codes of a photo, each print once; two labels with the same text are two symbols.
    ///
    /// - Parameters:
    ///   - luma: 8-bit luma of the upright photo, rows from the top without padding.
    ///   - width: pixels of a row, 1 or more.
    ///   - height: rows, 1 or more.
    /// - Returns: symbols by y, then x, of their centre; may be empty.
    /// - Throws: `.sizeUnusable`, `.pixelsMissing`, `.outOfMemory` or `.scanFailed`.
    public func symbols(
        luma: [UInt8],
        width: Int,
        height: Int
    ) throws(SymbolReadingError) -> [Symbol] {
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflow, area <= Int(Int32.max) else {
            throw .sizeUnusable(width: width, height: height)
        }
        guard luma.count == area else { throw .pixelsMissing(given: luma.count, needed: area) }

        let plane = LumaPlane(pixels: luma, width: width, height: height)
        let scanner = try ZBarScanner()
        var found: [Symbol] = []
        found.addPrints(try scanner.scan(plane))
        let patterns: [FinderPattern]
        if area > Self.halvingPixels, let half = plane.halved() {
            let transform = PhotoTransform(x: 0, y: 0, scale: 0.5)
            found.addPrints(try scanner.scan(half).map(transform.toPhoto))
            patterns = FinderPattern.all(in: half).map(transform.toPhoto)
        } else {
            patterns = FinderPattern.all(in: plane)
        }
        try rescan(patterns, in: plane, with: scanner, found: &found)
        return found.sorted { left, right in
            let (a, b) = (left.center, right.center)
            return (a.y, a.x, left.text) < (b.y, b.x, right.text)
        }
    }

    /// Scans the regions of unread finder patterns, most promising first, and adds the codes read.
    private func rescan(
        _ patterns: [FinderPattern],
        in plane: LumaPlane,
        with scanner: ZBarScanner,
        found: inout [Symbol]
    ) throws(SymbolReadingError) {
        var pixelsLeft = rescanPixels
        let unread = patterns.filter { pattern in
            !found.contains { $0.covers(x: pattern.x, y: pattern.y) }
        }
        for region in UnreadRegion.all(of: unread, in: plane) {
            for scale in region.scales {
                let unread = region.patterns.contains { pattern in
                    !found.contains { $0.covers(x: pattern.x, y: pattern.y) }
                }
                let cost = Int(Double(region.area.width * region.area.height) * scale * scale)
                guard unread, cost <= pixelsLeft else { break }
                pixelsLeft -= cost
                let transform = PhotoTransform(x: region.area.x, y: region.area.y, scale: scale)
                let enlarged = plane.enlarged(region.area, scale: scale)
                found.addPrints(try scanner.scan(enlarged).map(transform.toPhoto))
            }
        }
    }
}

extension [Symbol] {
    /// Adds the symbols whose print is not in the list yet.
    fileprivate mutating func addPrints(_ symbols: [Symbol]) {
        for symbol in symbols where !contains(where: { $0.isSamePrint(as: symbol) }) {
            append(symbol)
        }
    }
}

/// Maps positions in a cropped and scaled plane to the photo.
private struct PhotoTransform {
    /// The plane's top left pixel in the photo.
    let x: Int
    let y: Int
    /// Plane pixels per photo pixel.
    let scale: Double

    func toPhoto(_ symbol: Symbol) -> Symbol {
        Symbol(
            kind: symbol.kind,
            text: symbol.text,
            corners: symbol.corners.map {
                SymbolPoint(x: toPhoto($0.x, from: x), y: toPhoto($0.y, from: y))
            }
        )
    }

    func toPhoto(_ pattern: FinderPattern) -> FinderPattern {
        FinderPattern(
            x: toPhoto(pattern.x, from: x),
            y: toPhoto(pattern.y, from: y),
            module: pattern.module / scale,
            rows: pattern.rows
        )
    }

    private func toPhoto(_ position: Double, from origin: Int) -> Double {
        (position + 0.5) / scale - 0.5 + Double(origin)
    }
}
