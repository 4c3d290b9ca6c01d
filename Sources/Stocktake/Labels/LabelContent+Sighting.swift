extension LabelContent {
    /// The label of one piece of goods, if this is one.
    ///
    /// A unit that states its content (AI 02 and 37) is not the label of one piece.
    ///
    /// - Parameters:
    ///   - code: the text of the code as read.
    ///   - outline: its four corners in pixels of the upright photo.
    /// - Returns: nil for signs, logistic units and anything else.
    func label(code: String, outline: [PixelPoint]) -> LabelSighting? {
        switch self {
        case .gs1(let content):
            content.gtin.map { gtin in
                LabelSighting(
                    gtin: gtin,
                    serial: content.serial,
                    lot: content.lot,
                    code: code,
                    outline: outline
                )
            }
        case .gtin(let gtin):
            LabelSighting(gtin: gtin, serial: nil, lot: nil, code: code, outline: outline)
        case .other:
            nil
        }
    }

    /// The location on a sign: the GLN's extension, else the GLN; nil for anything else.
    var location: String? {
        guard case .gs1(let content) = self else { return nil }
        return content.locationCode
    }

    /// A description of a code that is neither a label of one piece nor a sign.
    var words: String {
        guard case .gs1(let content) = self else { return "is not a GS1 label" }
        return content.sscc != nil || content.contentGTIN != nil
            ? "labels a pallet or other unit, not one piece"
            : "is a GS1 code without a GTIN or a location number (GLN)"
    }
}
