import Foundation
import Imaging

/// Everything read from a photo's bytes, as stored in the ledger.
struct PhotoLook: Sendable, Hashable, Codable {
    struct Label: Sendable, Hashable, Codable {
        let gtin: String
        var serial: String?
        var lot: String?
        let code: String
        /// x and y of each corner, in pixels of the upright photo.
        let outline: [Double]
    }

    struct Sign: Sendable, Hashable, Codable {
        let location: String
        let outline: [Double]
    }

    let meanLuma: Double
    let laplacianVariance: Double
    /// In reading order.
    let labels: [Label]
    let signs: [Sign]
    /// The messages of warnings about codes that can't be used.
    let unusedCodes: [String]
    /// The cells of the photo's likeness; nil for a look of an earlier version.
    let likeness: Data?

    /// The result of measuring the photo without reading labels.
    init(_ quality: PhotoQuality) {
        meanLuma = quality.meanLuma
        laplacianVariance = quality.laplacianVariance
        labels = []
        signs = []
        unusedCodes = []
        likeness = quality.likeness.map { Data($0.cells) }
    }

    /// The result of the label reader.
    init(_ quality: PhotoQuality, _ observation: Observation) {
        meanLuma = quality.meanLuma
        laplacianVariance = quality.laplacianVariance
        labels = observation.labels.map {
            Label(
                gtin: $0.gtin.digits,
                serial: $0.serial,
                lot: $0.lot,
                code: $0.code,
                outline: $0.outline.flatMap { [$0.x, $0.y] }
            )
        }
        signs = observation.signs.map {
            Sign(location: $0.location, outline: $0.outline.flatMap { [$0.x, $0.y] })
        }
        unusedCodes = observation.findings.map(\.message)
        likeness = quality.likeness.map { Data($0.cells) }
    }

    var quality: PhotoQuality {
        PhotoQuality(
            meanLuma: meanLuma,
            laplacianVariance: laplacianVariance,
            likeness: likeness.flatMap { PhotoLikeness(cells: Array($0)) }
        )
    }

    /// The observation of a photo with these bytes, whatever its path.
    ///
    /// - Returns: nil for a record that Stocktake can't have written.
    func observation(of photo: Photo) -> Observation? {
        var sightings: [LabelSighting] = []
        sightings.reserveCapacity(labels.count)
        for label in labels {
            guard let gtin = GTIN(label.gtin) else { return nil }
            sightings.append(
                LabelSighting(
                    gtin: gtin,
                    serial: label.serial,
                    lot: label.lot,
                    code: label.code,
                    outline: points(label.outline)
                )
            )
        }
        return Observation(
            photo: photo,
            labels: sightings,
            signs: signs.map {
                SignSighting(location: $0.location, outline: points($0.outline))
            },
            findings: unusedCodes.map {
                Finding(.warning, .codeInvalid, $0, photo: photo.path)
            }
        )
    }

    private func points(_ numbers: [Double]) -> [PixelPoint] {
        stride(from: 0, to: numbers.count - 1, by: 2).map {
            PixelPoint(x: numbers[$0], y: numbers[$0 + 1])
        }
    }
}

extension LedgerReading {
    /// What a reader saw in a photo with these bytes in an earlier run; nil if it wasn't read.
    ///
    /// - Throws: `LedgerError`, `.damaged` for a record that Stocktake can't have written.
    func look(_ reader: String, at photo: Photo) throws(LedgerError) -> PhotoLook? {
        guard let json = try observation(reader, of: photo.sha256) else { return nil }
        do {
            return try JSONDecoder().decode(PhotoLook.self, from: Data(json))
        } catch {
            throw LedgerError(LedgerDamage(what: "an invalid observation"), path: path)
        }
    }
}
