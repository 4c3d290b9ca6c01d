/// The brightness and sharpness of a photo, to reject those too dark or too blurred, and what it
/// looks like, to find copies of it.
public struct PhotoQuality: Sendable, Hashable {
    /// Mean luma of the photo, 0 (black) to 255.
    public let meanLuma: Double

    /// Variance of the 4-neighbour Laplacian of the photo at 500 pixels height; low means blurred.
    ///
    /// The photo is area-averaged to that height first so that photos of different cameras are
    /// comparable; smaller ones are used as is. The outermost pixels, which lack a neighbour, are
    /// excluded; 0 for a photo without others.
    public let laplacianVariance: Double

    /// Nil if only the others were measured, by an earlier version.
    public let likeness: PhotoLikeness?

    /// Measurements made earlier.
    public init(meanLuma: Double, laplacianVariance: Double, likeness: PhotoLikeness? = nil) {
        self.meanLuma = meanLuma
        self.laplacianVariance = laplacianVariance
        self.likeness = likeness
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
