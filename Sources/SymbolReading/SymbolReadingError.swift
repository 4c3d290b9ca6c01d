/// Why no symbols could be looked for in a photo.
public enum SymbolReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A side is not 1 or more, or the plane has more pixels than the reader can address.
    case sizeUnusable(width: Int, height: Int)
    /// The plane's bytes are not width times height.
    case pixelsMissing(given: Int, needed: Int)
    /// zbar could not make a scanner or an image, which it does only when out of memory.
    case outOfMemory
    /// `zbar_scan_image` failed with this code.
    case scanFailed(code: Int)

    /// What is wrong, in lower case without a full stop.
    public var description: String {
        switch self {
        case .sizeUnusable(let width, let height):
            "a photo to read codes in must have 1 to \(Int32.max) pixels, not \(width) x \(height)"
        case .pixelsMissing(let given, let needed):
            "the luma plane must have one byte per pixel, \(needed) in all, not \(given)"
        case .outOfMemory:
            "the code reader has no memory left"
        case .scanFailed(let code):
            "the code reader failed, zbar code \(code)"
        }
    }
}
