import CVips

/// libvips, which is loaded and started when a photo first needs it.
///
/// Plain JPEG, which most runs have nothing but, never does: loading takes longer than everything
/// else a small run does, and a hundred libraries come along.
///
/// Source: `dlopen`, `vips_init`, `vips_block_untrusted_set`, `vips_cache_set_max`,
/// `vips_concurrency_set`.
// The table of functions is filled before anyone sees it, and never changed.
@safe struct VipsLibrary: @unchecked Sendable {
    /// libvips' functions by their own names.
    let functions: UnsafePointer<stk_vips>

    /// The library of the process, or why there is none.
    static let started = Result { () throws(ImagingError) in try VipsLibrary(file: fileName) }

    /// - Throws: `.libraryUnavailable`, with what to install.
    init(file: String) throws(ImagingError) {
        var problem: UnsafePointer<CChar>?
        guard let functions = unsafe stk_vips_load(file, &problem) else {
            throw ImagingError(
                .libraryUnavailable,
                "\(file) can't be loaded; \(Self.remedy)",
                underlying: unsafe problem.flatMap {
                    firstLine(ofLibraryText: unsafe String(cString: $0))
                }
            )
        }
        unsafe self.functions = functions
        let code = unsafe stk_vips_start(functions)
        guard code == 0 else {
            throw ImagingError(
                .libraryUnavailable,
                "libvips can't start, code \(code)",
                underlying: takeText()
            )
        }
    }

    /// Empties libvips' error text, which the whole process shares, and gives its first line.
    ///
    /// Source: `vips_error_buffer_copy`.
    @discardableResult
    func takeText() -> String? {
        guard let text = unsafe functions.pointee.vips_error_buffer_copy() else { return nil }
        defer { unsafe functions.pointee.g_free(text) }
        return unsafe firstLine(ofLibraryText: String(cString: text))
    }

    /// Gives back what libvips keeps for the calling thread, once no picture of it is left.
    ///
    /// Source: `vips_thread_shutdown`.
    func leaveThread() {
        unsafe functions.pointee.vips_thread_shutdown()
    }

    #if canImport(Darwin)
    private static let fileName = "libvips.42.dylib"
    private static let remedy = "photos other than plain JPEG need it: brew install vips"
    #else
    private static let fileName = "libvips.so.42"
    private static let remedy = "photos other than plain JPEG need the package libvips42"
    #endif
}
