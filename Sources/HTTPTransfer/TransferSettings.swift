/// Settings shared by all transfers of one `HTTPTransfer`.
public struct TransferSettings: Sendable, Hashable {
    /// The proxy for other machines.
    ///
    /// `localhost` and the loopback addresses are always contacted directly.
    public enum ProxyChoice: Sendable, Hashable {
        /// The one in the environment, read by libcurl itself for each request: `https_proxy`,
        /// `HTTPS_PROXY`, `http_proxy` (lower case only), `all_proxy` and the exceptions in
        /// `no_proxy`.
        ///
        /// Source: libcurl-env(3).
        case ofEnvironment
        case none
    }

    /// A PEM file of trusted certificates to use instead of the system's.
    ///
    /// The program sets it from `SSL_CERT_FILE` or `CURL_CA_BUNDLE`, which libcurl doesn't read.
    /// Certificate checks can't be disabled.
    public var caFile: String?
    /// The most simultaneous requests and open connections; further requests wait.
    public var maxConnections = 8
    /// Which proxy is used.
    public var proxy = ProxyChoice.ofEnvironment
    /// The `User-Agent` header.
    public var userAgent = "stocktake"

    /// The default settings.
    public init() {
        // All values have defaults.
    }
}
