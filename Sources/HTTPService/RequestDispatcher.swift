internal import CMicroHTTPD

/// Takes libmicrohttpd's calls of all connections' threads to the handler.
final class RequestDispatcher: Sendable {
    private let maxBodyBytes: Int
    private let handler: HTTPServer.Handler

    init(maxBodyBytes: Int, handler: @escaping HTTPServer.Handler) {
        self.maxBodyBytes = maxBodyBytes
        self.handler = handler
    }

    /// A request whose head was accepted.
    fileprivate final class Accepted {
        let exchange: HTTPExchange
        var bodyBytes = 0

        init(_ exchange: HTTPExchange) {
            self.exchange = exchange
        }
    }

    /// Decides over a request by its head.
    fileprivate func begin(_ request: HTTPRequest) -> Result<Accepted, Refusal> {
        let lengths = request.headers.filter { $0.name.lowercased() == "content-length" }
        let encoding = request.header("transfer-encoding")?.lowercased()
        // libmicrohttpd 0.9.75 accepts these, and other programs would read them differently.
        guard lengths.count + (encoding == nil ? 0 : 1) <= 1 else {
            return .failure(Refusal(status: 400, reason: "the body has two lengths"))
        }
        guard encoding == nil || encoding == "chunked" else {
            return .failure(Refusal(status: 400, reason: "unknown transfer encoding"))
        }
        if let length = lengths.first, Int(length.value) ?? .max > maxBodyBytes {
            let reason = "the body is over the limit of \(maxBodyBytes) bytes"
            return .failure(Refusal(status: 413, reason: reason))
        }
        return .success(Accepted(handler(request)))
    }

    /// Passes on a part of a body.
    ///
    /// - Returns: whether the body is still within its limit.
    fileprivate func receive(_ part: Span<UInt8>, of request: Accepted) -> Bool {
        request.bodyBytes += part.count
        guard request.bodyBytes <= maxBodyBytes else { return false }
        request.exchange.receive(part)
        return true
    }

    /// Why a request is not given to the handler.
    fileprivate struct Refusal: Error {
        let status: Int
        let reason: String

        var response: HTTPResponse {
            HTTPResponse(
                status: status,
                headers: [
                    HTTPHeader("content-type", "text/plain"), HTTPHeader("connection", "close"),
                ],
                body: Array(reason.utf8)
            )
        }
    }
}

/// Called for the head, then for each part of the body, then for the response.
///
/// `state` keeps the accepted request between the calls and owns one reference to it.
///
/// Source: MHD_AccessHandlerCallback; `MHD_NO` closes the connection.
func receiveRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?,
    _ part: UnsafePointer<CChar>?,
    _ partSize: UnsafeMutablePointer<Int>?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection, let url = unsafe url,
        let method = unsafe method, let partSize = unsafe partSize, let state = unsafe state
    else { return stk_mhd_no }
    let dispatcher = unsafe Unmanaged<RequestDispatcher>.fromOpaque(context).takeUnretainedValue()
    guard let known = unsafe state.pointee else {
        let request = HTTPRequest(
            method: unsafe String(cString: method),
            path: unsafe String(cString: url),
            headers: unsafe headers(of: connection)
        )
        switch dispatcher.begin(request) {
        case .success(let accepted):
            unsafe state.pointee = Unmanaged.passRetained(accepted).toOpaque()
            return stk_mhd_yes
        case .failure(let refusal): return unsafe queue(refusal.response, on: connection)
        }
    }
    let request = unsafe Unmanaged<RequestDispatcher.Accepted>.fromOpaque(known)
        .takeUnretainedValue()
    guard let part = unsafe part, unsafe partSize.pointee > 0 else {
        return unsafe queue(request.exchange.respond(), on: connection)
    }
    let size = unsafe partSize.pointee
    unsafe partSize.pointee = 0
    return unsafe part.withMemoryRebound(to: UInt8.self, capacity: size) { bytes in
        let buffer = unsafe UnsafeBufferPointer(start: bytes, count: size)
        return dispatcher.receive(unsafe buffer.span, of: request) ? stk_mhd_yes : stk_mhd_no
    }
}

/// Called when a request has ended in any way.
///
/// Source: MHD_RequestCompletedCallback.
func endRequest(
    _ context: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ end: MHD_RequestTerminationCode
) {
    guard let state = unsafe state, let known = unsafe state.pointee else { return }
    unsafe Unmanaged<RequestDispatcher.Accepted>.fromOpaque(known).release()
    unsafe state.pointee = nil
}

/// Source: MHD_get_connection_values.
private func headers(of connection: OpaquePointer) -> [HTTPHeader] {
    var headers: [HTTPHeader] = []
    unsafe withUnsafeMutablePointer(to: &headers) { list in
        unsafe stk_mhd_visit_headers(
            connection,
            { list, _, name, value in
                guard let list = unsafe list, let name = unsafe name else { return stk_mhd_yes }
                let text = unsafe value.map { unsafe String(cString: $0) } ?? ""
                let header = HTTPHeader(unsafe String(cString: name), text)
                unsafe list.assumingMemoryBound(to: [HTTPHeader].self).pointee.append(header)
                return stk_mhd_yes
            },
            list
        )
    }
    return headers
}

/// Source: MHD_queue_response.
private func queue(_ response: HTTPResponse, on connection: OpaquePointer) -> MHD_Result {
    let copy = unsafe response.body.withUnsafeBytes { bytes in
        unsafe stk_mhd_response(bytes.baseAddress, bytes.count)
    }
    guard let copy = unsafe copy else { return stk_mhd_no }
    defer { unsafe MHD_destroy_response(copy) }
    for header in response.headers {
        let result = unsafe MHD_add_response_header(copy, header.name, header.value)
        guard result == stk_mhd_yes else { return stk_mhd_no }
    }
    return unsafe MHD_queue_response(connection, UInt32(clamping: response.status), copy)
}
