import Foundation

/// A photo at work: what was seen in it, and where it was taken.
struct Look: Sendable {
    let observation: Observation
    /// Nil when neither the listing nor a sign tells.
    let location: String?
    /// The point that stands for the location in the picture: its sign, else the picture's centre.
    let anchor: PixelPoint

    /// A look at its location: with `bySign` that of the most central readable sign.
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

    /// How far a label is from the anchor, in long sides of the photo: 0 at the sign, about 0.5 at
    /// the picture's edge.
    func reach(of label: LabelSighting) -> Double {
        let photo = observation.photo
        return distance(label.outline.centre, anchor) / Double(max(photo.width, photo.height, 1))
    }

    /// Whether the picture's edge cuts the label off or nearly so: within a quarter of its size.
    ///
    /// What stands there isn't wholly in the picture, so the picture can't show where it belongs.
    func isAtEdge(_ label: LabelSighting) -> Bool {
        let photo = observation.photo
        let margin = label.outline.size / 4
        return label.outline.contains {
            $0.x < margin || $0.y < margin || $0.x > Double(photo.width) - margin
                || $0.y > Double(photo.height) - margin
        }
    }

    /// Whether `label` stands further out than `other`, in the same direction from the anchor.
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
