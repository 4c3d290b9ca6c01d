extension LabelContent {
    /// The label of goods that a code with this content is.
    ///
    /// A unit that says what it contains (AI 02 and 37) is no label of one piece, so it is none.
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

    /// The location a sign names: the GLN's extension, else the GLN; nil for anything else.
    var location: String? {
        guard case .gs1(let content) = self else { return nil }
        return content.locationCode
    }

    /// What a code is that is neither a label of one piece nor a sign.
    var words: String {
        guard case .gs1(let content) = self else { return "is not a GS1 label" }
        return content.sscc != nil || content.contentGTIN != nil
            ? "is the label of a pallet or other unit, not of one piece"
            : "is a GS1 code without a GTIN or a location number (GLN)"
    }
}
