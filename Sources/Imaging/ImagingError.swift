/// Why a photo can't be read, or a picture can't be written.
public struct ImagingError: Error, Sendable, Equatable {
    /// What kind of fault it is.
    public enum Code: String, Sendable, CaseIterable {
        /// Empty, or no picture format this program knows.
        case notAPhoto
        /// A picture or document whose reader isn't trusted with foreign files, such as SVG or PDF.
        case untrustedFormat
        /// A photo by its first bytes, but cut off or broken further on.
        case damaged
        /// Over the decoder's limit of pixels.
        case tooManyPixels
        /// The picture can't be written as JPEG.
        case encodingFailed
        /// libvips or libjpeg can't be started; no fault of the photo.
        case libraryUnavailable
    }

    /// The kind of fault.
    public let code: Code

    /// One line in lower case with the value at fault; the same bytes always give the same message.
    public let message: String

    /// What the C library said, one line, for a log; nil if it said nothing.
    ///
    /// libvips has one text for the whole process: with several photos at work at once it may be
    /// that of another photo, and so it is no part of `message`.
    public let underlying: String?

    init(_ code: Code, _ message: String, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }
}

/// The first line of a C library's text, at most 200 characters, without control characters; nil
/// if nothing is left.
func firstLine(ofLibraryText text: String) -> String? {
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    let printable = line.unicodeScalars.filter { $0.properties.generalCategory != .control }
    let kept = String(String.UnicodeScalarView(printable)).prefix(200)
    return kept.isEmpty ? nil : String(kept)
}
