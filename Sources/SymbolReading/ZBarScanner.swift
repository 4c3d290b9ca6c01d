import CZBar

/// One zbar scanner, for QR codes only; not Sendable: used by one thread at a time.
///
/// Linear codes are disabled: zbar joins halves of two labels into codes that don't exist.
@safe final class ZBarScanner {
    private let scanner: OpaquePointer

    /// Source: `zbar_image_scanner_create`, `zbar_image_scanner_set_config`.
    init() throws(SymbolReadingError) {
        guard let scanner = unsafe zbar_image_scanner_create() else { throw .outOfMemory }
        unsafe self.scanner = scanner
        unsafe zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
        unsafe zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1)
        // The bytes as encoded: zbar's guess mistakes some UTF-8 texts for Big5 or Shift JIS.
        unsafe zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1)
    }

    deinit {
        unsafe zbar_image_scanner_destroy(scanner)
    }

    /// The QR codes of a plane, with corners in its pixels, in zbar's order.
    ///
    /// Parts of a text split over several codes (structured append) are not reported.
    ///
    /// - Throws: `.outOfMemory`, or `.scanFailed`.
    ///
    /// Source: `zbar_scan_image`.
    func scan(_ plane: LumaPlane) throws(SymbolReadingError) -> [Symbol] {
        guard let image = unsafe zbar_image_create() else { throw .outOfMemory }
        defer { unsafe zbar_image_destroy(image) }
        unsafe zbar_image_set_format(image, stk_zbar_luma_format())
        unsafe zbar_image_set_size(image, UInt32(plane.width), UInt32(plane.height))
        // The scan only reads the pixels and the symbols don't refer to them, so they are borrowed
        // for the scan; without a cleanup handler zbar never frees them.
        let found = unsafe plane.pixels.withUnsafeBytes { bytes in
            unsafe zbar_image_set_data(image, bytes.baseAddress, UInt(bytes.count), nil)
            let code = unsafe zbar_scan_image(scanner, image)
            unsafe zbar_image_set_data(image, nil, 0, nil)
            return code
        }
        guard found >= 0 else { throw .scanFailed(code: Int(found)) }

        var symbols: [Symbol] = []
        var next = unsafe zbar_image_first_symbol(image)
        while let symbol = unsafe next {
            if let read = unsafe Symbol(symbol) { symbols.append(read) }
            unsafe next = zbar_symbol_next(symbol)
        }
        return symbols
    }
}

@available(*, unavailable, message: "a zbar scanner is used by one thread at a time")
extension ZBarScanner: Sendable {}

extension Symbol {
    /// Copies a symbol out of zbar's memory; nil unless it is a whole QR code with an outline.
    fileprivate init?(_ symbol: OpaquePointer) {
        guard unsafe zbar_symbol_get_type(symbol) == ZBAR_QRCODE,
            unsafe zbar_symbol_get_loc_size(symbol) == 4,
            let data = unsafe zbar_symbol_get_data(symbol)
        else { return nil }
        // The length counts all bytes, including a NUL.
        let length = Int(unsafe zbar_symbol_get_data_length(symbol))
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: length))
        let isGS1 = unsafe zbar_symbol_get_modifiers(symbol) & (1 << ZBAR_MOD_GS1.rawValue) != 0
        // zbar's order is top left, bottom left, bottom right, top right.
        let corners = [0, 3, 2, 1].map { (index: UInt32) in
            unsafe SymbolPoint(
                x: Double(zbar_symbol_get_loc_x(symbol, index)),
                y: Double(zbar_symbol_get_loc_y(symbol, index))
            )
        }
        self.init(
            kind: .qr,
            text: (isGS1 ? "]Q3" : "") + Symbol.text(of: bytes),
            corners: corners
        )
    }

    /// Decodes valid UTF-8, without a byte order mark; else ISO 8859-1.
    private static func text(of bytes: [UInt8]) -> String {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        var latin = String.UnicodeScalarView()
        latin.append(contentsOf: bytes.map { Unicode.Scalar($0) })
        return String(latin)
    }
}
