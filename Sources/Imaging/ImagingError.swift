/// Why a photo can't be read, or a picture can't be written.
public struct ImagingError: Error, Sendable, Equatable {
    /// The kind of fault.
    public enum Code: String, Sendable, CaseIterable {
        /// Empty, or an unknown format.
        case notAPhoto
        /// A picture or document whose decoder isn't safe for untrusted files, such as SVG or PDF.
        case untrustedFormat
        /// A photo by its first bytes, but truncated or corrupt.
        case damaged
        /// Over the decoder's limit of pixels.
        case tooManyPixels
        /// The picture can't be written as JPEG.
        case encodingFailed
        /// libvips or libjpeg can't be started; not a fault of the photo.
        case libraryUnavailable
    }

    /// The kind of fault.
    public let code: Code

    /// One line in lower case with the faulty value; the same for the same bytes.
    public let message: String

    /// The C library's own message, one line, for a log; nil if it had none.
    ///
    /// libvips has one error text per process, so with several photos at once it may be that of
    /// another photo; therefore it is not part of `message`.
    public let underlying: String?

    init(_ code: Code, _ message: String, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }
}

/// The first line of a C library's text, at most 200 characters, without control characters; nil if
/// empty.
func firstLine(ofLibraryText text: String) -> String? {
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    let printable = line.unicodeScalars.filter { $0.properties.generalCategory != .control }
    let kept = String(String.UnicodeScalarView(printable)).prefix(200)
    return kept.isEmpty ? nil : String(kept)
}
