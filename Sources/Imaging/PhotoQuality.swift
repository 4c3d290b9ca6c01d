/// How bright and how sharp a photo is, to tell those too dark or too blurred to count in.
public struct PhotoQuality: Sendable, Hashable {
    /// Mean luma of the photo, 0 (black) to 255.
    public let meanLuma: Double

    /// Variance of the 4-neighbour Laplacian of the photo at 500 pixels height; low is blurred.
    ///
    /// The photo is area-averaged to that height first, smaller ones are taken as they are, so that
    /// photos of different cameras compare. The outermost pixels, which lack a neighbour, are left
    /// out; 0 for a photo that has no others.
    public let laplacianVariance: Double

    /// Measures an upright photo.
    public init(measuring photo: GrayImage) {
        var sum = 0
        unsafe photo.pixels.withUnsafeBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: Self.chunkLength) {
                var part: UInt32 = 0
                for index in start..<min(start + Self.chunkLength, pixels.count) {
                    unsafe part &+= UInt32(pixels[index])
                }
                sum += Int(part)
            }
        }
        meanLuma = Double(sum) / Double(photo.pixels.count)
        laplacianVariance = Self.laplacianVariance(of: Self.shrunk(photo))
    }

    private static let measuringHeight = 500

    /// Few enough bytes for their sum to fit 32 bits, which vectorises.
    private static let chunkLength = 1 << 16

    private static func shrunk(_ photo: GrayImage) -> GrayImage {
        guard photo.height > measuringHeight else { return photo }
        let width = (photo.width * measuringHeight + photo.height / 2) / photo.height
        let size = PixelSize(width: max(1, width), height: measuringHeight)
        var average = AreaAverage(
            eighths: PixelSize(width: 8 * photo.width, height: 8 * photo.height),
            to: size,
            channels: 1
        )
        average.add(rowsOf: photo.pixels, length: photo.width)
        return GrayImage(width: size.width, height: size.height, pixels: average.finished())
    }

    private static func laplacianVariance(of photo: GrayImage) -> Double {
        guard photo.width > 2, photo.height > 2 else { return 0 }
        let width = photo.width
        var sum = 0
        var squares = 0
        unsafe photo.pixels.withUnsafeBufferPointer { pixels in
            for y in 1..<photo.height - 1 {
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
        let count = Double((width - 2) * (photo.height - 2))
        let mean = Double(sum) / count
        return Double(squares) / count - mean * mean
    }
}
