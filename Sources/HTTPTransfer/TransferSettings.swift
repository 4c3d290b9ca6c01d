/// What all transfers of one `HTTPTransfer` share.
public struct TransferSettings: Sendable, Hashable {
    /// Which proxy is used for what is not this machine itself.
    ///
    /// `localhost` and the loopback addresses are always asked directly.
    public enum ProxyChoice: Sendable, Hashable {
        /// The one in the environment, read by libcurl itself for each request: `https_proxy`,
        /// `HTTPS_PROXY`, `http_proxy` (lower case only), `all_proxy` and the exceptions in
        /// `no_proxy`.
        ///
        /// Source: libcurl-env(3).
        case ofEnvironment
        case none
    }

    /// A file of trusted certificates in PEM form in place of the system's.
    ///
    /// For the program to fill from `SSL_CERT_FILE` or `CURL_CA_BUNDLE`, which libcurl doesn't
    /// read. There is no way to switch the check of certificates off.
    public var caFile: String?
    /// The requests under way at once, and so the connections open; more wait for their turn.
    public var maxConnections = 8
    /// Which proxy is used.
    public var proxy = ProxyChoice.ofEnvironment
    /// What the server is told about this program.
    public var userAgent = "stocktake"

    /// The settings of a program that has nothing special to say.
    public init() {
        // All values have defaults.
    }
}
