import Platform

extension TransferRequest {
    /// Headers set by the transfer itself, in lower case.
    private static let ownHeaders: Set = [
        "accept-encoding", "connection", "content-length", "expect", "host", "transfer-encoding",
    ]

    /// The header lines in libcurl's form.
    ///
    /// - Throws: `TransferError`, `.badHeader`, which names the header but never its value.
    func headerLines() throws(TransferError) -> [String] {
        var lines: [String] = []
        for header in headers {
            let value =
                switch header.value {
                case .text(let text): text
                case .secret(let secret): secret.text
                }
            try require(header.name, isFieldName(header.name), "is not a header name")
            let isOwn = Self.ownHeaders.contains(header.name.lowercased())
            try require(header.name, !isOwn, "is set by the transfer itself")
            try require(
                header.name,
                isFieldValue(value),
                "contains a line break or control character"
            )
            // libcurl omits a header with nothing after its colon.
            lines.append(value.isEmpty ? header.name + ";" : header.name + ": " + value)
        }
        // Otherwise libcurl sends `Expect: 100-continue` before a large body and waits a second.
        return lines + ["Expect:"]
    }

    private func require(
        _ name: String,
        _ isGood: Bool,
        _ what: String
    ) throws(TransferError) {
        guard isGood else { throw TransferError(.badHeader, "header '\(printable(name))' \(what)") }
    }
}

/// Source: `token` of RFC 9110 section 5.6.2.
private func isFieldName(_ name: String) -> Bool {
    let marks = Set("!#$%&'*+-.^_`|~".utf8)
    let isToken = name.utf8.allSatisfy { byte in
        let letter = byte | 0x20
        return marks.contains(byte) || (0x30...0x39).contains(byte)
            || (0x61...0x7A).contains(letter)
    }
    return isToken && !name.isEmpty
}

/// Source: `field-value` of RFC 9110 section 5.5.
private func isFieldValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
}
