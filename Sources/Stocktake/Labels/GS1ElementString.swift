/// Parses element strings: `010952…` with FNC1 as U+001D, or with bracketed identifiers.
///
/// `GS1Content` checks the values.
///
/// Source: GS1 General Specifications, sections 7.8 and 4.
enum GS1ElementString {
    /// The group separator, which readers send for FNC1.
    static let separator: UInt8 = 0x1D

    /// The symbology identifiers of ISO/IEC 15424 for GS1 data: QR Code, Data Matrix, GS1-128,
    /// DataBar.
    private static let marks = ["]Q3", "]d2", "]C1", "]e0"].map { Array($0.utf8) }

    /// The text after a mark of GS1 data; nil without one.
    static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = bytes[...]
        if let mark = marks.first(where: { bytes.starts(with: $0) }) {
            rest = rest.dropFirst(mark.count)
        }
        if rest.first == separator { rest = rest.dropFirst() }
        return rest.count == bytes.count ? nil : rest
    }

    /// The elements of a text marked as element strings.
    ///
    /// - Throws: `.unknownIdentifier`.
    static func elements(of bytes: ArraySlice<UInt8>) throws(GS1Error) -> [GS1Element] {
        let table = GS1Table.standard
        var elements: [GS1Element] = []
        var rest = bytes
        repeat {
            guard let identifier = table.identifier(startOf: rest) else {
                let start = String(decoding: rest.prefix(4), as: UTF8.self)
                throw GS1Error(
                    code: .unknownIdentifier,
                    identifier: start,
                    value: "",
                    rule: "unknown application identifier"
                )
            }
            rest = rest.dropFirst(identifier.code.utf8.count)
            var value = rest.prefix { $0 != separator }
            if identifier.hasPredefinedLength {
                let length = identifier.components.reduce(0) { $0 + $1.length.upperBound }
                value = value.prefix(length)
            }
            rest = rest.dropFirst(value.count)
            if rest.first == separator { rest = rest.dropFirst() }
            elements.append(
                GS1Element(identifier: identifier, value: String(decoding: value, as: UTF8.self))
            )
        } while !rest.isEmpty
        return elements
    }

    /// The elements of `(01)09520000000011(21)A1-0007`; nil unless the text begins with a known
    /// identifier in brackets.
    ///
    /// Two to four digits in brackets always begin the next element.
    ///
    /// - Throws: `.unknownIdentifier` for a later, unknown identifier.
    static func bracketedElements(of bytes: [UInt8]) throws(GS1Error) -> [GS1Element]? {
        guard let first = bracketedCode(bytes[...]),
            GS1Table.standard.identifiers[first] != nil
        else { return nil }
        var elements: [GS1Element] = []
        var rest = bytes[...]
        while let code = bracketedCode(rest) {
            rest = rest.dropFirst(code.utf8.count + 2)
            var value: [UInt8] = []
            while let byte = rest.first, bracketedCode(rest) == nil {
                value.append(byte)
                rest = rest.dropFirst()
            }
            let text = String(decoding: value, as: UTF8.self)
            guard let identifier = GS1Table.standard.identifiers[code] else {
                throw GS1Error(
                    code: .unknownIdentifier,
                    identifier: code,
                    value: text,
                    rule: "unknown application identifier"
                )
            }
            elements.append(GS1Element(identifier: identifier, value: text))
        }
        return elements
    }

    /// The two to four digits in brackets at the start of a text.
    private static func bracketedCode(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "(") else { return nil }
        let digits = bytes.dropFirst().prefix(5).prefix(while: GS1Characters.digits.contains)
        guard (2...4).contains(digits.count),
            bytes.dropFirst(digits.count + 1).first == UInt8(ascii: ")")
        else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }
}
