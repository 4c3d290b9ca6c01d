/// Parses GS1 Digital Link URIs: `https://id.example.org/01/09520000000011/21/A1-0007`.
///
/// Only the path and the query matter: any host and leading path are accepted, and nothing is ever
/// fetched. Compressed links are not read.
///
/// Source: GS1 Digital Link Standard: URI Syntax, release 1.4; the dictionary's `dlpkey`.
enum GS1DigitalLink {
    /// Names that early releases allowed instead of digits.
    private static let names = [
        "gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "sscc": "00", "gln": "414",
        "glnx": "254",
    ]

    /// The elements of a link, the primary key first; nil if the text is not a Digital Link.
    ///
    /// In a Digital Link, the path ends in pairs of identifier and value that begin with a primary
    /// key with a plausible value; an address such as `/2024/01/15` is not one.
    ///
    /// - Throws: `.link` for a misplaced qualifier or query key, or invalid percent-encoding.
    static func elements(of bytes: [UInt8]) throws(GS1Error) -> [GS1Element]? {
        guard let parts = LinkParts(bytes), let pairs = keyedPairs(of: parts.path) else {
            return nil
        }
        var elements: [GS1Element] = []
        for pair in pairs { elements.append(try element(pair.identifier, pair.value)) }
        try checkQualifiers(elements)
        for field in parts.query {
            let halves = field.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard halves.count == 2, let identifier = identifier(halves[0]) else { continue }
            let attribute = try element(identifier, halves[1])
            guard identifier.isLinkAttribute else {
                throw attribute.error(.link, "it is not allowed in the query of a link")
            }
            elements.append(attribute)
        }
        return elements
    }

    private typealias Pair = (identifier: GS1Identifier, value: ArraySlice<UInt8>)

    /// The pairs at the end of a path, starting at the last primary key.
    private static func keyedPairs(of path: [ArraySlice<UInt8>]) -> [Pair]? {
        var pairs: [Pair] = []
        var end = path.count
        while end >= 2, let identifier = identifier(path[end - 2]) {
            pairs.insert((identifier, path[end - 1]), at: 0)
            end -= 2
            guard identifier.linkQualifiers != nil else { continue }
            return looksLikeKey(pairs[0]) ? pairs : nil
        }
        return nil
    }

    /// Whether a value is plausible: at least 8 digits for a numeric key, 4 leading ones for
    /// others.
    private static func looksLikeKey(_ pair: Pair) -> Bool {
        let digits = pair.value.prefix(while: GS1Characters.digits.contains).count
        return digits >= (pair.identifier.components[0].characters == .digits ? 8 : 4)
    }

    private static func identifier(_ text: ArraySlice<UInt8>) -> GS1Identifier? {
        let key = String(decoding: text, as: UTF8.self)
        return GS1Table.standard.identifiers[names[key] ?? key]
    }

    /// Accepts any order, but no mix of the dictionary's alternatives.
    private static func checkQualifiers(_ elements: [GS1Element]) throws(GS1Error) {
        guard let key = elements.first, let sets = key.identifier.linkQualifiers else { return }
        let qualifiers = elements.dropFirst()
        for qualifier in qualifiers {
            guard sets.contains(where: { $0.contains(qualifier.identifier.code) }) else {
                throw qualifier.error(
                    .link,
                    "it can't qualify (\(key.identifier.code)) in a link's path"
                )
            }
        }
        guard
            qualifiers.isEmpty
                || sets.contains(where: { set in
                    qualifiers.allSatisfy { set.contains($0.identifier.code) }
                })
        else {
            let codes = qualifiers.map { "(\($0.identifier.code))" }.joined(separator: " and ")
            throw key.error(.link, "\(codes) can't qualify it together")
        }
    }

    /// Decodes percent-encoding and pads a GTIN of 8, 12 or 13 digits to 14.
    private static func element(
        _ identifier: GS1Identifier,
        _ raw: ArraySlice<UInt8>
    ) throws(GS1Error) -> GS1Element {
        let shown = GS1Element(
            identifier: identifier,
            value: String(decoding: raw, as: UTF8.self)
        )
        guard let decoded = percentDecoded(raw),
            let text = String(validating: decoded, as: UTF8.self)
        else { throw shown.error(.link, "the percent-encoding is invalid") }
        guard ["01", "02"].contains(identifier.code), [8, 12, 13].contains(decoded.count) else {
            return GS1Element(identifier: identifier, value: text)
        }
        let zeros = String(repeating: "0", count: 14 - decoded.count)
        return GS1Element(identifier: identifier, value: zeros + text)
    }

    private static func percentDecoded(_ raw: ArraySlice<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit),
                let low = rest.popFirst().flatMap(hexDigit)
            else { return nil }
            decoded.append(high * 16 + low)
        }
        return decoded
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}

/// The path and query of a web address, without its fragment.
private struct LinkParts {
    /// The segments of the path, still encoded, without an empty last one.
    let path: [ArraySlice<UInt8>]
    /// `key=value` fields, still encoded.
    let query: [ArraySlice<UInt8>]

    /// Nil unless it begins with `http://` or `https://` in any case, a host and a path.
    init?(_ bytes: [UInt8]) {
        let schemes = ["http://", "https://"]
        guard
            let scheme = schemes.first(where: { scheme in
                bytes.count >= scheme.utf8.count
                    && zip(bytes, scheme.utf8).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            })
        else { return nil }
        let address = bytes.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "#") }
        let question = UInt8(ascii: "?")
        var segments = address.prefix { $0 != question }
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if segments.last?.isEmpty ?? false { segments.removeLast() }
        guard segments.count > 1, !segments[0].isEmpty else { return nil }
        path = Array(segments.dropFirst())
        query = address.drop { $0 != question }.dropFirst()
            .split { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: ";") }
    }
}
