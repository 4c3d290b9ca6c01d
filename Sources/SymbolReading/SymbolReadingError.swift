/// Why a photo could not be searched for symbols.
public enum SymbolReadingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A side is less than 1, or the plane has more pixels than the reader can address.
    case sizeUnusable(width: Int, height: Int)
    /// The number of bytes is not width times height.
    case pixelsMissing(given: Int, needed: Int)
    /// zbar could not create a scanner or an image.
    case outOfMemory
    /// `zbar_scan_image` failed with this code.
    case scanFailed(code: Int)

    /// What is wrong, in lower case without a full stop.
    public var description: String {
        switch self {
        case .sizeUnusable(let width, let height):
            "a photo with codes must have 1 to \(Int32.max) pixels, not \(width) x \(height)"
        case .pixelsMissing(let given, let needed):
            "the luma plane must have one byte per pixel, \(needed) in all, not \(given)"
        case .outOfMemory:
            "the code reader is out of memory"
        case .scanFailed(let code):
            "the code reader failed, zbar code \(code)"
        }
    }
}
