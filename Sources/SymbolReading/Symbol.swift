/// A point in the photo; (0, 0) is its first pixel.
public struct SymbolPoint: Sendable, Hashable {
    /// Pixels to the right.
    public let x: Double

    /// Pixels down.
    public let y: Double

    /// A point at the given pixels.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A decoded code and its position.
public struct Symbol: Sendable, Hashable {
    /// The supported symbologies.
    public enum Kind: String, Sendable, CaseIterable {
        case qr
    }

    /// Its symbology.
    public let kind: Kind

    /// The encoded text; untrusted, may contain control characters.
    ///
    /// Valid UTF-8 is decoded as UTF-8, anything else as ISO 8859-1, the default of ISO/IEC 18004.
    /// A code marked as GS1 data (FNC1 in first position) begins with the symbology identifier
    /// `]Q3`, and its later FNC1s are the group separator, U+001D; other codes have no identifier.
    public let text: String

    /// The top left, top right, bottom right and bottom left corner of the symbol itself, whatever
    /// its rotation; may lie slightly outside the photo for a symbol at the edge.
    public let corners: [SymbolPoint]

    /// The mean of the corners.
    public var center: SymbolPoint {
        let count = Double(max(corners.count, 1))
        return SymbolPoint(
            x: corners.reduce(0) { $0 + $1.x } / count,
            y: corners.reduce(0) { $0 + $1.y } / count
        )
    }

    /// A symbol with its four corners in the order of `corners`.
    public init(kind: Kind, text: String, corners: [SymbolPoint]) {
        self.kind = kind
        self.text = text
        self.corners = corners
    }
}

extension Symbol {
    /// Whether a point lies in the outline, or within about a module of it.
    ///
    /// The outline is enlarged by 8 % from its centre, as zbar's corners are whole pixels slightly
    /// inside the printed edge.
    func covers(x: Double, y: Double) -> Bool {
        let middle = center
        let grown = corners.map {
            SymbolPoint(
                x: middle.x + ($0.x - middle.x) * 1.08,
                y: middle.y + ($0.y - middle.y) * 1.08
            )
        }
        var inside = false
        for (index, corner) in grown.enumerated() {
            let next = grown[(index + 1) % grown.count]
            guard (corner.y > y) != (next.y > y) else { continue }
            let crossing = corner.x + (y - corner.y) / (next.y - corner.y) * (next.x - corner.x)
            if x < crossing { inside.toggle() }
        }
        return inside
    }

    /// Whether both are readings of the same print: same text, and one's centre is within the
    /// other.
    func isSamePrint(as other: Symbol) -> Bool {
        guard kind == other.kind, text == other.text else { return false }
        let mine = center
        let theirs = other.center
        return covers(x: theirs.x, y: theirs.y) || other.covers(x: mine.x, y: mine.y)
    }
}
