import CCurl

/// libcurl's process-wide state, set up once.
///
/// Source: `curl_global_init`.
private let globalSetUp = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

/// All running transfers and those waiting for a free connection; used from one thread.
@safe final class MultiHandle {
    /// The longest wait between two rounds, in milliseconds.
    private static let longestWait = 60_000

    private let pointer: UnsafeMutableRawPointer
    private let settings: TransferSettings
    /// In the order of arrival.
    private var waiting: [TransferJob] = []
    private var running: [EasyHandle] = []

    /// Source: `curl_multi_init`.
    init(_ settings: TransferSettings) throws(TransferError) {
        guard globalSetUp == CURLE_OK, let pointer = unsafe curl_multi_init() else {
            throw TransferError(.other, "libcurl can't be started", curlCode: globalSetUp.number)
        }
        unsafe self.pointer = unsafe pointer
        self.settings = settings
        let kept = max(1, settings.maxConnections)
        try check(unsafe stk_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, kept))
    }

    deinit {
        unsafe curl_multi_cleanup(pointer)
    }

    /// Wakes the waiting thread from another one; invalid once the handle is freed.
    var wakeHandle: WakeHandle { unsafe WakeHandle(pointer) }

    /// Adds and cancels jobs, lets libcurl work, ends finished and late transfers, then waits.
    ///
    /// - Throws: `TransferError` if libcurl itself fails; nothing can be sent after that.
    func runOnce(_ submissions: TransferLoop.Submissions) throws(TransferError) {
        waiting += submissions.jobs
        for id in submissions.cancellations { cancel(id) }
        try startWaiting()
        var count: Int32 = 0
        try check(unsafe curl_multi_perform(pointer, &count))
        endFinished()
        endLate()
        // A connection that has just become free is used without waiting.
        guard waiting.isEmpty || running.count >= max(1, settings.maxConnections) else { return }
        try check(unsafe curl_multi_poll(pointer, nil, 0, waitMilliseconds, nil))
    }

    /// Ends every running and waiting job.
    func endAll(with reason: TransferError) {
        let fault = TransferFault(code: reason.code, message: reason.message)
        for handle in running {
            handle.fault = handle.fault ?? fault
            finish(handle, CURLE_ABORTED_BY_CALLBACK)
        }
        for job in waiting { job.end(.failure(reason)) }
        waiting = []
    }

    private func cancel(_ id: UInt64) {
        if let index = waiting.firstIndex(where: { $0.id == id }) {
            waiting.remove(at: index).end(.failure(.cancelled))
        } else if let handle = running.first(where: { $0.job.id == id }) {
            handle.fault = handle.fault ?? TransferFault(code: .cancelled, message: "cancelled")
            finish(handle, CURLE_ABORTED_BY_CALLBACK)
        }
    }

    private func startWaiting() throws(TransferError) {
        while !waiting.isEmpty, running.count < max(1, settings.maxConnections) {
            let job = waiting.removeFirst()
            do throws(TransferError) {
                let handle = try EasyHandle(job)
                try handle.configure(settings)
                try check(unsafe curl_multi_add_handle(pointer, handle.pointer))
                running.append(handle)
            } catch {
                job.end(.failure(error))
            }
        }
    }

    /// Source: `curl_multi_info_read`, whose message is invalid once its handle is removed.
    private func endFinished() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle,
                let handle = running.first(where: { unsafe $0.pointer == easy })
            else { continue }
            unsafe finish(handle, message.pointee.data.result)
        }
    }

    private func endLate() {
        let now = ContinuousClock.now
        for handle in running where handle.watch.next.instant <= now {
            handle.fault = handle.fault ?? handle.watch.next.fault
            finish(handle, CURLE_ABORTED_BY_CALLBACK)
        }
    }

    /// Removes the handle from libcurl, then ends its job.
    private func finish(_ handle: EasyHandle, _ code: CURLcode) {
        running.removeAll { $0 === handle }
        let result = handle.result(code)
        _ = unsafe curl_multi_remove_handle(pointer, handle.pointer)
        handle.job.end(result)
    }

    /// The time until the next deadline, rounded up.
    private var waitMilliseconds: Int32 {
        let now = ContinuousClock.now
        guard let next = running.map({ $0.watch.next.instant }).min() else {
            return Int32(Self.longestWait)
        }
        let left = (next - now).milliseconds
        return Int32(min(max(left + 1, 0), Self.longestWait))
    }

    private func check(_ code: CURLMcode) throws(TransferError) {
        guard code != CURLM_OK else { return }
        let words = unsafe String(cString: curl_multi_strerror(code))
        throw TransferError(.other, "libcurl failed: \(words) (multi code \(code.rawValue))")
    }
}

// Its handles belong to the thread that created them.
@available(*, unavailable) extension MultiHandle: Sendable {}

extension Duration {
    /// Rounded down; clamped to the range of 32 bits.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let whole = min(max(seconds, -2_000_000), 2_000_000) * 1000
        return Int(whole + attoseconds / 1_000_000_000_000_000)
    }
}

extension CURLcode {
    var number: Int { Int(rawValue) }
}
