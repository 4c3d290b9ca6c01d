import CCurl

// What libcurl calls, on the loop's thread, while it works on a handle. The callbacks capture
// nothing, never throw, lock or wait for others, and end a transfer by their return value only.

/// The transfer that a callback's context stands for.
private func handle(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
    unsafe context.map { unsafe Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
}

extension EasyHandle {
    /// Does a step that may find a fault, and notes the first one found.
    ///
    /// - Returns: what the step gave; nil to end the transfer.
    fileprivate func noting<Result>(_ step: () throws(TransferFault) -> Result) -> Result? {
        do throws(TransferFault) {
            return try step()
        } catch {
            fault = fault ?? error
            return nil
        }
    }

    /// A connection is ready, and libcurl is about to send the head.
    ///
    /// For the second time if a connection that was kept open was dead: then the body starts again,
    /// unless the server may have got it all. libcurl would not ask, and it could be billed twice.
    ///
    /// - Returns: whether to go on.
    fileprivate func beginsToSend() -> Bool {
        let mayRepeat = !watch.mayHaveArrived || job.request.method == .get
        guard watch.attempts == 0 || mayRepeat else {
            let message = "the connection was lost after the whole request was sent on it"
            fault = fault ?? TransferFault(code: .connectionLost, message: message)
            return false
        }
        body.rewind()
        watch.beginsToSend(at: .now)
        return true
    }

    fileprivate func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int? {
        noting { () throws(TransferFault) in unsafe try body.read(into: room) }
    }

    fileprivate func takeLine(_ line: UnsafeRawBufferPointer) -> Bool {
        let result: Void? = noting { () throws(TransferFault) in unsafe try answer.takeLine(line) }
        if answer.status != nil { watch.isAnswered() }
        return result != nil
    }

    fileprivate func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        noting { () throws(TransferFault) in unsafe try answer.takeBody(bytes) } != nil
    }

    fileprivate func noteProgress(_ received: Int, _ sent: Int) -> Bool {
        if sent > watch.sentBytes { watch.hasSent(sent, at: .now) }
        return noting { () throws(TransferFault) in try answer.requireReceivable(received) } != nil
    }
}

/// Source: CURLOPT_PREREQFUNCTION(3).
let requestCallback: curl_prereq_callback = { context, _, _, _, _ in
    let mayGoOn = unsafe handle(context)?.beginsToSend() ?? false
    return mayGoOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// Fills libcurl's buffer with the next bytes of the body.
///
/// Source: CURLOPT_READFUNCTION(3).
let readCallback: curl_read_callback = { buffer, size, count, context in
    let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
    let given = unsafe handle(context)?.giveBody(room)
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
    let isTaken = unsafe handle(context)?.takeLine(line) ?? false
    return isTaken ? size * count : 0
}

/// Source: CURLOPT_WRITEFUNCTION(3).
let writeCallback: curl_read_callback = { buffer, size, count, context in
    let bytes = unsafe UnsafeRawBufferPointer(start: buffer, count: size * count)
    let isTaken = unsafe handle(context)?.takeBody(bytes) ?? false
    return isTaken ? size * count : 0
}

/// Source: CURLOPT_XFERINFOFUNCTION(3).
let progressCallback: curl_xferinfo_callback = { context, _, received, _, sent in
    let mayGoOn = unsafe handle(context)?.noteProgress(Int(received), Int(sent)) ?? false
    return mayGoOn ? 0 : 1
}
