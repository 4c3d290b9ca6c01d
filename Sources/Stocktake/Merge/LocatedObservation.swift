import Foundation

/// An observation with the location of its photo.
struct LocatedObservation: Sendable {
    let observation: Observation
    /// Nil if neither the listing nor a sign states it.
    let location: String?
    /// The reference point of the location in the photo: its sign, else the photo's centre.
    let anchor: PixelPoint

    /// Locates an observation; with `bySign`, at the most central sign.
    init(_ observation: Observation, bySign: Bool) {
        self.observation = observation
        let photo = observation.photo
        let centre = PixelPoint(x: Double(photo.width) / 2, y: Double(photo.height) / 2)
        guard bySign else {
            location = observation.photo.statedLocation
            anchor = centre
            return
        }
        let sign = observation.signs.min {
            distance($0.outline.centre, centre) < distance($1.outline.centre, centre)
        }
        location = sign?.location
        anchor = sign?.outline.centre ?? centre
    }

    /// The distance of a label from the anchor, in long sides of the photo: 0 at the sign, about
    /// 0.5 at the photo's edge.
    func reach(of label: LabelSighting) -> Double {
        let photo = observation.photo
        return distance(label.outline.centre, anchor) / Double(max(photo.width, photo.height, 1))
    }

    /// Whether the label is within a quarter of its size of the photo's edge.
    ///
    /// Its goods are not completely in the photo, so the photo can't show where they belong.
    func isAtEdge(_ label: LabelSighting) -> Bool {
        let photo = observation.photo
        let margin = label.outline.size / 4
        return label.outline.contains {
            $0.x < margin || $0.y < margin || $0.x > Double(photo.width) - margin
                || $0.y > Double(photo.height) - margin
        }
    }

    /// Whether `label` is further from the anchor than `other`, in the same direction.
    func isBeyond(_ label: LabelSighting, _ other: LabelSighting) -> Bool {
        let a = vector(to: label)
        let b = vector(to: other)
        let lengths = (hypot(a.x, a.y), hypot(b.x, b.y))
        guard lengths.0 >= lengths.1, lengths.1 > 0 else { return false }
        let cosine = (a.x * b.x + a.y * b.y) / (lengths.0 * lengths.1)
        return cosine > 0.5
    }

    private func vector(to label: LabelSighting) -> PixelPoint {
        let centre = label.outline.centre
        return PixelPoint(x: centre.x - anchor.x, y: centre.y - anchor.y)
    }
}

private func distance(_ a: PixelPoint, _ b: PixelPoint) -> Double {
    hypot(a.x - b.x, a.y - b.y)
}
