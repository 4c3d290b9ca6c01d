import Imaging
import SymbolReading

/// Reads the codes of one photo and sorts them into labels of goods, signs, and others.
struct LabelReader: Sendable {
    /// Part of every question's key and every report; changed whenever the results may change.
    static let version = "labels-1"

    let symbols: SymbolReader
    /// The year by which two-digit years get their century.
    let referenceYear: Int

    /// The labels and signs in a photo; every other code becomes a finding.
    ///
    /// - Throws: `SymbolReadingError` if the reader itself fails.
    func observe(_ prepared: PreparedPhoto) throws(SymbolReadingError) -> Observation {
        let found = try symbols.symbols(
            luma: prepared.gray.pixels,
            width: prepared.gray.width,
            height: prepared.gray.height
        )
        var labels: [LabelSighting] = []
        var signs: [SignSighting] = []
        var findings: [Finding] = []
        for symbol in found {
            let outline = symbol.corners.map { PixelPoint(x: $0.x, y: $0.y) }
            do {
                let content = try LabelContent(symbol.text, referenceYear: referenceYear)
                if let label = content.label(code: symbol.text, outline: outline) {
                    labels.append(label)
                } else if let location = content.location {
                    signs.append(SignSighting(location: location, outline: outline))
                } else {
                    findings.append(note(symbol, "\(content.words); not counted", prepared))
                }
            } catch {
                findings.append(note(symbol, "is invalid, \(error.message); not counted", prepared))
            }
        }
        return Observation(
            photo: prepared.photo,
            labels: labels,
            signs: signs,
            findings: findings
        )
    }

    private func note(_ symbol: Symbol, _ words: String, _ prepared: PreparedPhoto) -> Finding {
        Finding(
            .warning,
            .codeInvalid,
            "the code '\(printable(symbol.text, limit: 80))' \(words)",
            photo: prepared.photo.path
        )
    }
}
