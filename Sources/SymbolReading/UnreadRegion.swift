/// A part of a photo with finder patterns outside all codes read.
struct UnreadRegion: Sendable, Hashable {
    let patterns: [FinderPattern]
    /// The area to scan, within the photo.
    let area: PixelArea

    /// The scales to try, in order.
    ///
    /// Isolated from other codes, many codes can be read at their own size; a small or blurred one
    /// needs 4 to 8 pixels per module. A single pattern is probably not a code: one scan.
    var scales: [Double] {
        let module = patterns.map(\.module).min() ?? 1
        let scales: [Double] = module < 5 ? [1, 2, 3] : [1.5, 1]
        return patterns.count > 1 ? scales : Array(scales.prefix(1))
    }

    /// Groups patterns into regions that may each hold a code.
    ///
    /// First, triples in the geometry of a code, best fit first, so that each of a wall of labels
    /// gets a small region; then clusters of the remaining patterns.
    ///
    /// - Returns: regions in the order to scan them.
    static func all(of patterns: [FinderPattern], in plane: LumaPlane) -> [UnreadRegion] {
        var isTaken = [Bool](repeating: false, count: patterns.count)
        var regions: [UnreadRegion] = []
        for triple in FinderTriple.all(of: patterns)
        where !triple.indices.contains(where: { isTaken[$0] }) {
            for index in triple.indices { isTaken[index] = true }
            let members = triple.indices.map { patterns[$0] }
            // The fourth corner of the code, opposite the corner pattern.
            let opposite = SymbolPoint(
                x: members[1].x + members[2].x - members[0].x,
                y: members[1].y + members[2].y - members[0].y
            )
            let region = UnreadRegion(members, opposite: opposite, in: plane)
            if let region { regions.append(region) }
        }
        let rest = patterns.indices.filter { !isTaken[$0] }.map { patterns[$0] }
        let groups = clusters(of: rest).compactMap { UnreadRegion($0, in: plane) }
        return regions + groups.filter { $0.patterns.count > 1 }
            + groups.filter { $0.patterns.count == 1 }
    }

    /// Groups of patterns that can share a code, directly or through others.
    private static func clusters(of patterns: [FinderPattern]) -> [[FinderPattern]] {
        var groups: [[FinderPattern]] = []
        var isGrouped = [Bool](repeating: false, count: patterns.count)
        for first in patterns.indices where !isGrouped[first] {
            isGrouped[first] = true
            var members = [patterns[first]]
            var next = 0
            while next < members.count {
                for other in patterns.indices
                where !isGrouped[other] && members[next].canShareCode(with: patterns[other]) {
                    isGrouped[other] = true
                    members.append(patterns[other])
                }
                next += 1
            }
            groups.append(members)
        }
        return groups
    }

    /// The bounding box of the patterns, grown to include the whole code: by 8 modules for half a
    /// pattern and the quiet zone and, with fewer than three patterns, by the distance at which the
    /// third may be.
    private init?(
        _ patterns: [FinderPattern],
        opposite: SymbolPoint? = nil,
        in plane: LumaPlane
    ) {
        let across = patterns.map(\.x) + (opposite.map { [$0.x] } ?? [])
        let down = patterns.map(\.y) + (opposite.map { [$0.y] } ?? [])
        guard let left = across.min(), let right = across.max(), let top = down.min(),
            let bottom = down.max(), let module = patterns.map(\.module).max()
        else { return nil }
        var margin = 8 * module
        switch patterns.count {
        case 1: margin += 25 * module
        case 2: margin += max(right - left, bottom - top)
        default: break
        }
        let minX = max(0, Int(left - margin))
        let minY = max(0, Int(top - margin))
        let maxX = min(plane.width, Int(right + margin) + 1)
        let maxY = min(plane.height, Int(bottom + margin) + 1)
        guard minX < maxX, minY < maxY else { return nil }
        self.patterns = patterns
        area = PixelArea(x: minX, y: minY, width: maxX - minX, height: maxY - minY)
    }
}

/// Three finder patterns in the geometry of a code: about half a square.
private struct FinderTriple {
    /// The corner pattern, then the other two.
    let indices: [Int]
    /// The deviation from half a square; 0 = exact.
    let misfit: Double

    /// All triples among patterns that can share a code, best first.
    ///
    /// Sides may differ by a third and the corner be 60 to 120 degrees, for labels seen from the
    /// side. For each corner, the 16 nearest partners are tried, which limits the work in a
    /// texture.
    static func all(of patterns: [FinderPattern]) -> [FinderTriple] {
        var triples: [FinderTriple] = []
        for (index, corner) in patterns.enumerated() {
            let partners = patterns.indices
                .filter { $0 != index && corner.canShareCode(with: patterns[$0]) }
                .sorted { patterns[$0].distance(to: corner) < patterns[$1].distance(to: corner) }
                .prefix(16)
            for (rank, first) in partners.enumerated() {
                for second in partners.dropFirst(rank + 1) {
                    let misfit = misfit(corner, patterns[first], patterns[second])
                    guard let misfit else { continue }
                    triples.append(FinderTriple(indices: [index, first, second], misfit: misfit))
                }
            }
        }
        return triples.sorted { ($0.misfit, $0.indices[0]) < ($1.misfit, $1.indices[0]) }
    }

    /// The difference of the sides plus the cosine of the corner; nil if they can't be one code.
    private static func misfit(
        _ corner: FinderPattern,
        _ first: FinderPattern,
        _ second: FinderPattern
    ) -> Double? {
        let (ax, ay) = (first.x - corner.x, first.y - corner.y)
        let (bx, by) = (second.x - corner.x, second.y - corner.y)
        let (a, b) = (first.distance(to: corner), second.distance(to: corner))
        // In the smallest code, the centres of two patterns are 14 modules apart.
        guard min(a, b) > 9 * corner.module else { return nil }
        let sides = abs(a - b) / max(a, b)
        let cosine = abs(ax * bx + ay * by) / (a * b)
        return sides < 0.33 && cosine < 0.5 ? sides + cosine : nil
    }
}

extension FinderPattern {
    /// Whether two patterns are of similar size and at most 60 modules apart.
    ///
    /// 60 modules cover the diagonal of version 8, which is 49 modules wide; larger versions have
    /// too many modules to be a small label in the photo.
    fileprivate func canShareCode(with other: FinderPattern) -> Bool {
        max(module, other.module) < 1.6 * min(module, other.module)
            && distance(to: other) < 60 * min(module, other.module)
    }

    fileprivate func distance(to other: FinderPattern) -> Double {
        ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
    }
}
