import CVips

/// One libvips image; not Sendable.
///
/// It borrows the file's bytes, which must outlive it and every picture derived from it.
@safe final class VipsPicture {
    private let library: VipsLibrary
    private let image: OpaquePointer

    /// libvips' functions.
    private var vips: UnsafePointer<stk_vips> { unsafe library.functions }

    /// Takes ownership of the image; nil for null, the result of a failed operation.
    private init?(owning image: OpaquePointer?, _ library: VipsLibrary) {
        guard let image = unsafe image else { return nil }
        unsafe self.image = image
        self.library = library
    }

    deinit {
        unsafe vips.pointee.g_object_unref(UnsafeMutableRawPointer(image))
    }

    /// Reads the header without decoding pixels.
    ///
    /// - Throws: `.damaged` if the bytes are not of that format or the header is corrupt.
    static func open(
        _ bytes: UnsafeBufferPointer<UInt8>,
        as format: PhotoFormat,
        by library: VipsLibrary
    ) throws(ImagingError) -> VipsPicture {
        let image = unsafe stk_vips_open(
            library.functions,
            format.loader,
            bytes.baseAddress,
            bytes.count
        )
        guard let picture = unsafe VipsPicture(owning: image, library) else {
            throw ImagingError(
                .damaged,
                "damaged \(format.name): its header can't be read",
                underlying: library.takeText()
            )
        }
        return picture
    }

    /// The size as stored.
    var size: PixelSize {
        PixelSize(
            width: Int(unsafe vips.pointee.vips_image_get_width(image)),
            height: Int(unsafe vips.pointee.vips_image_get_height(image))
        )
    }

    /// Values per pixel.
    var bands: Int { Int(unsafe vips.pointee.vips_image_get_bands(image)) }

    /// The EXIF or TIFF orientation still to be applied.
    var orientation: Orientation {
        Orientation(rawValue: Int(unsafe vips.pointee.vips_image_get_orientation(image)))
            ?? .upright
    }

    /// A text of the file's metadata by libvips' name; nil if absent.
    func text(_ name: String) -> String? {
        guard unsafe vips.pointee.vips_image_get_typeof(image, name) != 0 else { return nil }
        var text: UnsafePointer<CChar>?
        guard unsafe vips.pointee.vips_image_get_string(image, name, &text) == 0,
            let text = unsafe text
        else {
            library.takeText()
            return nil
        }
        return unsafe String(cString: text)
    }

    /// The picture as bytes in one grey band or three sRGB bands, composited onto white.
    ///
    /// - Parameter exactColours: applies a colour profile even where values are usable without it;
    ///   reading labels does not need this.
    /// - Returns: nil if libvips can't convert it.
    func asBytes(exactColours: Bool) -> VipsPicture? {
        let meaning = Int(unsafe vips.pointee.vips_image_guess_interpretation(image))
        let isGray = meaning == stk_vips_black_and_white || meaning == stk_vips_grey16
        let isDeep = meaning == stk_vips_rgb16 || meaning == stk_vips_grey16
        let isPlain = isGray || isDeep || meaning == stk_vips_srgb
        var picture = self
        if isPlain, unsafe vips.pointee.vips_image_hasalpha(image) != 0 {
            let flat = unsafe stk_vips_flatten(vips, image, isDeep ? 65_535 : 255)
            guard let flat = unsafe VipsPicture(owning: flat, library) else { return nil }
            picture = flat
        }
        guard
            let converted = (exactColours || !isPlain ? picture.withProfileApplied() : nil)
                ?? picture.converted(
                    to: isGray ? stk_vips_black_and_white : stk_vips_srgb
                )
        else { return nil }
        picture = converted
        let wanted = picture.bands >= 3 ? 3 : 1
        if picture.bands != wanted {
            let kept = unsafe stk_vips_first_bands(vips, picture.image, Int32(wanted))
            guard let kept = unsafe VipsPicture(owning: kept, library) else { return nil }
            picture = kept
        }
        return unsafe VipsPicture(owning: stk_vips_as_bytes(vips, picture.image), library)
    }

    /// Decodes the rows from the top, each `width * bands` bytes; requires a picture of bytes.
    ///
    /// Source: `vips_region_fetch`, which works in the calling thread.
    ///
    /// - Throws: `.damaged` if the file is truncated or corrupt.
    func eachRow(
        _ format: PhotoFormat,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ImagingError) {
        precondition(unsafe vips.pointee.vips_image_get_format(image) == stk_vips_uchar)
        guard let region = unsafe vips.pointee.vips_region_new(image) else {
            throw ImagingError(
                .libraryUnavailable,
                "libvips can't create a region",
                underlying: library.takeText()
            )
        }
        defer { unsafe vips.pointee.g_object_unref(UnsafeMutableRawPointer(region)) }
        let (size, length) = (size, size.width * bands)
        for top in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let count = min(Self.rowsAtOnce, size.height - top)
            var byteCount = 0
            let rows = unsafe vips.pointee.vips_region_fetch(
                region,
                0,
                Int32(top),
                Int32(size.width),
                Int32(count),
                &byteCount
            )
            guard let rows = unsafe rows, byteCount == count * length else {
                throw ImagingError(
                    .damaged,
                    "damaged \(format.name): the file is truncated or corrupt",
                    underlying: library.takeText()
                )
            }
            defer { unsafe vips.pointee.g_free(rows) }
            for row in 0..<count {
                unsafe body(UnsafeBufferPointer(start: rows + row * length, count: length))
            }
        }
    }

    private static let rowsAtOnce = 64

    /// Converted to sRGB by the file's profile; nil without one or if it doesn't fit the picture.
    private func withProfileApplied() -> VipsPicture? {
        guard unsafe vips.pointee.vips_image_get_typeof(image, "icc-profile-data") != 0 else {
            return nil
        }
        guard let picture = unsafe VipsPicture(owning: stk_vips_apply_profile(vips, image), library)
        else {
            library.takeText()
            return nil
        }
        return picture
    }

    private func converted(to space: Int) -> VipsPicture? {
        unsafe VipsPicture(owning: stk_vips_convert(vips, image, Int32(space)), library)
    }
}

@available(*, unavailable, message: "a libvips image is used by one thread at a time")
extension VipsPicture: Sendable {}
