/// Reads all QR codes of a photo, however many, also small and soft ones a plain pass misses.
///
/// 1. zbar looks at the whole photo; above `halvingPixels` also at the photo at half size, where
///    noise is averaged away.
/// 2. A quick search for the eyes of QR codes tells where an unread code may be.
/// 3. zbar looks at those places again, each alone and enlarged, until they are read or
///    `closeLookPixels` are used up.
///
/// A value without state, usable from several threads at once. Each call makes its own scanner:
/// zbar draws random numbers that go on from one photo to the next in the same scanner, so a fresh
/// one is what makes the same photo give the same symbols each time.
public struct SymbolReader: Sendable, Hashable {
    /// Above this many pixels the photo is also read at half size: 4 megapixels.
    static let halvingPixels = 4_000_000

    /// How many pixels closer looks may scan in one photo, counted as enlarged; 0 = none.
    public let closeLookPixels: Int

    /// A reader.
    ///
    /// - Parameter closeLookPixels: the most pixels that closer looks scan in one photo, counted as
    ///   enlarged; bounds the time for a photo full of things that resemble codes (8 million take
    ///   about 0.25 s). 0 or less = no closer looks.
    public init(closeLookPixels: Int = 8_000_000) {
        self.closeLookPixels = closeLookPixels
    }

    /// The codes of a photo, each print once: two labels that say the same are two symbols.
    ///
    /// - Parameters:
    ///   - luma: 8-bit luma of the upright photo, rows from the top without padding.
    ///   - width: pixels of a row, 1 or more.
    ///   - height: rows, 1 or more.
    /// - Returns: symbols by y, then x, of their centre; none is an ordinary result.
    /// - Throws: `.sizeUnusable` or `.pixelsMissing` for a plane that isn't one, `.outOfMemory`,
    ///   `.scanFailed`.
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
        let eyes: [FinderPattern]
        if area > Self.halvingPixels, let half = plane.halved() {
            let view = View(x: 0, y: 0, scale: 0.5)
            found.addPrints(try scanner.scan(half).map(view.toPhoto))
            eyes = FinderPattern.all(in: half).map(view.toPhoto)
        } else {
            eyes = FinderPattern.all(in: plane)
        }
        try lookCloser(at: eyes, in: plane, with: scanner, found: &found)
        return found.sorted { left, right in
            let (a, b) = (left.center, right.center)
            return (a.y, a.x, left.text) < (b.y, b.x, right.text)
        }
    }

    /// Scans the places of unread eyes, most promising first, and adds what is read.
    private func lookCloser(
        at eyes: [FinderPattern],
        in plane: LumaPlane,
        with scanner: ZBarScanner,
        found: inout [Symbol]
    ) throws(SymbolReadingError) {
        var pixelsLeft = closeLookPixels
        let unread = eyes.filter { eye in !found.contains { $0.covers(x: eye.x, y: eye.y) } }
        for place in UnreadPlace.all(of: unread, in: plane) {
            for scale in place.scales {
                let unread = place.eyes.contains { eye in
                    !found.contains { $0.covers(x: eye.x, y: eye.y) }
                }
                let cost = Int(Double(place.area.width * place.area.height) * scale * scale)
                guard unread, cost <= pixelsLeft else { break }
                pixelsLeft -= cost
                let view = View(x: place.area.x, y: place.area.y, scale: scale)
                let closer = plane.enlarged(place.area, scale: scale)
                found.addPrints(try scanner.scan(closer).map(view.toPhoto))
            }
        }
    }
}

extension [Symbol] {
    /// Adds the symbols that are not a second reading of a print already there.
    fileprivate mutating func addPrints(_ symbols: [Symbol]) {
        for symbol in symbols where !contains(where: { $0.isSamePrint(as: symbol) }) {
            append(symbol)
        }
    }
}

/// Where a plane that was cut out and scaled lies in the photo.
private struct View {
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

    func toPhoto(_ eye: FinderPattern) -> FinderPattern {
        FinderPattern(
            x: toPhoto(eye.x, from: x),
            y: toPhoto(eye.y, from: y),
            module: eye.module / scale,
            rows: eye.rows
        )
    }

    private func toPhoto(_ position: Double, from origin: Int) -> Double {
        (position + 0.5) / scale - 0.5 + Double(origin)
    }
}
