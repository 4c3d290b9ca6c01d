/// Element strings taken apart: `010952…` with FNC1 as U+001D, or with bracketed identifiers.
///
/// Values are only cut out here; `GS1Content` checks them.
///
/// Source: GS1 General Specifications, sections 7.8 and 4.
enum GS1ElementString {
    /// What readers send for FNC1: the group separator.
    static let separator: UInt8 = 0x1D

    /// The symbology identifiers of ISO/IEC 15424 that promise GS1 data: QR Code, Data Matrix,
    /// GS1-128, DataBar.
    private static let marks = ["]Q3", "]d2", "]C1", "]e0"].map { Array($0.utf8) }

    /// What follows a mark that promises GS1 data; nil if there is none.
    static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = bytes[...]
        if let mark = marks.first(where: { bytes.starts(with: $0) }) {
            rest = rest.dropFirst(mark.count)
        }
        if rest.first == separator { rest = rest.dropFirst() }
        return rest.count == bytes.count ? nil : rest
    }

    /// The elements of a text that is meant as element strings.
    ///
    /// - Throws: `.unknownIdentifier`, `.length` for a value that is missing or cut off.
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
                    rule: "no application identifier begins like this"
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

    /// The elements of `(01)09520000000011(21)A1-0007`; nil if the text doesn't begin with an
    /// identifier of the dictionary in brackets.
    ///
    /// Two to four digits in brackets always begin the next element.
    ///
    /// - Throws: `.unknownIdentifier` for a later identifier that the dictionary doesn't have.
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
                    rule: "there is no such application identifier"
                )
            }
            elements.append(GS1Element(identifier: identifier, value: text))
        }
        return elements
    }

    /// The two to four digits in brackets that a text begins with.
    private static func bracketedCode(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "(") else { return nil }
        let digits = bytes.dropFirst().prefix(5).prefix(while: GS1Characters.digits.contains)
        guard (2...4).contains(digits.count),
            bytes.dropFirst(digits.count + 1).first == UInt8(ascii: ")")
        else { return nil }
        return String(decoding: digits, as: UTF8.self)
    }
}
