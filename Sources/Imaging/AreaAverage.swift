/// Shrinks a picture row by row by area averaging: each pixel of the result is the mean of the area
/// it covers, with partly covered pixels weighted by their part.
///
/// Rows are weighted and summed at full width as they arrive; only a finished row is averaged
/// horizontally. So the only memory beside the result is one row of sums.
///
/// Lengths are exact whole numbers: along an axis on which `source` eighths become `target` pixels,
/// a source pixel is `8 * target` long and a target pixel `source` long.
struct AreaAverage {
    private let target: PixelSize
    private let channels: Int
    private let samplesPerRow: Int
    private let rowLength: Int
    private let targetRowLength: Int
    private let columns: [ColumnWeights]
    private var sums: [Float]
    private var row = 0
    private var finishedRows = 0
    private var result: [UInt8] = []

    /// Prepares for the rows of one picture.
    ///
    /// - Parameters:
    ///   - eighths: the size of the source in eighths of a pixel: 1001 pixels decoded at a quarter
    ///     are 251 columns, but the picture ends after 250.25 of them.
    ///   - target: the size of the result, no larger than the source.
    ///   - channels: bytes per pixel, 1…4.
    init(eighths: PixelSize, to target: PixelSize, channels: Int) {
        precondition(eighths.width >= 8 * target.width && eighths.height >= 8 * target.height)
        self.target = target
        self.channels = channels
        columns = ColumnWeights.all(eighths: eighths.width, target: target.width)
        rowLength = 8 * target.height
        targetRowLength = eighths.height
        samplesPerRow = (eighths.width + 7) / 8 * channels
        sums = [Float](repeating: 0, count: samplesPerRow + 3)
    }

    /// Adds the next row, at least as long as the source is wide; extra rows are ignored.
    mutating func add(_ pixels: UnsafeBufferPointer<UInt8>) {
        precondition(pixels.count >= samplesPerRow)
        guard finishedRows < target.height else { return }
        let (top, bottom) = (row * rowLength, (row + 1) * rowLength)
        let edge = (finishedRows + 1) * targetRowLength
        let total = Float(targetRowLength)
        row += 1
        unsafe accumulate(pixels, weight: Float(min(bottom, edge) - top) / total)
        guard bottom >= edge else { return }
        finishRow()
        unsafe replace(with: pixels, weight: Float(bottom - edge) / total)
    }

    /// Adds all rows of a picture in memory, each `length` bytes.
    mutating func add(rowsOf bytes: [UInt8], length: Int) {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            for start in stride(from: 0, to: bytes.count, by: length) {
                unsafe add(UnsafeBufferPointer(rebasing: bytes[start..<start + length]))
            }
        }
    }

    /// Passes on the row of the result that the last source row finished, if any, and drops it.
    mutating func takeRow(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        guard !result.isEmpty else { return }
        unsafe result.withUnsafeBufferPointer(body)
        result.removeAll(keepingCapacity: true)
    }

    /// The result, `target.width * target.height * channels` bytes if all rows were added and none
    /// taken.
    consuming func finished() -> [UInt8] { result }

    private mutating func accumulate(_ pixels: UnsafeBufferPointer<UInt8>, weight: Float) {
        let count = samplesPerRow
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            for index in 0..<count {
                unsafe sums[index] += weight * Float(pixels[index])
            }
        }
    }

    private mutating func replace(with pixels: UnsafeBufferPointer<UInt8>, weight: Float) {
        let count = samplesPerRow
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            for index in 0..<count {
                unsafe sums[index] = weight * Float(pixels[index])
            }
        }
    }

    /// Averages the row of sums horizontally and appends it to the result.
    ///
    /// Four sums are read at a time, one vector register: those of a pixel and, with fewer than
    /// four channels, some of the next one, which are ignored.
    private mutating func finishRow() {
        let channels = channels
        let start = result.count
        result.append(contentsOf: repeatElement(0, count: columns.count * channels))
        unsafe sums.withUnsafeBytes { sums in
            unsafe result.withUnsafeMutableBufferPointer { result in
                var written = start
                for column in columns {
                    var offset = column.first * channels * MemoryLayout<Float>.stride
                    var mean = unsafe column.firstWeight * sums.vector(at: offset)
                    for _ in 0..<column.wholePixels {
                        offset += channels * MemoryLayout<Float>.stride
                        unsafe mean += column.wholeWeight * sums.vector(at: offset)
                    }
                    if column.lastWeight > 0 {
                        offset += channels * MemoryLayout<Float>.stride
                        unsafe mean += column.lastWeight * sums.vector(at: offset)
                    }
                    for channel in 0..<channels {
                        unsafe result[written] = UInt8(min(255, mean[channel] + 0.5))
                        written += 1
                    }
                }
            }
        }
        finishedRows += 1
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func vector(at offset: Int) -> SIMD4<Float> {
        unsafe loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
    }
}

/// The source pixels of one result pixel: a first one, whole ones, and possibly part of a last one;
/// the weights add up to 1.
private struct ColumnWeights {
    let first: Int
    let wholePixels: Int
    let firstWeight: Float
    let wholeWeight: Float
    let lastWeight: Float

    static func all(eighths: Int, target: Int) -> [ColumnWeights] {
        let pixel = 8 * target
        return (0..<target).map { index in
            let start = index * eighths
            let end = start + eighths
            let first = start / pixel
            let firstPart = min(end, (first + 1) * pixel) - start
            let whole = (eighths - firstPart) / pixel
            let lastPart = eighths - firstPart - whole * pixel
            return ColumnWeights(
                first: first,
                wholePixels: whole,
                firstWeight: Float(firstPart) / Float(eighths),
                wholeWeight: Float(pixel) / Float(eighths),
                lastWeight: Float(lastPart) / Float(eighths)
            )
        }
    }
}
