import Testing

@testable import Imaging

/// A source size and a target size, in pixels.
struct ShrinkCase: CustomTestStringConvertible {
    let source: PixelSize
    let target: PixelSize

    var testDescription: String {
        "\(source.width) × \(source.height) to \(target.width) × \(target.height)"
    }

    static let all: [ShrinkCase] = [
        (37, 23, 11, 7), (37, 23, 37, 23), (37, 23, 36, 22), (64, 48, 16, 12), (5, 900, 1, 500),
        (1, 1, 1, 1), (300, 2, 1, 1),
    ].map { width, height, newWidth, newHeight in
        ShrinkCase(
            source: PixelSize(width: width, height: height),
            target: PixelSize(width: newWidth, height: newHeight)
        )
    }
}

struct AreaAverageTests {
    @Test(arguments: ShrinkCase.all, [1, 3])
    func `each pixel is the mean of the area it covers`(
        _ sizes: ShrinkCase,
        _ channels: Int
    ) {
        let source = sizes.source
        let pixels = (0..<source.width * source.height * channels).map { index in
            UInt8(truncatingIfNeeded: index &* 2_654_435_761 >> 13)
        }
        var average = AreaAverage(
            eighths: PixelSize(width: 8 * source.width, height: 8 * source.height),
            to: sizes.target,
            channels: channels
        )
        average.add(rowsOf: pixels, length: source.width * channels)
        let expected = exactMeans(pixels, sizes, channels: channels)
        #expect(largestDifference(average.finished(), expected) <= 1)
    }

    @Test
    func `the part of the last pixel that lies outside the picture doesn't count`() {
        // 9 pixels decoded at a quarter: 3 columns, with only a quarter of the last in the picture.
        var average = AreaAverage(
            eighths: PixelSize(width: 18, height: 18),
            to: PixelSize(width: 1, height: 1),
            channels: 1
        )
        average.add(rowsOf: [0, 0, 225, 0, 0, 225, 0, 0, 225], length: 3)
        #expect(average.finished() == [25])
    }

    @Test(arguments: [(4032, 3024, 1024, 768), (3000, 1000, 1, 1), (10, 1, 2, 1)])
    func `fits a size to its longest side`(
        _ width: Int,
        _ height: Int,
        _ fittedWidth: Int,
        _ fittedHeight: Int
    ) {
        let size = PixelSize(width: width, height: height)
        let fitted = PixelSize(width: fittedWidth, height: fittedHeight)
        #expect(size.fitted(to: fittedWidth) == fitted)
        #expect(size.swapped.fitted(to: fittedWidth) == fitted.swapped)
        #expect(size.fitted(to: .max) == size)
    }

    /// The means by their definition.
    private func exactMeans(_ pixels: [UInt8], _ sizes: ShrinkCase, channels: Int) -> [UInt8] {
        let (source, target) = (sizes.source, sizes.target)
        var sums = [Int](repeating: 0, count: target.width * target.height * channels)
        for y in 0..<source.height {
            for (row, high) in shares(of: y, source.height, target.height) {
                for x in 0..<source.width {
                    for (column, wide) in shares(of: x, source.width, target.width) {
                        for channel in 0..<channels {
                            sums[(row * target.width + column) * channels + channel] +=
                                high * wide
                                * Int(pixels[(y * source.width + x) * channels + channel])
                        }
                    }
                }
            }
        }
        let area = Double(source.width * source.height)
        return sums.map { UInt8(Double($0) / area + 0.5) }
    }

    /// Which target pixels a source pixel lies in, and how much of it, in target-length units.
    private func shares(of index: Int, _ source: Int, _ target: Int) -> [(Int, Int)] {
        (0..<target).compactMap { place in
            let overlap =
                min((index + 1) * target, (place + 1) * source)
                - max(index * target, place * source)
            return overlap > 0 ? (place, overlap) : nil
        }
    }
}
