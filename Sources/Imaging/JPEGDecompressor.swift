import CTurboJPEG

/// Pixels of one JPEG by libturbojpeg; not Sendable: a handle is used by one thread at a time.
///
/// It borrows the bytes, which must outlive it.
@safe final class JPEGDecompressor {
    private let handle: tjhandle
    private let bytes: UnsafeBufferPointer<UInt8>
    private let size: PixelSize

    /// Nil if this JPEG is for libvips: CMYK, or refused by libturbojpeg's header reader.
    ///
    /// libturbojpeg tells the first warning only, so that an odd header would hide broken data;
    /// libvips takes odd headers and finds at least what is cut off.
    ///
    /// - Throws: `.damaged` if the header has other dimensions than `size`, the stored ones;
    ///   `.libraryUnavailable`.
    ///
    /// Source: `tjInitDecompress`, `tjDecompressHeader3`.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, size: PixelSize) throws(ImagingError) {
        guard let handle = unsafe tjInitDecompress() else {
            throw ImagingError(.libraryUnavailable, "libturbojpeg can't start a decompressor")
        }
        unsafe self.handle = handle
        unsafe self.bytes = bytes
        self.size = size
        var (width, height, subsampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let code = unsafe tjDecompressHeader3(
            handle,
            bytes.baseAddress,
            UInt(bytes.count),
            &width,
            &height,
            &subsampling,
            &colours
        )
        guard code == 0, colours != TJCS_CMYK.rawValue, colours != TJCS_YCCK.rawValue else {
            return nil
        }
        guard width == size.width, height == size.height else {
            throw ImagingError(
                .damaged,
                "damaged JPEG: both \(width) × \(height) and \(size.width) × \(size.height) pixels"
            )
        }
    }

    deinit {
        unsafe tjDestroy(handle)
    }

    /// The stored luma at full size.
    ///
    /// - Throws: `.damaged` if the JPEG is cut off or its data are broken.
    func gray() throws(ImagingError) -> Raster {
        try decode(blockSize: 8, TJPF_GRAY, channels: 1)
    }

    /// The stored colours, area-averaged down to `target`; errors as for `gray()`.
    ///
    /// Much of the way down is free: the inverse DCT makes fewer than 8 × 8 pixels of a block.
    func rgb(shrunkTo target: PixelSize) throws(ImagingError) -> Raster {
        let blockSize = Self.blockSize(from: size, to: target)
        let decoded = try decode(blockSize: blockSize, TJPF_RGB, channels: 3)
        guard decoded.size != target else { return decoded }
        var average = AreaAverage(
            eighths: PixelSize(width: size.width * blockSize, height: size.height * blockSize),
            to: target,
            channels: 3
        )
        average.add(rowsOf: decoded.bytes, length: 3 * decoded.size.width)
        return Raster(size: target, channels: 3, bytes: average.finished())
    }

    /// The pixels on a side that a block of 8 × 8 is decoded to: 1, 2, 4 or 8.
    ///
    /// Unless the decoder meets the target exactly, it leaves a factor of 1.5 or more to the
    /// average; with less, the result is 3 to 5 dB further from a Lanczos reference (measured).
    private static func blockSize(from size: PixelSize, to target: PixelSize) -> Int {
        let blockSize = [1, 2, 4].first { blockSize in
            let width = size.width * blockSize
            let height = size.height * blockSize
            return width == 8 * target.width && height == 8 * target.height
                || width >= 12 * target.width && height >= 12 * target.height
        }
        return blockSize ?? 8
    }

    /// Decodes all rows; `blockSize` is 1, 2, 4, or 8 for the full size.
    ///
    /// Source: `tjDecompress2`.
    private func decode(
        blockSize: Int,
        _ pixelFormat: TJPF,
        channels: Int
    ) throws(ImagingError) -> Raster {
        let decoded = PixelSize(
            width: (size.width * blockSize + 7) / 8,
            height: (size.height * blockSize + 7) / 8
        )
        let length = decoded.width * decoded.height * channels
        var code: Int32 = 0
        // The limit on scans stops a small progressive file from keeping a core busy for minutes.
        // The flags for speed (fast DCT, fast upsampling) gain nothing: under 3 %, measured.
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: length) { target, count in
            unsafe code = tjDecompress2(
                handle,
                bytes.baseAddress,
                UInt(bytes.count),
                target.baseAddress,
                Int32(decoded.width),
                0,
                Int32(decoded.height),
                Int32(pixelFormat.rawValue),
                TJFLAG_LIMITSCANS
            )
            count = length
        }
        if code != 0 { try checkWarning() }
        return Raster(size: decoded, channels: channels, bytes: pixels)
    }

    /// Throws if the last decoding was given up, or met damaged data; not if it was only unusual.
    ///
    /// Source: `tjGetErrorCode`, `tjGetErrorStr2`, which has the first warning only.
    private func checkWarning() throws(ImagingError) {
        let text = unsafe String(cString: tjGetErrorStr2(handle))
        let isWarning = unsafe tjGetErrorCode(handle) == TJERR_WARNING.rawValue
        if isWarning, Self.isHarmless(text) { return }
        throw ImagingError(
            .damaged,
            text.contains("Premature end") || text.contains("premature end")
                ? "damaged JPEG: it ends before the picture does"
                : "damaged JPEG: its picture data are broken",
            underlying: firstLine(ofLibraryText: text)
        )
    }

    /// Whether a warning is of the few bytes that some cameras put before the end marker, 0xd9.
    ///
    /// It is the last one possible, so that it can't hide another.
    private static func isHarmless(_ warning: String) -> Bool {
        guard warning.contains("extraneous bytes before marker 0xd9"),
            let count = warning.split(separator: " ").lazy.compactMap({ Int($0) }).first
        else { return false }
        return count <= 64
    }
}

@available(*, unavailable, message: "a libturbojpeg handle is used by one thread at a time")
extension JPEGDecompressor: Sendable {}
