/// A picture of 8-bit luma, rows from the top, no padding; `pixels.count == width * height`.
struct LumaPlane: Sendable {
    let pixels: [UInt8]
    let width: Int
    let height: Int
}

/// A rectangle of whole pixels; `width` and `height` are 1 or more.
struct PixelArea: Sendable, Hashable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
}

extension LumaPlane {
    /// The plane at half the size, each pixel the rounded mean of 2 × 2.
    ///
    /// An odd last row or column is dropped; nil when a side is below 2.
    func halved() -> LumaPlane? {
        let newWidth = width / 2
        let newHeight = height / 2
        guard newWidth > 0, newHeight > 0 else { return nil }
        var halves = [UInt8](repeating: 0, count: newWidth * newHeight)
        for y in 0..<newHeight {
            let upper = 2 * y * width
            let lower = upper + width
            for x in 0..<newWidth {
                let sum =
                    Int(pixels[upper + 2 * x]) + Int(pixels[upper + 2 * x + 1])
                    + Int(pixels[lower + 2 * x]) + Int(pixels[lower + 2 * x + 1])
                halves[y * newWidth + x] = UInt8((sum + 2) / 4)
            }
        }
        return LumaPlane(pixels: halves, width: newWidth, height: newHeight)
    }

    /// A part of the plane, enlarged by Catmull-Rom interpolation; the edge pixels repeat outside.
    ///
    /// Pixel i of the result lies at `(i + 0.5) / scale - 0.5` of the part.
    ///
    /// - Parameters:
    ///   - area: must lie within the plane.
    ///   - scale: 1 or more.
    /// - Returns: a plane of `scale` times the area's sides, rounded down.
    func enlarged(_ area: PixelArea, scale: Double) -> LumaPlane {
        let newWidth = Int(Double(area.width) * scale)
        let newHeight = Int(Double(area.height) * scale)
        let columns = CubicTap.row(count: newWidth, scale: scale, from: area.x, length: area.width)
        let rows = CubicTap.row(count: newHeight, scale: scale, from: 0, length: area.height)

        var across = [Float](repeating: 0, count: newWidth * area.height)
        for y in 0..<area.height {
            let line = (area.y + y) * width
            for x in 0..<newWidth {
                let tap = columns[x]
                across[y * newWidth + x] =
                    Float(pixels[line + tap.before]) * tap.beforeWeight
                    + Float(pixels[line + tap.left]) * tap.leftWeight
                    + Float(pixels[line + tap.right]) * tap.rightWeight
                    + Float(pixels[line + tap.after]) * tap.afterWeight
            }
        }
        var enlarged = [UInt8](repeating: 0, count: newWidth * newHeight)
        for y in 0..<newHeight {
            let tap = rows[y]
            for x in 0..<newWidth {
                let value =
                    across[tap.before * newWidth + x] * tap.beforeWeight
                    + across[tap.left * newWidth + x] * tap.leftWeight
                    + across[tap.right * newWidth + x] * tap.rightWeight
                    + across[tap.after * newWidth + x] * tap.afterWeight
                enlarged[y * newWidth + x] = UInt8(max(0, min(255, value + 0.5)))
            }
        }
        return LumaPlane(pixels: enlarged, width: newWidth, height: newHeight)
    }
}

/// The four source pixels of one pixel of an enlarged line, and their weights, which add up to 1.
private struct CubicTap {
    let before: Int
    let left: Int
    let right: Int
    let after: Int
    let beforeWeight: Float
    let leftWeight: Float
    let rightWeight: Float
    let afterWeight: Float

    /// The taps of a line of `count` pixels made from the pixels `from..<from + length`.
    static func row(count: Int, scale: Double, from: Int, length: Int) -> [CubicTap] {
        (0..<count).map { index in
            let position = (Double(index) + 0.5) / scale - 0.5
            let left = Int(position.rounded(.down))
            return CubicTap(
                left: left,
                fraction: Float(position - Double(left)),
                from: from,
                length: length
            )
        }
    }

    /// Keys' cubic with a = -0.5 for a point `fraction` after pixel `left`, clamped to the line.
    private init(left: Int, fraction: Float, from: Int, length: Int) {
        func clamped(_ index: Int) -> Int { from + max(0, min(length - 1, index)) }
        before = clamped(left - 1)
        self.left = clamped(left)
        right = clamped(left + 1)
        after = clamped(left + 2)
        let t = fraction
        beforeWeight = ((-0.5 * t + 1) * t - 0.5) * t
        leftWeight = (1.5 * t - 2.5) * t * t + 1
        rightWeight = ((-1.5 * t + 2) * t + 0.5) * t
        afterWeight = (0.5 * t - 0.5) * t * t
    }
}
