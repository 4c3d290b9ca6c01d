import CVips

/// Whether libvips is ready, started on first use: 0, or its code.
///
/// Source: `vips_init`, `vips_block_untrusted_set`, `vips_cache_set_max`, `vips_concurrency_set`.
private let startCode: Int32 = stk_vips_start()

/// One libvips image and what can be made of it; not Sendable.
///
/// It borrows the file's bytes, which must outlive it and everything made of it.
@safe final class VipsPicture {
    private let image: UnsafeMutablePointer<VipsImage>

    /// Takes over the image; nil for null, an operation that can't be set up.
    private init?(owning image: UnsafeMutablePointer<VipsImage>?) {
        guard let image = unsafe image else { return nil }
        unsafe self.image = image
    }

    deinit {
        unsafe stk_vips_free_image(image)
    }

    /// Reads a header; no pixel is decoded.
    ///
    /// - Throws: `.damaged` if the bytes are not of that format or its header is broken;
    ///   `.libraryUnavailable`.
    static func open(
        _ bytes: UnsafeBufferPointer<UInt8>,
        as format: PhotoFormat
    ) throws(ImagingError) -> VipsPicture {
        guard startCode == 0 else {
            throw ImagingError(
                .libraryUnavailable,
                "libvips can't start, code \(startCode)",
                underlying: takeVipsText()
            )
        }
        let image = unsafe stk_vips_open(format.loader, bytes.baseAddress, bytes.count)
        guard let picture = unsafe VipsPicture(owning: image) else {
            throw ImagingError(
                .damaged,
                "damaged \(format.name): its header can't be read",
                underlying: takeVipsText()
            )
        }
        return picture
    }

    /// The size as stored.
    var size: PixelSize {
        PixelSize(
            width: Int(unsafe vips_image_get_width(image)),
            height: Int(unsafe vips_image_get_height(image))
        )
    }

    /// Values per pixel.
    var bands: Int { Int(unsafe vips_image_get_bands(image)) }

    /// EXIF's orientation, or TIFF's, that is still to be applied.
    var orientation: Orientation {
        Orientation(rawValue: Int(unsafe vips_image_get_orientation(image))) ?? .upright
    }

    /// A text of the file's metadata by libvips' name; nil if absent.
    func text(_ name: String) -> String? {
        guard unsafe vips_image_get_typeof(image, name) != 0 else { return nil }
        var text: UnsafePointer<CChar>?
        guard unsafe vips_image_get_string(image, name, &text) == 0, let text = unsafe text else {
            takeVipsText()
            return nil
        }
        return unsafe String(cString: text)
    }

    /// The picture as bytes, with one band of grey or three of sRGB, transparency laid on white.
    ///
    /// - Parameter exactColours: applies a colour profile even where the values can be used
    ///   without, as for reading labels.
    /// - Returns: nil if libvips knows no such conversion.
    func asBytes(exactColours: Bool) -> VipsPicture? {
        let meaning = unsafe vips_image_guess_interpretation(image)
        let isGray = meaning == VIPS_INTERPRETATION_B_W || meaning == VIPS_INTERPRETATION_GREY16
        let isDeep = meaning == VIPS_INTERPRETATION_RGB16 || meaning == VIPS_INTERPRETATION_GREY16
        let isPlain = isGray || isDeep || meaning == VIPS_INTERPRETATION_sRGB
        var picture = self
        if isPlain, unsafe vips_image_hasalpha(image) != 0 {
            let flat = unsafe stk_vips_flatten(image, isDeep ? 65_535 : 255)
            guard let flat = unsafe VipsPicture(owning: flat) else { return nil }
            picture = flat
        }
        guard
            let converted = (exactColours || !isPlain ? picture.withProfileApplied() : nil)
                ?? picture.converted(
                    to: isGray ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB
                )
        else { return nil }
        picture = converted
        let wanted = picture.bands >= 3 ? 3 : 1
        if picture.bands != wanted {
            let kept = unsafe stk_vips_first_bands(picture.image, Int32(wanted))
            guard let kept = unsafe VipsPicture(owning: kept) else { return nil }
            picture = kept
        }
        return unsafe VipsPicture(owning: stk_vips_as_bytes(picture.image))
    }

    /// Decodes the rows from the top, each `width * bands` bytes; only of a picture of bytes.
    ///
    /// Source: `vips_region_prepare`, which works in the calling thread.
    ///
    /// - Throws: `.damaged` if the file is cut off or broken.
    func eachRow(
        _ format: PhotoFormat,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ImagingError) {
        precondition(unsafe vips_image_get_format(image) == VIPS_FORMAT_UCHAR)
        guard let region = unsafe vips_region_new(image) else {
            throw ImagingError(
                .libraryUnavailable,
                "libvips can't make a region",
                underlying: takeVipsText()
            )
        }
        defer { unsafe stk_vips_free_region(region) }
        let (size, bands) = (size, bands)
        for top in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let rows = min(Self.rowsAtOnce, size.height - top)
            var area = VipsRect(
                left: 0,
                top: Int32(top),
                width: Int32(size.width),
                height: Int32(rows)
            )
            guard unsafe vips_region_prepare(region, &area) == 0 else {
                throw ImagingError(
                    .damaged,
                    "damaged \(format.name): it ends early or its data are broken",
                    underlying: takeVipsText()
                )
            }
            for y in top..<top + rows {
                unsafe body(
                    UnsafeBufferPointer(
                        start: stk_vips_row(region, Int32(y)),
                        count: size.width * bands
                    )
                )
            }
        }
    }

    /// Gives back what libvips keeps for the calling thread, once no picture of it is left.
    ///
    /// Without a started libvips, the C function would crash.
    ///
    /// Source: `vips_thread_shutdown`.
    static func leaveThread() {
        if startCode == 0 { vips_thread_shutdown() }
    }

    private static let rowsAtOnce = 64

    /// By the profile in the file to sRGB; nil without one, or if it doesn't fit the picture.
    private func withProfileApplied() -> VipsPicture? {
        guard unsafe vips_image_get_typeof(image, "icc-profile-data") != 0 else { return nil }
        guard let picture = unsafe VipsPicture(owning: stk_vips_apply_profile(image)) else {
            takeVipsText()
            return nil
        }
        return picture
    }

    private func converted(to space: VipsInterpretation) -> VipsPicture? {
        unsafe VipsPicture(owning: stk_vips_convert(image, space))
    }
}

@available(*, unavailable, message: "a libvips image is used by one thread at a time")
extension VipsPicture: Sendable {}

/// Empties libvips' error text, which the whole process shares, and gives its first line.
///
/// Source: `vips_error_buffer_copy`.
@discardableResult
private func takeVipsText() -> String? {
    guard let text = unsafe vips_error_buffer_copy() else { return nil }
    defer { unsafe g_free(text) }
    return unsafe firstLine(ofLibraryText: String(cString: text))
}
