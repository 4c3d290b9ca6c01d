/// A URI or a relative reference in its five parts, by RFC 3986.
struct URIReference {
    private var scheme: String?
    private var authority: String?
    private var path = ""
    private var query: String?
    /// What follows `#`, still percent-encoded; nil if there is no `#`.
    private(set) var fragment: String?

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(decoding: rest[(hash + 1)...], as: UTF8.self)
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(decoding: rest[(mark + 1)...], as: UTF8.self)
            rest = rest[..<mark]
        }
        let stops = Set("/:".utf8)
        if let colon = rest.firstIndex(where: { stops.contains($0) }), colon > rest.startIndex,
            rest[colon] == UInt8(ascii: ":")
        {
            scheme = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
            rest = rest[(colon + 1)...]
        }
        if rest.starts(with: "//".utf8) {
            let host = rest.dropFirst(2)
            let end = host.firstIndex(of: UInt8(ascii: "/")) ?? host.endIndex
            authority = String(decoding: host[..<end], as: UTF8.self)
            rest = host[end...]
        }
        path = String(decoding: rest, as: UTF8.self)
    }

    /// The reference as seen from a base, by section 5.2.2; the fragment stays.
    func resolved(against base: URIReference) -> URIReference {
        var target = self
        if scheme == nil {
            target.scheme = base.scheme
            if authority == nil {
                target.authority = base.authority
                if path.isEmpty {
                    target.path = base.path
                    target.query = query ?? base.query
                    return target
                }
                target.path = path.hasPrefix("/") ? path : base.merged(with: path)
            }
        }
        target.path = Self.withoutDots(target.path)
        return target
    }

    /// The whole without its fragment.
    var withoutFragment: String {
        var text = scheme.map { $0 + ":" } ?? ""
        text += authority.map { "//" + $0 } ?? ""
        text += path
        text += query.map { "?" + $0 } ?? ""
        return text
    }

    private func merged(with relative: String) -> String {
        if authority != nil, path.isEmpty {
            return "/" + relative
        }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return relative }
        return String(path[...slash]) + relative
    }

    /// Takes out `.` and `..` by section 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")), path.utf8.contains(UInt8(ascii: "/")) else {
            return path
        }
        var kept: [Substring.UTF8View] = []
        let isAbsolute = path.hasPrefix("/")
        let segments = path.utf8.split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        )
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            if segment.elementsEqual("..".utf8) {
                if kept.count > (isAbsolute ? 1 : 0) {
                    kept.removeLast()
                }
            } else if !segment.elementsEqual(".".utf8) {
                kept.append(segment)
                continue
            }
            if isLast {
                kept.append(""[...].utf8)
            }
        }
        return kept.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// The fragment with its percent-encoding resolved; nil if it is not right.
    var decodedFragment: String? {
        var bytes: [UInt8] = []
        var source = (fragment ?? "").utf8.makeIterator()
        while let byte = source.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = source.next(), let low = source.next(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
