/// What the text of a code says, as far as a stock count is concerned.
enum LabelContent: Sendable, Hashable {
    /// GS1 element strings or a GS1 Digital Link, with every rule checked.
    case gs1(GS1Content)
    /// Nothing but 8, 12, 13 or 14 digits with the right check digit, as in an EAN code.
    case gtin(GTIN)
    /// Anything else: a web link, a text, a compressed Digital Link, or a text above `maxBytes`.
    case other

    /// Longer texts are not looked into: a QR code holds 2,953 bytes or 7,089 digits, and no GS1
    /// symbol comes near it.
    static let maxBytes = 4_096

    /// Reads the text of a code; spaces and line ends around it don't count.
    ///
    /// In this order: symbology identifier or FNC1 in front (must be element strings); `http` or
    /// `https` link; element strings with bracketed identifiers; element strings with separators;
    /// digits with a check digit; digits that are element strings from 00, 01 or 02 on without a
    /// fault. So random digits or a plain EAN are never taken for element strings.
    ///
    /// - Parameters:
    ///   - text: untrusted; a group separator, U+001D, stands for FNC1.
    ///   - referenceYear: the year of the photo, from which GS1's two-digit years are understood.
    /// - Throws: `GS1Error` when the text is meant as GS1 data but breaks a rule.
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
            // Unmarked digits are only taken for element strings if nothing at all is wrong.
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

/// A text taken apart into elements, whose values are not checked yet.
private enum GS1Reading {
    case elements([GS1Element])
    /// Elements without any mark that the text is GS1 data.
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
