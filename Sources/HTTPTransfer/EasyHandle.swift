import CCurl
import Platform

/// One transfer: libcurl's easy handle with all the memory it borrows; used from one thread.
///
/// 1. `configure` sets the options; the callbacks get a pointer to this object, so it must stay
///    alive while libcurl holds the handle.
/// 2. The callbacks move bytes and record the first fault; see `EasyHandle+Callbacks`.
/// 3. `result` builds the answer or the error, once, when libcurl is done.
@safe final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    let job: TransferJob
    /// libcurl's error message, `CURL_ERROR_SIZE` bytes ending with a NUL.
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    var body: BodyReader
    var watch: DeadlineWatch
    var answer: ResponseCollector
    /// The first fault found by this program rather than by libcurl.
    var fault: TransferFault?

    /// Source: `curl_easy_init`.
    init(_ job: TransferJob) throws(TransferError) {
        guard let pointer = unsafe curl_easy_init() else {
            throw TransferError(.other, "out of memory for a transfer")
        }
        unsafe self.pointer = unsafe pointer
        self.job = job
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe headerList = nil
        body = BodyReader(job.request.body)
        let limits = job.request.limits
        let bodyBytes = job.request.body.byteCount
        watch = DeadlineWatch(limits, bodyBytes: bodyBytes, start: .now)
        answer = ResponseCollector(maxBodyBytes: limits.maxResponseBytes)
        fault = nil
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headerList)
        unsafe errorText.deallocate()
    }

    /// Sets all options; called once, before the handle is added to the multi handle.
    ///
    /// - Throws: `TransferError`, `.other` if this libcurl lacks an option.
    func configure(_ settings: TransferSettings) throws(TransferError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe try set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        try check(unsafe stk_curl_allow_http_only(pointer))
        try check(unsafe stk_curl_abandon_lookups(pointer))
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 30)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        let connect = job.request.limits.connect.milliseconds
        try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, connect))
        try set(CURLOPT_USERAGENT, settings.userAgent)
        try set(CURLOPT_ACCEPT_ENCODING, acceptedEncodings)
        try set(CURLOPT_URL, job.request.url)
        if let file = settings.caFile {
            try set(CURLOPT_CAINFO, file)
            // Else the system's folder of certificates would be trusted too.
            unsafe try set(CURLOPT_CAPATH, nil)
        }
        // An empty name also disables the proxies of the environment.
        if job.address.isLoopback || settings.proxy == .none { try set(CURLOPT_PROXY, "") }
        try configureRequest()
        unsafe try configureCallbacks(context)
    }

    private func configureRequest() throws(TransferError) {
        for line in job.headerLines {
            guard let longer = unsafe curl_slist_append(headerList, line) else {
                throw TransferError(.other, "out of memory for the headers")
            }
            unsafe headerList = longer
        }
        unsafe try set(CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(headerList))
        let method = job.request.method
        let byteCount = job.request.body.byteCount
        if byteCount > 0 || method == .post || method == .put {
            try set(CURLOPT_UPLOAD, 1)
            try check(
                unsafe stk_curl_set_size(pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(byteCount))
            )
            // Large blocks are a quarter faster; small bodies need less memory.
            try set(CURLOPT_UPLOAD_BUFFERSIZE, min(max(byteCount, 16_384), 524_288))
        }
        try set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }

    private func configureCallbacks(_ context: UnsafeMutableRawPointer) throws(TransferError) {
        try check(
            unsafe stk_curl_set_bytes_callback(pointer, CURLOPT_READFUNCTION, readCallback)
        )
        unsafe try set(CURLOPT_READDATA, context)
        try check(
            unsafe stk_curl_set_bytes_callback(pointer, CURLOPT_WRITEFUNCTION, writeCallback)
        )
        unsafe try set(CURLOPT_WRITEDATA, context)
        try check(
            unsafe stk_curl_set_bytes_callback(pointer, CURLOPT_HEADERFUNCTION, headerCallback)
        )
        unsafe try set(CURLOPT_HEADERDATA, context)
        try check(unsafe stk_curl_set_seek_callback(pointer, seekCallback))
        unsafe try set(CURLOPT_SEEKDATA, context)
        try check(unsafe stk_curl_set_request_callback(pointer, requestCallback))
        unsafe try set(CURLOPT_PREREQDATA, context)
        try check(unsafe stk_curl_set_progress_callback(pointer, progressCallback))
        unsafe try set(CURLOPT_XFERINFODATA, context)
        try set(CURLOPT_NOPROGRESS, 0)
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransferError) {
        try check(unsafe stk_curl_set_long(pointer, option, value))
    }

    private func set(_ option: CURLoption, _ text: String) throws(TransferError) {
        try check(unsafe stk_curl_set_text(pointer, option, text))
    }

    private func set(
        _ option: CURLoption,
        _ memory: UnsafeMutableRawPointer?
    ) throws(TransferError) {
        try check(unsafe stk_curl_set_pointer(pointer, option, memory))
    }

    private func check(_ code: CURLcode) throws(TransferError) {
        guard code != CURLE_OK else { return }
        let words = unsafe String(cString: curl_easy_strerror(code))
        let message = "libcurl can't be set up: \(words) (curl \(code.number))"
        throw TransferError(.other, message, curlCode: code.number)
    }

    /// libcurl's message for this error, else its general text for the code.
    func libcurlText(for code: CURLcode) -> String {
        let said = unsafe String(cString: errorText)
        // Some errors of libcurl quote a proxy's full address, which may hold a password.
        let isOpen = !said.isEmpty && !said.contains("@") && !said.contains("://")
        return isOpen ? printable(said) : unsafe String(cString: curl_easy_strerror(code))
    }
}

// libcurl's handle and its borrowed memory belong to one thread.
@available(*, unavailable) extension EasyHandle: Sendable {}

/// Those of gzip, deflate and brotli that this libcurl can decompress.
///
/// Not zstd: a hostile answer could make its decoder use 128 MB.
///
/// Source: `curl_version_info`.
private let acceptedEncodings: String = {
    let features = unsafe curl_version_info(CURLVERSION_FIRST)?.pointee.features ?? 0
    let zlib = Int(features) & Int(CURL_VERSION_LIBZ) != 0
    let brotli = Int(features) & Int(CURL_VERSION_BROTLI) != 0
    let names = (zlib ? ["gzip", "deflate"] : []) + (brotli ? ["br"] : [])
    return names.isEmpty ? "identity" : names.joined(separator: ", ")
}()
