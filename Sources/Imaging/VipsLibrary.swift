import CVips

/// libvips, loaded and started when a photo first needs it.
///
/// Plain JPEG, all that most runs contain, never does: loading libvips and its hundred libraries
/// takes longer than all the rest of a small run.
///
/// Source: `dlopen`, `vips_init`, `vips_block_untrusted_set`, `vips_cache_set_max`,
/// `vips_concurrency_set`.
// The table of functions is filled before it is shared and never changes.
@safe struct VipsLibrary: @unchecked Sendable {
    /// libvips' functions under their own names.
    let functions: UnsafePointer<stk_vips>

    /// The library of the process, or why it can't be loaded.
    static let started = Result { () throws(ImagingError) in try VipsLibrary(file: fileName) }

    /// - Throws: `.libraryUnavailable`, naming the package to install.
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

    /// Clears libvips' error text, which the whole process shares, and returns its first line.
    ///
    /// Source: `vips_error_buffer_copy`.
    @discardableResult
    func takeText() -> String? {
        guard let text = unsafe functions.pointee.vips_error_buffer_copy() else { return nil }
        defer { unsafe functions.pointee.g_free(text) }
        return unsafe firstLine(ofLibraryText: String(cString: text))
    }

    /// Frees libvips' state of the calling thread, which must hold no picture.
    ///
    /// Source: `vips_thread_shutdown`.
    func shutDownThread() {
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
