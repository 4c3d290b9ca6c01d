/// A part of a photo with eyes of QR codes that no read code covers.
struct UnreadPlace: Sendable, Hashable {
    let eyes: [FinderPattern]
    /// What to look at, all of it within the photo.
    let area: PixelArea

    /// How much to enlarge, in the order to try.
    ///
    /// Alone, without the eyes of other codes, many a code is read as it is; a small or soft one
    /// needs 4 to 8 pixels a module. A place with one eye is likely to be none and gets one look.
    var scales: [Double] {
        let module = eyes.map(\.module).min() ?? 1
        let scales: [Double] = module < 5 ? [1, 2, 3] : [1.5, 1]
        return eyes.count > 1 ? scales : Array(scales.prefix(1))
    }

    /// Sorts eyes into places that may each hold a code.
    ///
    /// First threes that stand as the eyes of a code do, the best shaped first, so that a wall of
    /// labels becomes one small place each; then what is left, in groups of nearby eyes.
    ///
    /// - Returns: places in the order to look at them.
    static func all(of eyes: [FinderPattern], in plane: LumaPlane) -> [UnreadPlace] {
        var isTaken = [Bool](repeating: false, count: eyes.count)
        var places: [UnreadPlace] = []
        for three in EyeTriple.all(of: eyes) where !three.indices.contains(where: { isTaken[$0] }) {
            for index in three.indices { isTaken[index] = true }
            let members = three.indices.map { eyes[$0] }
            // Where the fourth corner is, opposite the corner eye.
            let opposite = SymbolPoint(
                x: members[1].x + members[2].x - members[0].x,
                y: members[1].y + members[2].y - members[0].y
            )
            let place = UnreadPlace(eyes: members, opposite: opposite, in: plane)
            if let place { places.append(place) }
        }
        let rest = eyes.indices.filter { !isTaken[$0] }.map { eyes[$0] }
        let groups = neighborhoods(of: rest).compactMap { UnreadPlace(eyes: $0, in: plane) }
        return places + groups.filter { $0.eyes.count > 1 } + groups.filter { $0.eyes.count == 1 }
    }

    /// Eyes that can share a code, directly or through others, together.
    private static func neighborhoods(of eyes: [FinderPattern]) -> [[FinderPattern]] {
        var groups: [[FinderPattern]] = []
        var isGrouped = [Bool](repeating: false, count: eyes.count)
        for first in eyes.indices where !isGrouped[first] {
            isGrouped[first] = true
            var members = [eyes[first]]
            var next = 0
            while next < members.count {
                for other in eyes.indices
                where !isGrouped[other] && members[next].canShareCode(with: eyes[other]) {
                    isGrouped[other] = true
                    members.append(eyes[other])
                }
                next += 1
            }
            groups.append(members)
        }
        return groups
    }

    /// The box of the eyes, grown to hold the whole code: by 8 modules, half an eye and the quiet
    /// zone, and, where fewer than three eyes were seen, by as much as the third may be away.
    private init?(eyes: [FinderPattern], opposite: SymbolPoint? = nil, in plane: LumaPlane) {
        let across = eyes.map(\.x) + (opposite.map { [$0.x] } ?? [])
        let down = eyes.map(\.y) + (opposite.map { [$0.y] } ?? [])
        guard let left = across.min(), let right = across.max(), let top = down.min(),
            let bottom = down.max(), let module = eyes.map(\.module).max()
        else { return nil }
        var margin = 8 * module
        switch eyes.count {
        case 1: margin += 25 * module
        case 2: margin += max(right - left, bottom - top)
        default: break
        }
        let minX = max(0, Int(left - margin))
        let minY = max(0, Int(top - margin))
        let maxX = min(plane.width, Int(right + margin) + 1)
        let maxY = min(plane.height, Int(bottom + margin) + 1)
        guard minX < maxX, minY < maxY else { return nil }
        self.eyes = eyes
        area = PixelArea(x: minX, y: minY, width: maxX - minX, height: maxY - minY)
    }
}

/// Three eyes that stand as those of a code: at the corners of about half a square.
private struct EyeTriple {
    /// The corner eye, then the other two.
    let indices: [Int]
    /// How far from half a square; 0 = exact.
    let misfit: Double

    /// All threes among eyes that can share a code, best first.
    ///
    /// Sides may differ by a third and the corner be 60 to 120 degrees, for labels seen from the
    /// side. Of each eye, the 16 nearest partners are tried, which bounds the work in a texture.
    static func all(of eyes: [FinderPattern]) -> [EyeTriple] {
        var triples: [EyeTriple] = []
        for (index, corner) in eyes.enumerated() {
            let partners = eyes.indices
                .filter { $0 != index && corner.canShareCode(with: eyes[$0]) }
                .sorted { eyes[$0].distance(to: corner) < eyes[$1].distance(to: corner) }
                .prefix(16)
            for (rank, first) in partners.enumerated() {
                for second in partners.dropFirst(rank + 1) {
                    let misfit = misfit(corner, eyes[first], eyes[second])
                    guard let misfit else { continue }
                    triples.append(EyeTriple(indices: [index, first, second], misfit: misfit))
                }
            }
        }
        return triples.sorted { ($0.misfit, $0.indices[0]) < ($1.misfit, $1.indices[0]) }
    }

    /// The difference of the sides plus the cosine of the corner; nil if they don't make a code.
    private static func misfit(
        _ corner: FinderPattern,
        _ first: FinderPattern,
        _ second: FinderPattern
    ) -> Double? {
        let (ax, ay) = (first.x - corner.x, first.y - corner.y)
        let (bx, by) = (second.x - corner.x, second.y - corner.y)
        let (a, b) = (first.distance(to: corner), second.distance(to: corner))
        // The middles of two eyes are 14 modules apart in the smallest code.
        guard min(a, b) > 9 * corner.module else { return nil }
        let sides = abs(a - b) / max(a, b)
        let cosine = abs(ax * bx + ay * by) / (a * b)
        return sides < 0.33 && cosine < 0.5 ? sides + cosine : nil
    }
}

extension FinderPattern {
    /// Whether two eyes are of like size and at most 60 modules apart.
    ///
    /// 60 modules hold the eyes of version 8, 49 modules wide, on its diagonal; larger versions
    /// hold too many modules to be a label that is small in the photo.
    fileprivate func canShareCode(with other: FinderPattern) -> Bool {
        max(module, other.module) < 1.6 * min(module, other.module)
            && distance(to: other) < 60 * min(module, other.module)
    }

    fileprivate func distance(to other: FinderPattern) -> Double {
        ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
    }
}
