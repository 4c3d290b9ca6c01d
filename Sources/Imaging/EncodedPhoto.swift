/// An upright photo as a JPEG.
public struct EncodedPhoto: Sendable, Hashable {
    /// Width in pixels, 1 or more.
    public let width: Int

    /// Height in pixels, 1 or more.
    public let height: Int

    /// The whole file.
    public let bytes: [UInt8]

    init(size: PixelSize, bytes: [UInt8]) {
        width = size.width
        height = size.height
        self.bytes = bytes
    }
}
