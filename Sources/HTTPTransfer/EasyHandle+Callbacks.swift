import CCurl

// The functions libcurl calls on the loop's thread while it works on a handle. They capture
// nothing, never throw, lock or wait, and end a transfer by their return value only.

/// The transfer that a callback's context points to.
private func handle(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
    unsafe context.map { unsafe Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
}

extension EasyHandle {
    /// Runs a step and records the first fault.
    ///
    /// - Returns: the step's result; nil to end the transfer.
    fileprivate func recordingFault<Result>(_ step: () throws(TransferFault) -> Result) -> Result? {
        do throws(TransferFault) {
            return try step()
        } catch {
            fault = fault ?? error
            return nil
        }
    }

    /// Called when a connection is ready and libcurl is about to send the head.
    ///
    /// Called again if a connection that was kept open turns out to be dead: then the body starts
    /// again, unless the server may have received all of it and could bill it twice. libcurl itself
    /// would resend it.
    ///
    /// - Returns: whether to continue.
    fileprivate func beginSending() -> Bool {
        let mayRepeat = !watch.mayHaveArrived || job.request.method == .get
        guard watch.attempts == 0 || mayRepeat else {
            let message = "the connection was lost after the whole request was sent on it"
            fault = fault ?? TransferFault(code: .connectionLost, message: message)
            return false
        }
        body.rewind()
        watch.beginSending(at: .now)
        return true
    }

    fileprivate func provideBody(_ room: UnsafeMutableRawBufferPointer) -> Int? {
        recordingFault { () throws(TransferFault) in unsafe try body.read(into: room) }
    }

    fileprivate func receiveLine(_ line: UnsafeRawBufferPointer) -> Bool {
        let result: Void? = recordingFault { () throws(TransferFault) in
            unsafe try answer.receiveLine(line)
        }
        if answer.status != nil { watch.recordAnswer() }
        return result != nil
    }

    fileprivate func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        recordingFault { () throws(TransferFault) in unsafe try answer.receiveBody(bytes) } != nil
    }

    fileprivate func recordProgress(_ received: Int, _ sent: Int) -> Bool {
        if sent > watch.sentBytes { watch.recordSent(sent, at: .now) }
        let result: Void? = recordingFault { () throws(TransferFault) in
            try answer.requireReceivable(received)
        }
        return result != nil
    }
}

/// Source: CURLOPT_PREREQFUNCTION(3).
let requestCallback: curl_prereq_callback = { context, _, _, _, _ in
    let mayGoOn = unsafe handle(context)?.beginSending() ?? false
    return mayGoOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// Fills libcurl's buffer with the next bytes of the body.
///
/// Source: CURLOPT_READFUNCTION(3).
let readCallback: curl_read_callback = { buffer, size, count, context in
    let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    let given = unsafe handle(context)?.provideBody(room)
    return given ?? Int(CURL_READFUNC_ABORT)
}

/// Source: CURLOPT_SEEKFUNCTION(3).
let seekCallback: curl_seek_callback = { context, offset, origin in
    guard let handle = unsafe handle(context), offset == 0, origin == SEEK_SET else {
        return CURL_SEEKFUNC_CANTSEEK
    }
    handle.body.rewind()
    return CURL_SEEKFUNC_OK
}

/// Source: CURLOPT_HEADERFUNCTION(3).
let headerCallback: curl_read_callback = { buffer, size, count, context in
    let line = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
    let isTaken = unsafe handle(context)?.receiveLine(line) ?? false
    return isTaken ? size * count : 0
}

/// Source: CURLOPT_WRITEFUNCTION(3).
let writeCallback: curl_read_callback = { buffer, size, count, context in
    let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
    let isTaken = unsafe handle(context)?.receiveBody(bytes) ?? false
    return isTaken ? size * count : 0
}

/// Source: CURLOPT_XFERINFOFUNCTION(3).
let progressCallback: curl_xferinfo_callback = { context, _, received, _, sent in
    let mayGoOn = unsafe handle(context)?.recordProgress(Int(received), Int(sent)) ?? false
    return mayGoOn ? 0 : 1
}
