import CCurl
import Platform

/// Why there is no connection, in words for a person.
extension EasyHandle {
    /// The system's reason, such as `connection refused`, and the proxy if that is who refused.
    ///
    /// Source: `CURLINFO_OS_ERRNO`; the address only stands in libcurl's message.
    var connectCause: String {
        let number = unsafe stk_curl_get_long(pointer, CURLINFO_OS_ERRNO)
        let reason = number > 0 ? errnoText(Int32(truncatingIfNeeded: number)) : "can't connect"
        let text = libcurlText(for: CURLE_COULDNT_CONNECT)
        guard
            let match = text.firstMatch(
                of: /to (?<host>\S+) port (?<port>[0-9]+)(?: via (?<proxy>\S+))?/
            )
        else { return reason }
        if let proxy = match.proxy { return "the proxy \(proxy): \(reason)" }
        let isServer = job.address.isAt(host: String(match.host), port: String(match.port))
        return isServer ? reason : "the proxy \(match.host):\(match.port): \(reason)"
    }

    /// What broke a connection before the request was sent: mostly a proxy that refused it.
    func lostEarlyCause(_ code: CURLcode) -> String {
        let text = libcurlText(for: code)
        if let match = text.firstMatch(of: /(?:HTTP code|response) ([0-9]{3})/) {
            return "the proxy refused the connection (\(match.1))"
        }
        return code == CURLE_PROXY
            ? "the proxy refused the connection" : "the connection was lost before the request"
    }

    /// What is wrong with the server's certificate or its TLS.
    func trustCause(_ code: CURLcode) -> String {
        let text = libcurlText(for: code)
        let lower = text.lowercased()
        if code == CURLE_SSL_CACERT_BADFILE {
            return "the file of trusted certificates can't be read"
        }
        return trustCauses.first { lower.contains($0.mark) }?.cause
            ?? "no trusted connection, \(text)"
    }
}

/// The marks are of OpenSSL and of libcurl, in lower case.
private let trustCauses: [(mark: String, cause: String)] = [
    ("has expired", "its certificate has expired"),
    ("not yet valid", "its certificate is not valid yet"),
    ("self-signed", "its certificate is from an unknown issuer (self-signed)"),
    ("self signed", "its certificate is from an unknown issuer (self-signed)"),
    ("issuer certificate", "its certificate is from an unknown issuer"),
    ("subject name", "its certificate is for another host name"),
    ("host name", "its certificate is for another host name"),
    ("hostname mismatch", "its certificate is for another host name"),
    ("revoked", "its certificate was revoked"),
    ("wrong version number", "the server doesn't speak TLS at this port"),
    ("packet length too long", "the server doesn't speak TLS at this port"),
    ("http request", "the server doesn't speak TLS at this port"),
    ("unexpected eof", "the server ended the TLS handshake"),
    ("unexpected message", "the server doesn't speak TLS at this port"),
]
