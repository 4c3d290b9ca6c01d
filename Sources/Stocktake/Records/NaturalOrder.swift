import Foundation

/// Whether one text sorts before another in natural order: `a2` before `A10`, `a/b` before `a b`.
///
/// Runs of digits compare by value and letters without case. `/` comes before everything else, so
/// that a folder's content stays together. Otherwise equal texts compare by their bytes, so the
/// order is total.
func isBeforeNaturally(_ left: String, _ right: String) -> Bool {
    NaturalKey(left) < NaturalKey(right)
}

/// A text prepared once for many comparisons in natural order.
struct NaturalKey: Comparable {
    let text: String
    private let folded: [UInt8]

    init(_ text: String) {
        self.text = text
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let lower = isASCII ? text : text.precomposedStringWithCanonicalMapping.lowercased()
        folded = lower.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "/"): 0
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: byte
            }
        }
    }

    static func == (left: NaturalKey, right: NaturalKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    static func < (left: NaturalKey, right: NaturalKey) -> Bool {
        var first = left.folded[...]
        var second = right.folded[...]
        while let one = first.first, let other = second.first {
            if isDigit(one) && isDigit(other) {
                let (number, otherNumber) = (takeNumber(&first), takeNumber(&second))
                if number.count != otherNumber.count { return number.count < otherNumber.count }
                if number != otherNumber { return number.lexicographicallyPrecedes(otherNumber) }
            } else {
                if one != other { return one < other }
                first.removeFirst()
                second.removeFirst()
            }
        }
        if first.isEmpty != second.isEmpty { return first.isEmpty }
        return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Removes the leading digits and returns them without leading zeros, to compare any length.
    private static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = bytes.prefix(while: isDigit)
        bytes = bytes.dropFirst(digits.count)
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
