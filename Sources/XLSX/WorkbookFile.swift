import CXLSXWriter
import Foundation

/// The handle of a workbook, shared by the workbook and its sheets; it outlives neither.
@safe
final class WorkbookFile {
    let path: String
    /// Nil once the workbook is written or given up; then every sheet's pointer is dead too.
    private var handle: UnsafeMutablePointer<lxw_workbook>?
    private var sheets: [UnsafeMutablePointer<lxw_worksheet>] = unsafe []
    private var formats: [CellFormat: UnsafeMutablePointer<lxw_format>] = unsafe [:]
    private var sheetKeys: Set<String> = []
    private var notes: [WorkbookNote] = []
    /// Bytes that images, charts and links add to the file, at most.
    private var extraBytes = 0

    /// More sheets than any report needs; each holds a file open until the workbook is written.
    private static let sheetLimit = 255
    /// Room for the parts of the file that are not rows, images, charts or links.
    private static let partsBytes = 1 << 20

    init(path: String, properties: WorkbookProperties) throws(WorkbookError) {
        self.path = path
        // libxlsxwriter takes 0 for now, and the year must have four digits.
        guard (1...253_402_300_799).contains(properties.created) else {
            throw WorkbookError(
                code: .invalidProperties,
                message: "the time of creation must be in 1970 to 9999, not second "
                    + "\(properties.created)",
                path: path
            )
        }
        try Self.createEmpty(path)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        unsafe handle = stk_workbook_new(path, folder)
        guard unsafe handle != nil else {
            unsafe unlink(path)
            throw error(.cannotCreate, "no memory left for a workbook")
        }
        try setProperties(properties)
    }

    deinit { abandon() }

    /// Whether sheets may still be written to.
    var isOpen: Bool { unsafe handle != nil }

    /// An error about this workbook.
    func error(_ code: WorkbookError.Code, _ message: String) -> WorkbookError {
        WorkbookError(code: code, message: message, path: path)
    }

    /// Turns a code of libxlsxwriter's into an error; the one place where that is done.
    func check(_ status: lxw_error) throws(WorkbookError) {
        guard status != LXW_NO_ERROR else { return }
        throw error(.library(Int(status.rawValue)), Self.text(of: status))
    }

    func add(_ note: WorkbookNote) { notes.append(note) }

    /// Remembers that the file will be longer by up to so many bytes.
    func expect(bytes: Int) { extraBytes += bytes }

    /// Adds a sheet; the pointer lives until `isOpen` ends.
    @unsafe
    func addSheet(named name: String) throws(WorkbookError) -> UnsafeMutablePointer<lxw_worksheet> {
        guard let handle = unsafe handle else { throw closedError }
        if let fault = SheetName.check(name, taken: sheetKeys) {
            throw error(.invalidSheetName, fault)
        }
        guard unsafe sheets.count < Self.sheetLimit else {
            throw error(.tooManySheets, "a workbook may have \(Self.sheetLimit) sheets")
        }
        guard let sheet = unsafe workbook_add_worksheet(handle, name) else {
            throw error(.cannotWrite, "sheet \"\(name)\" can't be added")
        }
        unsafe sheets.append(sheet)
        sheetKeys.insert(SheetName.key(name))
        try check(unsafe stk_worksheet_set_quoted_name(sheet, SheetName.quoted(name)))
        return unsafe sheet
    }

    /// Whether a sheet of this name was added, in whatever case.
    func hasSheet(named name: String) -> Bool { sheetKeys.contains(SheetName.key(name)) }

    /// Adds a chart that is on no sheet yet; the pointer lives until `isOpen` ends.
    @unsafe
    func addChart(isStacked: Bool) throws(WorkbookError) -> UnsafeMutablePointer<lxw_chart> {
        guard let handle = unsafe handle else { throw closedError }
        let type = isStacked ? LXW_CHART_COLUMN_STACKED : LXW_CHART_COLUMN
        guard let chart = unsafe workbook_add_chart(handle, UInt8(type.rawValue)) else {
            throw error(.cannotWrite, "no memory left for a chart")
        }
        return unsafe chart
    }

    /// libxlsxwriter's copy of a format, made at its first use; nil for the plain one.
    @unsafe
    func format(
        _ format: CellFormat
    ) throws(WorkbookError) -> UnsafeMutablePointer<lxw_format>? {
        if format == .plain { return nil }
        if let known = unsafe formats[format] { return unsafe known }
        if let fault = format.fault { throw error(.invalidFormat, fault) }
        guard let handle = unsafe handle else { throw closedError }
        guard let made = unsafe workbook_add_format(handle) else {
            throw error(.cannotWrite, "no memory left for a format")
        }
        unsafe format.apply(to: made)
        unsafe formats[format] = made
        return unsafe made
    }

