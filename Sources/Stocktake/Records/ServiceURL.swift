import Foundation

/// Why an address can't be the base of a model service.
struct ServiceURLError: Error, Hashable {
    /// The problem, and what to do about it.
    let words: String
}

/// The address of a model service up to its version, such as `https://api.openai.com/v1`.
///
/// Messages never contain it, because it may include a key. Plain http sends photos and key
/// unencrypted, so it is only allowed to this machine.
struct ServiceURL: Sendable, Hashable {
    /// The default, unless a pipeline or `OPENAI_BASE_URL` gives another address.
    static let openAI = "https://api.openai.com/v1"

    /// Paths that follow the base address, longest first; a base address ends before them.
    static let apiPaths = ["/chat/completions", "/completions", "/responses", "/models"]

    /// Without a trailing slash.
    let text: String
    let host: String
    /// Scheme, host and port, in one form: `https://api.openai.com:443`.
    let origin: String

    /// - Throws: `ServiceURLError` for anything but an http or https address of a host, without
    ///   name, password, query or fragment.
    init(_ written: String, allowsHTTP: Bool) throws(ServiceURLError) {
        guard written.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let parts = URLComponents(string: written), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw ServiceURLError(
                words: "must be an address like https://host/v1"
            )
        }
        guard parts.user == nil, parts.password == nil else {
            throw ServiceURLError(
                words: "must not contain a name or password; use key_file or key_env"
            )
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw ServiceURLError(
                words: "must end with its path, without ? or #; use key_file or key_env for a key"
            )
        }
        if let words = Self.fault(of: host, port: parts.port, in: written) {
            throw ServiceURLError(words: words)
        }
        guard scheme == "https" || allowsHTTP || Self.isLoopback(host) else {
            throw ServiceURLError(
                words:
                    "is plain http to another machine, \(printable(host, limit: 100)): photos and "
                    + "key would be sent unencrypted; use https, or set allow_http: true"
            )
        }
        var text = written
        while text.hasSuffix("/") { text.removeLast() }
        self.text = text
        self.host = host
        origin = "\(scheme)://\(host.lowercased()):\(parts.port ?? (scheme == "https" ? 443 : 80))"
    }

    /// The address of a pipeline's service: its own `base_url`, else `OPENAI_BASE_URL`, else OpenAI's.
    init(_ choice: ServiceChoice, variables: [String: String]) throws(ServiceURLError) {
        let named = variables["OPENAI_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        try self.init(choice.baseURL ?? named ?? Self.openAI, allowsHTTP: choice.allowsHTTP)
    }

    /// What is wrong with a host or a port; nil for a good one.
    private static func fault(of host: String, port: Int?, in written: String) -> String? {
        let rest = written.drop { $0 != ":" }.dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.hasSuffix(":") { return "has no port after its colon; name one, or drop it" }
        if let port, !(1...65_535).contains(port) {
            return "has the port \(port); ports are 1 to 65535"
        }
        if rest.contains("://") { return "has two schemes; write one address like https://host/v1" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isGood = labels.enumerated().allSatisfy { index, label in
            let isEnd = label.isEmpty && index > 0 && index == labels.count - 1
            return isEnd
                || (1...63).contains(label.count) && label.first != "-" && label.last != "-"
        }
        let isNumeric = labels.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        let isIPv4 = labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
        guard host.hasPrefix("[") || (isGood && (!isNumeric || isIPv4)) else {
            return "has the host \(printable(host, limit: 100)), which no machine can have"
        }
        return nil
    }

    /// Whether a host is this machine, whatever a hosts file says.
    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "[::1]" || name == "::1"
            || name.wholeMatch(of: /127(?:\.\d{1,3}){3}/) != nil
    }
}
