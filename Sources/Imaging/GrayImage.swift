/// An upright picture of 8-bit luma.
public struct GrayImage: Sendable, Hashable {
    /// Width in pixels, 1 or more.
    public let width: Int

    /// Height in pixels, 1 or more.
    public let height: Int

    /// The luma, row by row from the top, without padding: `width * height` bytes.
    public let pixels: [UInt8]

    /// A picture from its pixels, `width * height` bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == width * height)
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}

extension GrayImage: CustomStringConvertible {
    /// The size, without the pixels.
    public var description: String { "gray picture of \(width) × \(height) pixels" }
}
