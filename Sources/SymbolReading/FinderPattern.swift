/// A candidate for one of the three finder patterns of a QR code.
struct FinderPattern: Sendable, Hashable {
    /// The centre, in pixels of the plane.
    var x: Double
    var y: Double
    /// The side of one module, in pixels; the pattern is seven modules wide.
    var module: Double
    /// The number of scanned rows that crossed it.
    var rows: Int

    /// The candidates in a plane: dark-light-dark-light-dark runs of 1:1:3:1:1 along a row and
    /// along the column through their centre, on two scanned rows or more.
    ///
    /// Only finds regions worth rescanning, so it is fast rather than certain: patterns of 1.3 to
    /// about 12 pixels per module, at any angle. At most `limit` are returned, in reading order.
    ///
    /// Source: ISO/IEC 18004, reference decode algorithm, step on finder patterns.
    static func all(in plane: LumaPlane, limit: Int = 1_000) -> [FinderPattern] {
        var search = FinderSearch(plane: plane, limit: limit)
        search.run()
        return search.patterns.filter { $0.rows >= 2 }
    }
}

/// The state of one search for finder patterns.
private struct FinderSearch {
    let plane: LumaPlane
    let limit: Int
    let thresholds: LocalThresholds
    var patterns: [FinderPattern] = []
    /// The index of the first pattern that the current row can still cross.
    var oldest = 0

    init(plane: LumaPlane, limit: Int) {
        self.plane = plane
        self.limit = limit
        thresholds = LocalThresholds(of: plane)
    }

    /// Scans every second row, which crosses the three modules of a pattern's centre at least
    /// twice.
    mutating func run() {
        var edges: [Float] = []
        for y in stride(from: 0, to: plane.height, by: 2) where patterns.count < limit {
            while oldest < patterns.count, patterns[oldest].isAbove(row: y) { oldest += 1 }
            let startsDark = findEdges(row: y, into: &edges)
            guard edges.count >= 6 else { continue }
            for first in stride(from: startsDark ? 1 : 0, to: edges.count - 5, by: 2) {
                guard let runs = FinderRuns(edges, from: first, tolerance: 0.6) else { continue }
                confirm(runs, row: y)
            }
        }
    }

    /// Finds the edges between light and dark in a row, in fractional pixels from the left.
    ///
    /// - Returns: whether the row starts dark.
    func findEdges(row y: Int, into edges: inout [Float]) -> Bool {
        edges.removeAll(keepingCapacity: true)
        let line = y * plane.width
        let startsDark = plane.pixels[line] < thresholds.value(x: 0, y: y)
        var isDark = startsDark
        var start = 0
        while start < plane.width {
            let end = min(start + LocalThresholds.blockSide, plane.width)
            let threshold = thresholds.value(x: start, y: y)
            for x in start..<end where (plane.pixels[line + x] < threshold) != isDark {
                isDark.toggle()
                guard x > 0 else { continue }
                let before = Float(plane.pixels[line + x - 1]) - Float(threshold)
                let after = Float(plane.pixels[line + x]) - Float(threshold)
                let step = before - after
                let fraction = abs(step) < 1 ? 0.5 : max(0, min(1, before / step))
                edges.append(Float(x - 1) + fraction)
            }
            start = end
        }
        return startsDark
    }

    /// Adds a pattern found on a row if the column through its centre confirms it.
    mutating func confirm(_ across: FinderRuns, row y: Int) {
        guard let column = columnEdges(x: Int(across.middle + 0.5), y: y, module: across.module),
            let down = FinderRuns(column, from: 0, tolerance: 0.8),
            down.module > across.module * 0.5, down.module < across.module * 2
        else { return }
        let candidate = FinderPattern(
            x: Double(across.middle),
            y: Double(down.middle),
            module: Double(min(across.module, down.module)),
            rows: 1
        )
        for index in oldest..<patterns.count where patterns[index].isSame(as: candidate) {
            patterns[index].merge(candidate)
            return
        }
        patterns.append(candidate)
    }

