/// A photo's likeness, prepared for comparing it with many others: a perceptual hash of 256 levels.
public struct PictureFingerprint: Sendable, Hashable {
    /// The deviation of each cell from the mean, in 32nds of the standard deviation.
    ///
    /// In an order that visits the whole picture early, as most pairs differ in the first few.
    private let levels: [Int8]

    /// The cells of the same picture differ by at most this: half a standard deviation.
    private static let maxDifference = 16
    /// With a lower standard deviation, in levels of luma, a picture has no features to compare.
    private static let minDeviation: Float = 6

    /// - Returns: nil for a picture without features, such as a dark one or a wall: all of them
    ///   look alike.
    public init?(_ likeness: PhotoLikeness) {
        let cells = likeness.cells.map { Float($0) }
        let count = Float(cells.count)
        let mean = cells.reduce(0, +) / count
        let variance = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let deviation = variance.squareRoot()
        guard deviation >= Self.minDeviation else { return nil }
        levels = cells.indices.map { index in
            // 97 shares no factor with 256, so every cell comes once.
            let level = 32 * (cells[index * 97 % cells.count] - mean) / deviation
            return Int8(max(-127, min(127, level)))
        }
    }

    /// Whether two photos show the same picture, apart from its size, brightness and compression.
    public func isSamePicture(as other: PictureFingerprint) -> Bool {
        for index in levels.indices
        where abs(Int(levels[index]) - Int(other.levels[index])) > Self.maxDifference {
            return false
        }
        return true
    }
}
