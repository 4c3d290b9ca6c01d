/// The content of a code, as far as a stock count needs it.
enum LabelContent: Sendable, Hashable {
    /// GS1 element strings or a GS1 Digital Link, with every rule checked.
    case gs1(GS1Content)
    /// Exactly 8, 12, 13 or 14 digits with a valid check digit, as in an EAN code.
    case gtin(GTIN)
    /// Anything else: a web link, a text, a compressed Digital Link, or a text above `maxBytes`.
    case other

    /// Longer texts are not parsed: a QR code holds 2,953 bytes or 7,089 digits, and no GS1 symbol
    /// comes near that.
    static let maxBytes = 4_096

    /// Parses the text of a code, ignoring spaces and line ends around it.
    ///
    /// In this order: after a symbology identifier or FNC1, element strings; an `http` or `https`
    /// link; element strings with bracketed identifiers; element strings with separators; valid
    /// element strings from 00, 01 or 02 on; digits with a check digit. So random digits or a plain
    /// EAN are never mistaken for element strings.
    ///
    /// - Parameters:
    ///   - text: untrusted; FNC1 is a group separator, U+001D.
    ///   - referenceYear: the year of the photo, by which two-digit years get their century.
    /// - Throws: `GS1Error` if the text is meant as GS1 data but breaks a rule.
    init(_ text: String, referenceYear: Int) throws(GS1Error) {
        guard text.utf8.count <= Self.maxBytes else {
            self = .other
            return
        }
        let bytes = Self.trimmed(text)
        let reading = try GS1Reading(bytes)
        switch reading {
        case .elements(let elements):
            self = .gs1(try GS1Content(elements, referenceYear: referenceYear))
        case .unmarked(let elements):
            // Unmarked digits are element strings only if they break no rule.
            do {
                self = .gs1(try GS1Content(elements, referenceYear: referenceYear))
            } catch {
                self = .other
            }
        case .none:
            let plain = String(decoding: bytes, as: UTF8.self)
            self = GTIN(plain).map(LabelContent.gtin) ?? .other
        }
    }

    private static func trimmed(_ text: String) -> [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let front = text.utf8.drop(while: isBlank)
        return Array(front.reversed().drop(while: isBlank).reversed())
    }
}

/// A text parsed into elements with unchecked values.
private enum GS1Reading {
    case elements([GS1Element])
    /// Elements of a text without a mark of GS1 data.
    case unmarked([GS1Element])
    case none

    init(_ bytes: [UInt8]) throws(GS1Error) {
        let separator = GS1ElementString.separator
        if let marked = GS1ElementString.withoutMark(bytes) {
            self = .elements(try GS1ElementString.elements(of: marked))
        } else if let elements = try GS1DigitalLink.elements(of: bytes) {
            self = .elements(elements)
        } else if let elements = try GS1ElementString.bracketedElements(of: bytes) {
            self = .elements(elements)
        } else if bytes.contains(separator),
            GS1Table.standard.identifier(startOf: bytes[...]) != nil
        {
            self = .elements(try GS1ElementString.elements(of: bytes[...]))
        } else if ["00", "01", "02"].contains(String(decoding: bytes.prefix(2), as: UTF8.self)) {
            do {
                self = .unmarked(try GS1ElementString.elements(of: bytes[...]))
            } catch {
                self = .none
            }
        } else {
            self = .none
        }
    }
}
