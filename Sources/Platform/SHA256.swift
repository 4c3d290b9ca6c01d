import CCrypto

/// The SHA-256 of bytes as 64 lower-case hex digits.
///
/// Source: FIPS 180-4; `EVP_Digest` of OpenSSL's libcrypto.
public func sha256(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    var size: UInt32 = 0
    let success = unsafe EVP_Digest(bytes, bytes.count, &digest, &size, EVP_sha256(), nil)
    precondition(success == 1 && size == 32, "OpenSSL offers no SHA-256; check its configuration")
    return hexadecimal(digest)
}

/// Bytes as lower-case hex digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
