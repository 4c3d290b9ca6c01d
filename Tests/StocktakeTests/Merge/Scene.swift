import Foundation
import Imaging

@testable import Stocktake

/// Photos of 1000 × 800 pixels with labels of 60 pixels, for tests of merging.
enum Scene {
    static let ice = Item(
        sku: "ICE",
        name: "Ice",
        gtin: GTIN("9520000000011"),
        unit: "carton",
        packSize: 4,
        unitCost: 7,
        locations: []
    )
    static let water = Item(
        sku: "WATER",
        name: "Water",
        gtin: GTIN("9520000000028"),
        unit: "carton",
        packSize: 12,
        unitCost: nil,
        locations: []
    )
    static let catalogue = Catalogue(items: [ice, water])

    static func photo(_ name: String, location: String? = nil, sha256: String? = nil) -> Photo {
        Photo(
            id: name,
            path: "\(name).jpg",
            sha256: sha256 ?? name,
            byteCount: 1,
            header: PhotoHeader(
                format: .jpeg,
                width: 1000,
                height: 800,
                orientation: 1,
                takenAt: nil
            ),
            statedLocation: location,
            takenAt: nil,
            columns: []
        )
    }

    /// A label centred at x, y.
    static func label(
        _ item: Item,
        _ serial: String?,
        at x: Double,
        _ y: Double = 400
    ) -> LabelSighting {
        label(gtin: item.gtin ?? GTIN("9520000000011"), serial, at: x, y)
    }

    static func label(
        gtin: GTIN?,
        _ serial: String?,
        at x: Double,
        _ y: Double = 400
    ) -> LabelSighting {
        guard let gtin else { preconditionFailure("test GTIN") }
        return LabelSighting(
            gtin: gtin,
            serial: serial,
            lot: nil,
            code: "\(gtin.digits)/\(serial ?? "")",
            outline: square(x, y, 60)
        )
    }

    static func sign(_ location: String, at x: Double = 500, _ y: Double = 400) -> SignSighting {
        SignSighting(location: location, outline: square(x, y, 80))
    }

    static func look(
        _ photo: Photo,
        _ labels: [LabelSighting],
        signs: [SignSighting] = []
    ) -> Observation {
        Observation(photo: photo, labels: labels, signs: signs, findings: [])
    }

    static func merge(views: PhotoViews? = .overlapping, bySign: Bool = true) -> LabelMerge {
        LabelMerge(
            catalogue: catalogue,
            views: views,
            bySign: bySign,
            sharedPhotos: [],
            locationsWithRejects: []
        )
    }

    private static func square(_ x: Double, _ y: Double, _ side: Double) -> [PixelPoint] {
        let half = side / 2
        return [(-half, -half), (half, -half), (half, half), (-half, half)].map {
            PixelPoint(x: x + $0.0, y: y + $0.1)
        }
    }
}