    /// The three edges above and the three below a dark pixel; nil if not within about a pattern.
    func columnEdges(x: Int, y: Int, module: Float) -> [Float]? {
        guard x < plane.width, isDark(x: x, y: y) else { return nil }
        let reach = Int(module * 9) + 2
        guard let above = edges(x: x, y: y, step: -1, reach: reach),
            let below = edges(x: x, y: y, step: 1, reach: reach)
        else { return nil }
        return above.reversed() + below
    }

    /// The first three edges from a dark pixel upwards (step -1) or downwards (step 1).
    func edges(x: Int, y: Int, step: Int, reach: Int) -> [Float]? {
        var found: [Float] = []
        var expected = true
        var row = y
        for _ in 0..<reach {
            row += step
            guard row >= 0, row < plane.height else { return nil }
            guard isDark(x: x, y: row) != expected else { continue }
            expected.toggle()
            let threshold = Float(thresholds.value(x: x, y: row))
            let before = Float(plane.pixels[(row - step) * plane.width + x]) - threshold
            let change = before - Float(plane.pixels[row * plane.width + x]) + threshold
            let fraction = abs(change) < 1 ? 0.5 : max(0, min(1, before / change))
            found.append(Float(row - step) + Float(step) * fraction)
            if found.count == 3 { return found }
        }
        return nil
    }

    func isDark(x: Int, y: Int) -> Bool {
        plane.pixels[y * plane.width + x] < thresholds.value(x: x, y: y)
    }
}

extension FinderPattern {
    /// Whether the pattern ends above a row.
    fileprivate func isAbove(row: Int) -> Bool { Double(row) > y + 4 * module + 8 }

    fileprivate func isSame(as other: FinderPattern) -> Bool {
        abs(x - other.x) < 2 * module && abs(y - other.y) < 2 * module
            && other.module < module * 2 && module < other.module * 2
    }

    /// Averages in the same pattern as found on another row.
    fileprivate mutating func merge(_ other: FinderPattern) {
        let weight = 1 / Double(rows + 1)
        x += (other.x - x) * weight
        y += (other.y - y) * weight
        module += (other.module - module) * weight
        rows += 1
    }
}

/// Five runs between six edges in the ratio 1:1:3:1:1.
private struct FinderRuns {
    let middle: Float
    let module: Float

    /// Nil if the six edges from `first` on don't fit.
    ///
    /// Each run may be off by `tolerance` modules, the centre one by 1.5 times that.
    init?(_ edges: [Float], from first: Int, tolerance: Float) {
        let module = (edges[first + 5] - edges[first]) / 7
        guard module >= 1.3 else { return nil }
        let slack = module * tolerance
        guard abs(edges[first + 3] - edges[first + 2] - 3 * module) < 1.5 * slack else {
            return nil
        }
        for run in [0, 1, 3, 4] {
            let width = edges[first + run + 1] - edges[first + run]
            guard abs(width - module) < slack else { return nil }
        }
        self.module = module
        middle = (edges[first + 2] + edges[first + 3]) / 2
    }
}

/// The luma threshold around each pixel: the mean of 5 × 5 blocks of 8 × 8 pixels.
private struct LocalThresholds {
    static let blockSide = 8

    private let columns: Int
    private let values: [UInt8]

    init(of plane: LumaPlane) {
        let side = Self.blockSide
        let columns = (plane.width + side - 1) / side
        let rows = (plane.height + side - 1) / side
        var sums = [Int](repeating: 0, count: columns * rows)
        for y in 0..<plane.height {
            let line = y * plane.width
            let blocks = y / side * columns
            for x in 0..<plane.width {
                sums[blocks + x / side] += Int(plane.pixels[line + x])
            }
        }
        var values = [UInt8](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let across = max(0, column - 2)...min(columns - 1, column + 2)
                let down = max(0, row - 2)...min(rows - 1, row + 2)
                var sum = 0
                for neighbor in down {
                    for block in across { sum += sums[neighbor * columns + block] }
                }
                let wide = min(plane.width, (across.upperBound + 1) * side)
                let high = min(plane.height, (down.upperBound + 1) * side)
                let area = (wide - across.lowerBound * side) * (high - down.lowerBound * side)
                values[row * columns + column] = UInt8(sum / area)
            }
        }
        self.columns = columns
        self.values = values
    }

    func value(x: Int, y: Int) -> UInt8 {
        values[y / Self.blockSide * columns + x / Self.blockSide]
    }
}
