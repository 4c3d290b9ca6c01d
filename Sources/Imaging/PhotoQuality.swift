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

    /// Figures measured before.
    public init(meanLuma: Double, laplacianVariance: Double) {
        self.meanLuma = meanLuma
        self.laplacianVariance = laplacianVariance
    }

    /// Measures an upright photo.
    public init(measuring photo: GrayImage) {
        let size = PixelSize(width: photo.width, height: photo.height)
        var meter = QualityMeter(stored: size, orientation: .upright)
        unsafe photo.pixels.withUnsafeBufferPointer { pixels in
            for start in stride(from: 0, to: pixels.count, by: size.width) {
                unsafe meter.add(
                    UnsafeBufferPointer(rebasing: pixels[start..<start + size.width])
                )
            }
        }
        self = meter.quality()
    }
}