    /// libxlsxwriter's own format of links.
    @unsafe
    var linkFormat: UnsafeMutablePointer<lxw_format>? {
        unsafe handle.flatMap { unsafe workbook_get_default_url_format($0) }
    }

    /// What every use of a closed workbook's sheet throws.
    var closedError: WorkbookError { error(.closed, "the workbook is closed already") }

    func close() throws(WorkbookError) -> [WorkbookNote] {
        defer { abandon() }
        guard unsafe !sheets.isEmpty else {
            throw error(.noSheets, "a workbook must have at least one sheet")
        }
        try reserve(Self.partsBytes + extraBytes + (try largestSheet()))
        guard let handle = unsafe handle.take() else { throw closedError }
        let status = unsafe workbook_close(handle)
        guard status == LXW_NO_ERROR else {
            unsafe unlink(path)
            throw error(.cannotWrite, Self.text(of: status))
        }
        return notes
    }

    /// Frees the workbook and removes its file, unless it is written or given up already.
    func abandon() {
        guard let handle = unsafe handle.take() else { return }
        unsafe stk_workbook_discard(handle)
        unsafe unlink(path)
    }

    private func setProperties(_ properties: WorkbookProperties) throws(WorkbookError) {
        guard let handle = unsafe handle else { throw closedError }
        let texts = [properties.title, properties.author]
        guard texts.joined().unicodeScalars.allSatisfy(CellText.isPlain) else {
            throw error(
                .invalidProperties,
                "title and author must not contain control characters"
            )
        }
        try check(
            unsafe stk_workbook_set_properties(
                handle,
                properties.title,
                properties.author,
                properties.created
            )
        )
    }
}

// The file system's side.
extension WorkbookFile {
    private static func createEmpty(_ path: String) throws(WorkbookError) {
        let descriptor =
            path.contains("\0")
            ? -1 : unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let reason = path.contains("\0") ? "the path contains a NUL" : systemReason()
            throw WorkbookError(
                code: .cannotCreate,
                message: "can't create the workbook, \(reason)",
                path: path
            )
        }
        Foundation.close(descriptor)
    }

    /// Ends all sheets and gives the size in bytes of the largest one's rows: while a sheet is
    /// copied into the file its rows are on disk twice, and those of the sheets before it no more.
    private func largestSheet() throws(WorkbookError) -> Int {
        let sizes = unsafe sheets.map { sheet in unsafe stk_worksheet_seal(sheet) }
        guard !sizes.contains(where: { $0 < 0 }) else {
            throw error(.cannotWrite, "rows could not be stored; the disk may be full")
        }
        return Int(sizes.max() ?? 0)
    }

    /// Fills the file with so many bytes, which libxlsxwriter then overwrites.
    ///
    /// The one way to know that there is room which holds for quotas too; the bytes are such that a
    /// compressing file system can't store them in less.
    private func reserve(_ byteCount: Int) throws(WorkbookError) {
        var state: UInt64 = 1
        let block = (0..<8192).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
        let descriptor = unsafe open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw error(.cannotWrite, "can't write the workbook, \(Self.systemReason())")
        }
        defer { Foundation.close(descriptor) }
        var rest = byteCount
        while rest > 0 {
            let written = unsafe block.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, min(rest, bytes.count))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw error(
                    .cannotWrite,
                    "can't write the workbook, which needs \(byteCount) bytes of room, "
                        + Self.systemReason()
                )
            }
            rest -= written
        }
    }

    /// The reason of the system call that has just failed, with its number.
    private static func systemReason() -> String {
        let number = errno
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return "\(unsafe String(cString: text).lowercased()) (error \(number))"
    }

    /// libxlsxwriter's words for a code, with its number.
    private static func text(of status: lxw_error) -> String {
        let number = status.rawValue
        guard let words = unsafe lxw_strerror(status) else { return "libxlsxwriter code \(number)" }
        let line = unsafe String(cString: words)
        let start = line.prefix(1).lowercased() + line.dropFirst()
        return "\(start.hasSuffix(".") ? String(start.dropLast()) : start) "
            + "(libxlsxwriter code \(number))"
    }
}
