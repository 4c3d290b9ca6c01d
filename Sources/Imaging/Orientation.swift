/// How stored pixels are turned upright; the raw value is EXIF's.
///
/// Source: CIPA DC-008 (EXIF 2.32), tag Orientation.
enum Orientation: Int {
    case upright = 1
    case mirrored
    case upsideDown
    case flipped
    case transposed
    case turnedRight
    case transversed
    case turnedLeft

    /// Whether the stored rows are the upright columns.
    var swapsSides: Bool { rawValue >= 5 }
}

/// Interleaved pixel bytes with their shape: `size.width * size.height * channels` bytes.
struct Raster {
    var size: PixelSize
    let channels: Int
    var bytes: [UInt8]

    /// The stored pixels turned upright: in place, except quarter turns, which need a second copy.
    consuming func turned(by orientation: Orientation) -> Raster {
        switch orientation {
        case .upright: break
        case .mirrored: reversePixels(inRowsOf: size.width)
        case .upsideDown: reversePixels(inRowsOf: size.width * size.height)
        case .flipped: reverseRows()
        case .transposed, .turnedRight, .transversed, .turnedLeft:
            return quarterTurned(by: orientation)
        }
        return self
    }

    /// The rows from the top.
    func eachRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let length = size.width * channels
        unsafe bytes.withUnsafeBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count, by: length) {
                unsafe body(UnsafeBufferPointer(rebasing: bytes[start..<start + length]))
            }
        }
    }

    /// The rows of the upright picture, from the top.
    ///
    /// A quarter turn is made a few rows at a time, without a second copy of the picture.
    consuming func eachRow(
        turnedBy orientation: Orientation,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard orientation.swapsSides else {
            unsafe turned(by: orientation).eachRow(body)
            return
        }
        let starts = stride(from: 0, to: size.width, by: Self.rowsAtOnce)
        let isFromRight = orientation == .turnedLeft || orientation == .transversed
        for start in isFromRight ? starts.reversed() : Array(starts) {
            let columns = columns(start..<min(start + Self.rowsAtOnce, size.width))
            unsafe columns.turned(by: orientation).eachRow(body)
        }
    }

    private static let rowsAtOnce = 32

    private func columns(_ range: Range<Int>) -> Raster {
        var kept: [UInt8] = []
        kept.reserveCapacity(range.count * size.height * channels)
        for y in 0..<size.height {
            let start = (y * size.width + range.lowerBound) * channels
            kept += bytes[start..<start + range.count * channels]
        }
        return Raster(
            size: PixelSize(width: range.count, height: size.height),
            channels: channels,
            bytes: kept
        )
    }

    /// Reverses the order of the pixels in each run of `length`.
    private mutating func reversePixels(inRowsOf length: Int) {
        let channels = channels
        unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count / channels, by: length) {
                var (low, high) = (start, start + length - 1)
                while low < high {
                    for channel in 0..<channels {
                        unsafe bytes.swapAt(low * channels + channel, high * channels + channel)
                    }
                    low += 1
                    high -= 1
                }
            }
        }
    }

    private mutating func reverseRows() {
        let length = size.width * channels
        let height = size.height
        unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            for y in 0..<height / 2 {
                let upper = y * length
                let lower = (height - 1 - y) * length
                for x in 0..<length { unsafe bytes.swapAt(upper + x, lower + x) }
            }
        }
    }

    /// The copy in which stored rows are columns, made in squares that fit the cache.
    private func quarterTurned(by orientation: Orientation) -> Raster {
        let (width, height, channels) = (size.width, size.height, channels)
        // Stored pixel x, y becomes upright pixel number `first + x * xStep + y * yStep`.
        let columnsFromRight = orientation == .turnedRight || orientation == .transversed
        let rowsFromBottom = orientation == .turnedLeft || orientation == .transversed
        let first =
            (columnsFromRight ? height - 1 : 0) + (rowsFromBottom ? (width - 1) * height : 0)
        let xStep = rowsFromBottom ? -height : height
        let yStep = columnsFromRight ? -1 : 1
        let edge = 32
        let turned = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
            unsafe bytes.withUnsafeBufferPointer { source in
                for top in stride(from: 0, to: height, by: edge) {
                    for left in stride(from: 0, to: width, by: edge) {
                        for x in left..<min(left + edge, width) {
                            var to = (first + x * xStep + top * yStep) * channels
                            var from = (top * width + x) * channels
                            for _ in top..<min(top + edge, height) {
                                unsafe target[to] = source[from]
                                for channel in 1..<channels {
                                    unsafe target[to + channel] = source[from + channel]
                                }
                                to += yStep * channels
                                from += width * channels
                            }
                        }
                    }
                }
            }
            count = bytes.count
        }
        return Raster(size: size.swapped, channels: channels, bytes: turned)
    }
}
