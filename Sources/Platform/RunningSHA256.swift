import CCrypto

/// A SHA-256 over bytes that arrive in pieces.
///
/// Source: FIPS 180-4; `EVP_DigestUpdate` of OpenSSL's libcrypto.
@safe public struct RunningSHA256: ~Copyable {
    private let context: OpaquePointer?

    /// Starts a hash.
    public init() {
        unsafe context = EVP_MD_CTX_new()
        let success = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(success == 1, "OpenSSL offers no SHA-256; check its configuration")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds a range of a buffer.
    public mutating func add(_ bytes: [UInt8], in range: Range<Int>) {
        let success = unsafe bytes.withUnsafeBytes { all in
            let part = unsafe UnsafeRawBufferPointer(rebasing: all[range])
            return unsafe EVP_DigestUpdate(context, part.baseAddress, part.count)
        }
        precondition(success == 1, "OpenSSL could not hash")
    }

    /// Ends the hash.
    ///
    /// - Returns: 64 lower-case hex digits.
    public consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var size: UInt32 = 0
        let success = unsafe EVP_DigestFinal_ex(context, &digest, &size)
        precondition(success == 1 && size == 32, "OpenSSL could not hash")
        return hexadecimal(digest)
    }
}
