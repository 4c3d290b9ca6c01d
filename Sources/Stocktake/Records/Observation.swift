import Imaging

/// The checked labels and signs read in one photo, before merging.
struct Observation: Sendable, Hashable {
    let photo: Photo
    /// Labels of goods, in reading order.
    let labels: [LabelSighting]
    /// Location signs, in reading order.
    let signs: [SignSighting]
    /// Codes that are neither labels nor signs, or GS1 codes with a fault.
    let findings: [Finding]
    /// What the photo looks like; nil if labels are counted, which needs no comparing.
    var likeness: PhotoLikeness?
}

/// One label of goods on one photo.
struct LabelSighting: Sendable, Hashable {
    let gtin: GTIN
    /// Nil for a label without a serial, which can't be distinguished from others.
    let serial: String?
    let lot: String?
    /// The text of the code as read, untrusted.
    let code: String
    /// Four corners in pixels of the upright photo.
    let outline: [PixelPoint]
}

/// One location sign on one photo.
struct SignSighting: Sendable, Hashable {
    /// The GLN extension, or the GLN if it has none.
    let location: String
    let outline: [PixelPoint]
}

extension [PixelPoint] {
    /// The mean of the corners; the origin without corners.
    var centre: PixelPoint {
        guard !isEmpty else { return PixelPoint(x: 0, y: 0) }
        let sum = reduce((x: 0.0, y: 0.0)) { ($0.x + $1.x, $0.y + $1.y) }
        return PixelPoint(x: sum.x / Double(count), y: sum.y / Double(count))
    }

    /// The longer side of the axis-aligned box around the corners, in pixels.
    var size: Double {
        let xs = map(\.x)
        let ys = map(\.y)
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
        else { return 0 }
        return Swift.max(right - left, bottom - top)
    }
}
