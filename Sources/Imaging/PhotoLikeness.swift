/// What a photo looks like at a glance, to find the same picture in files with other bytes.
///
/// The luma of the upright photo, area-averaged to 16 × 16 cells. The same picture at another size, in
/// another format or compressed again is alike; one that is cropped, turned, or shows one piece more
/// is not.
///
/// Measured over the sample photos, in standard deviations of a picture's own cells, the cell that
/// differs most: JPEG of quality 10: 0.15, of 40: 0.08; half size 0.13; 320 pixels 0.08; HEIC 0.09;
/// WebP 0.09; more contrast 0.24; 1 % cut off 0.54; 20 % brighter 0.59; 2 % cut off 0.96; the two most
/// similar photos, of one fridge, 1.16; of warehouse bays 2.3. The limit is 0.5.
public struct PhotoLikeness: Sendable, Hashable {
    /// Cells on each side.
    static let side = 16

    /// The luma of each cell, row by row from the top of the upright photo: 256 bytes.
    public let cells: [UInt8]

    /// A likeness measured earlier; nil unless there are 256 cells.
    public init?(cells: [UInt8]) {
        guard cells.count == Self.side * Self.side else { return nil }
        self.cells = cells
    }

    /// Averages a picture in memory.
    ///
    /// - Parameters:
    ///   - luma: as stored, row by row, `size.width * size.height` bytes.
    ///   - size: as stored.
    ///   - orientation: how it is turned upright.
    init(of luma: [UInt8], size: PixelSize, orientation: Orientation) {
        let (side, width) = (Self.side, size.width)
        // A row is 16 long and a cell `size.height`; likewise across.
        var rows = [UInt64](repeating: 0, count: side * width)
        for y in 0..<size.height {
            for (row, overlap) in Self.overlaps(of: y, size.height) {
                for x in 0..<width {
                    rows[row * width + x] &+= overlap &* UInt64(luma[y * width + x])
                }
            }
        }
        var sums = [UInt64](repeating: 0, count: side * side)
        for x in 0..<width {
            for (column, overlap) in Self.overlaps(of: x, width) {
                for row in 0..<side {
                    sums[row * side + column] &+= overlap &* rows[row * width + x]
                }
            }
        }
        let area = UInt64(width * size.height)
        let raster = Raster(
            size: PixelSize(width: side, height: side),
            channels: 1,
            bytes: sums.map { UInt8((2 * $0 + area) / (2 * area)) }
        )
        cells = raster.turned(by: orientation).bytes
    }

    /// The cells that a pixel lies in along one axis, with the length of it in each.
    private static func overlaps(of pixel: Int, _ count: Int) -> [(cell: Int, length: UInt64)] {
        let (start, end) = (pixel * side, (pixel + 1) * side)
        return (start / count...(end - 1) / count).map { cell in
            (cell, UInt64(min(end, (cell + 1) * count) - max(start, cell * count)))
        }
    }
}
