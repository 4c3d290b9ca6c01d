import CCurl
import Platform

/// The server of a URL, without anything secret.
struct ServerAddress {
    /// Scheme, host and port, such as `https://api.example.com` or `http://127.0.0.1:8080`.
    let origin: String
    /// Whether the host is this machine, by name or address.
    let isLoopback: Bool
    private let host: String
    private let port: String

    /// Reads a URL.
    ///
    /// - Throws: `TransferError`, `.badURL`; its message omits all after a `?` and before an `@`.
    ///
    /// Source: `curl_url_set`, `curl_url_get` of libcurl.
    init(of url: String) throws(TransferError) {
        guard !url.utf8.contains(0) else { throw Self.bad(url, "it contains a NUL") }
        guard let parts = unsafe curl_url() else {
            throw TransferError(.other, "out of memory for reading a URL")
        }
        defer { unsafe curl_url_cleanup(parts) }
        let code = unsafe curl_url_set(parts, CURLUPART_URL, url, 0)
        guard code == CURLUE_OK else {
            throw Self.bad(url, "write it as https://api.example.com/v1")
        }
        let scheme = unsafe part(CURLUPART_SCHEME, of: parts) ?? ""
        guard scheme == "http" || scheme == "https" else {
            throw Self.bad(url, "only http and https are supported")
        }
        guard unsafe part(CURLUPART_USER, of: parts) == nil,
            unsafe part(CURLUPART_PASSWORD, of: parts) == nil
        else { throw Self.bad(url, "it contains a user name or password; use a header instead") }
        let host = unsafe part(CURLUPART_HOST, of: parts) ?? ""
        let number = unsafe part(CURLUPART_PORT, of: parts)
        guard !host.isEmpty, number != "0" else { throw Self.bad(url, "it has no host name") }
        origin = scheme + "://" + host + (number.map { ":" + $0 } ?? "")
        self.host = host.lowercased()
        port = number ?? (scheme == "https" ? "443" : "80")
        isLoopback = isLoopbackHost(host.lowercased())
    }

    /// Whether it is at this host, which libcurl writes without the brackets of IPv6.
    func isAt(host other: String, port otherPort: String) -> Bool {
        let plain = host.filter { $0 != "[" && $0 != "]" }
        return plain == other.lowercased() && port == otherPort
    }

    private static func bad(_ url: String, _ what: String) -> TransferError {
        TransferError(.badURL, "not a usable URL, '\(redacted(url))'; \(what)")
    }
}

/// A URL without its user name, password, query and fragment, which may be secret.
private func redacted(_ url: String) -> String {
    let plain = url.prefix { $0 != "?" && $0 != "#" }
    let scheme = plain.firstRange(of: "://").map { plain[..<$0.upperBound] } ?? ""
    let rest = plain[scheme.endIndex...]
    let hidden = rest.lastIndex(of: "@").map { "…" + rest[$0...] } ?? String(rest)
    return printable(scheme + hidden)
}

private func part(_ name: CURLUPart, of parts: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(parts, name, &text, 0) == CURLUE_OK, let text = unsafe text else {
        return nil
    }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
}

/// Source: RFC 6761 section 6.3, RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3.
private func isLoopbackHost(_ host: String) -> Bool {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    if name == "localhost" || name.hasSuffix(".localhost") || name == "[::1]" { return true }
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
}
