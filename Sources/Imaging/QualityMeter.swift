/// Measures a photo row by row, keeping only its copy at 500 pixels height.
///
/// All sums are whole numbers, so the order of the pixels does not matter: a photo stored on its
/// side gives exactly the numbers of the upright one.
///
/// Along an axis on which `source` pixels become `target`, a source pixel is `target` long and a
/// target pixel `source` long.
struct QualityMeter {
    private let source: PixelSize
    private let target: PixelSize
    private let orientation: Orientation
    private var total = 0
    private var row = 0
    private var finishedRows = 0
    /// Per column, the sum of the rows that lie entirely in the current target row.
    private var wholeRows: [UInt32]
    /// Per column, the sum of the other rows, times their length in it.
    private var partialRows: [UInt32]
    private var shrunk: [UInt8] = []

    /// - Parameters:
    ///   - stored: the size of the photo as stored.
    ///   - orientation: how it is turned upright.
    init(stored: PixelSize, orientation: Orientation) {
        source = stored
        self.orientation = orientation
        let upright = orientation.swapsSides ? stored.swapped : stored
        let measured = Self.measuredSize(of: upright)
        target = orientation.swapsSides ? measured.swapped : measured
        wholeRows = [UInt32](repeating: 0, count: stored.width)
        partialRows = wholeRows
        shrunk.reserveCapacity(target.width * target.height)
    }

    /// Adds the next row.
    mutating func add(_ pixels: UnsafeBufferPointer<UInt8>) {
        precondition(pixels.count == source.width && row < source.height)
        unsafe addToTotal(pixels)
        guard source != target else {
            unsafe shrunk.append(contentsOf: pixels)
            return
        }
        let (top, bottom) = (row * target.height, (row + 1) * target.height)
        let edge = (finishedRows + 1) * source.height
        row += 1
        if bottom <= edge, top >= edge - source.height {
            unsafe addWhole(pixels)
        } else {
            unsafe addPart(pixels, length: UInt32(min(bottom, edge) - top))
        }
        guard bottom >= edge else { return }
        finishRow()
        if bottom > edge { unsafe addPart(pixels, length: UInt32(bottom - edge)) }
    }

    /// The result, once all rows have been added.
    consuming func quality() -> PhotoQuality {
        PhotoQuality(
            meanLuma: Double(total) / Double(source.width * source.height),
            laplacianVariance: laplacianVariance(),
            likeness: PhotoLikeness(of: shrunk, size: target, orientation: orientation)
        )
    }

    private static let measuringHeight = 500

    private static func measuredSize(of upright: PixelSize) -> PixelSize {
        guard upright.height > measuringHeight else { return upright }
        let width = (upright.width * measuringHeight + upright.height / 2) / upright.height
        return PixelSize(width: max(1, width), height: measuringHeight)
    }

    private mutating func addToTotal(_ pixels: UnsafeBufferPointer<UInt8>) {
        // The sum of this many bytes fits 32 bits, which vectorises.
        let chunkLength = 1 << 16
        for start in stride(from: 0, to: pixels.count, by: chunkLength) {
            var part: UInt32 = 0
            for index in start..<min(start + chunkLength, pixels.count) {
                unsafe part &+= UInt32(pixels[index])
            }
            total += Int(part)
        }
    }

    private mutating func addWhole(_ pixels: UnsafeBufferPointer<UInt8>) {
        unsafe wholeRows.withUnsafeMutableBufferPointer { sums in
            for index in 0..<pixels.count {
                unsafe sums[index] &+= UInt32(pixels[index])
            }
        }
    }

    private mutating func addPart(_ pixels: UnsafeBufferPointer<UInt8>, length: UInt32) {
        unsafe partialRows.withUnsafeMutableBufferPointer { sums in
            for index in 0..<pixels.count {
                unsafe sums[index] &+= length &* UInt32(pixels[index])
            }
        }
    }

    /// Averages the columns horizontally and appends them as the next row of the shrunk photo.
    private mutating func finishRow() {
        let area = UInt64(source.width * source.height)
        let rowLength = UInt64(target.height)
        var column = 0
        var end = target.width
        for place in 1...target.width {
            let edge = place * source.width
            var sum: UInt64 = 0
            var start = edge - source.width
            while start < edge {
                let length = UInt64(min(end, edge) - start)
                sum +=
                    length * (rowLength * UInt64(wholeRows[column]) + UInt64(partialRows[column]))
                start = min(end, edge)
                if end <= edge {
                    column += 1
                    end += target.width
                }
            }
            shrunk.append(UInt8((2 * sum + area) / (2 * area)))
        }
        finishedRows += 1
        for index in wholeRows.indices {
            wholeRows[index] = 0
            partialRows[index] = 0
        }
    }

    /// The same for every orientation of the photo.
    private func laplacianVariance() -> Double {
        guard target.width > 2, target.height > 2 else { return 0 }
        let width = target.width
        var sum = 0
        var squares = 0
        unsafe shrunk.withUnsafeBufferPointer { pixels in
            for y in 1..<target.height - 1 {
                for index in y * width + 1..<(y + 1) * width - 1 {
                    let beside = unsafe Int(pixels[index - 1]) + Int(pixels[index + 1])
                    let above = Int(unsafe pixels[index - width])
                    let below = Int(unsafe pixels[index + width])
                    let value = beside + above + below - 4 * Int(unsafe pixels[index])
                    sum += value
                    squares += value * value
                }
            }
        }
        let count = Double((width - 2) * (target.height - 2))
        let mean = Double(sum) / count
        return Double(squares) / count - mean * mean
    }
}
