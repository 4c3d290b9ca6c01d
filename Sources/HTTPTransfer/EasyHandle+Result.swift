import CCurl

extension EasyHandle {
    /// The answer or the error; called once, when the transfer is over.
    ///
    /// Source: libcurl-errors(3), curl_easy_getinfo(3).
    func result(_ code: CURLcode) -> Result<TransferResponse, TransferError> {
        watch.recordSent(size(CURLINFO_SIZE_UPLOAD_T), at: .now)
        // libcurl treats a truncated head as a complete answer without a body.
        guard code == CURLE_OK, fault == nil, let status = answer.status, answer.isHeadComplete
        else {
            return .failure(error(code))
        }
        return .success(
            TransferResponse(
                status: status,
                headers: answer.headers,
                body: answer.body,
                timings: TransferTimings(
                    connect: duration(CURLINFO_PRETRANSFER_TIME_T),
                    firstByte: duration(CURLINFO_STARTTRANSFER_TIME_T),
                    total: duration(CURLINFO_TOTAL_TIME_T)
                ),
                bytesSent: watch.sentBytes,
                httpVersion: httpVersion,
                remoteAddress: remoteAddress,
                isConnectionReused: unsafe stk_curl_get_long(pointer, CURLINFO_NUM_CONNECTS) == 0
            )
        )
    }

    private func error(_ code: CURLcode) -> TransferError {
        let origin = job.address.origin
        if let fault {
            return TransferError(
                fault.code,
                origin + ": " + fault.message,
                mayHaveArrived: watch.mayHaveArrived,
                status: answer.status
            )
        }
        let (kind, cause, advice) = meaning(of: code)
        let what = cause + (advice.isEmpty ? "" : "; " + advice)
        return TransferError(
            kind,
            "\(origin): \(what); \(libcurlText(for: code)) (curl \(code.number))",
            cause: "\(origin): \(cause)",
            curlCode: code.number,
            mayHaveArrived: watch.mayHaveArrived,
            status: answer.status
        )
    }

    /// The code, the cause and the advice for an error of libcurl.
    private func meaning(of code: CURLcode) -> (TransferError.Code, String, String) {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
            (.badURL, "not a usable URL", "")
        case CURLE_COULDNT_RESOLVE_HOST:
            (.nameNotResolved, "name not found", "check the name and the network")
        case CURLE_COULDNT_RESOLVE_PROXY:
            (.nameNotResolved, "the proxy's name was not found", "check the proxy's variable")
        case CURLE_COULDNT_CONNECT:
            (.connectFailed, connectCause, "check that the server is running")
        case CURLE_OPERATION_TIMEDOUT:
            (.connectTimedOut, "no connection within \(job.request.limits.connect)", "")
        case CURLE_BAD_CONTENT_ENCODING:
            (.badEncoding, "the answer can't be decompressed", "")
        case CURLE_OK where answer.status != nil:
            (.connectionLost, "the connection was lost in the head of the answer", "")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OK:
            (.badResponse, "the answer is not HTTP", "")
        case CURLE_OUT_OF_MEMORY where watch.attempts > 0:
            // libcurl before 8.0 reports this for a header line over 100 KB.
            (.responseTooLarge, "the head of the answer is too long", "")
        case _ where tlsCodes.contains(code.rawValue):
            (.tlsFailed, trustCause(code), "check the certificates and the clock")
        case _ where connectionCodes.contains(code.rawValue):
            watch.attempts == 0
                ? (.connectFailed, lostEarlyCause(code), "")
                : (.connectionLost, connectionLostText, "")
        default: (.other, "the transfer failed", "")
        }
    }

    private var connectionLostText: String {
        if answer.status != nil { return "the connection was lost during the answer" }
        return watch.mayHaveArrived
            ? "the connection was lost after the whole request was sent"
            : "the connection was lost while the request was being sent"
    }

    private func size(_ info: CURLINFO) -> Int {
        Int(unsafe stk_curl_get_size(pointer, info))
    }

    private func duration(_ info: CURLINFO) -> Duration {
        .microseconds(Int64(size(info)))
    }

    private var httpVersion: String {
        let number = unsafe stk_curl_get_long(pointer, CURLINFO_HTTP_VERSION)
        return number == Int(CURL_HTTP_VERSION_1_0) ? "1.0" : "1.1"
    }

    private var remoteAddress: String {
        guard let text = unsafe stk_curl_get_text(pointer, CURLINFO_PRIMARY_IP) else { return "" }
        let host = unsafe String(cString: text)
        let port = unsafe stk_curl_get_long(pointer, CURLINFO_PRIMARY_PORT)
        return (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}

private let tlsCodes = Set(
    [
        CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
        CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
        CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE,
        CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
    ]
    .map(\.rawValue)
)

private let connectionCodes = Set(
    [
        CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR,
        CURLE_SEND_FAIL_REWIND, CURLE_PROXY,
    ]
    .map(\.rawValue)
)
