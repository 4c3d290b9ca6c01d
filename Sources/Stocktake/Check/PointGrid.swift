/// The points of all photos by position, to find those that mark the same spot.
///
/// A point that clashes with another is not kept, so a cell holds few points however many are given
/// there, and the work is proportional to the number of points.
struct PointGrid: Sendable {
    /// A point and where it is in the reply.
    struct Entry: Sendable, Hashable {
        /// Index in the list of items.
        let item: Int
        /// Index in the item's points.
        let index: Int
        /// Thousandths of the photo.
        let x: Int
        let y: Int
    }

    /// Two points of one item within this distance, both ways, are one piece counted twice.
    static let sameItem = 2
    /// Points of two items within this distance mark the same spot.
    static let otherItem = 1

    /// Thousandths; more than both distances, so that only neighbouring cells need checking.
    private static let cellSize = 3
    private static let cellsAcross = 1000 / cellSize + 3

    private var entries: [Entry] = []
    /// The latest entry of each cell.
    private var cells: [Int: Int] = [:]
    /// For each entry, the previous one in its cell, or -1.
    private var earlier: [Int] = []

    /// Keeps a point, unless it clashes with one already kept.
    ///
    /// - Parameters:
    ///   - entry: x and y from 0 to 1000.
    ///   - photo: 0 or more.
    /// - Returns: the point it clashes with; nil if it was kept.
    mutating func place(_ entry: Entry, onPhoto photo: Int) -> Entry? {
        let (column, row) = (entry.x / Self.cellSize + 1, entry.y / Self.cellSize + 1)
        let cell = (photo * Self.cellsAcross + row) * Self.cellsAcross + column
        for above in -1...1 {
            for beside in -1...1 {
                let near = cell + above * Self.cellsAcross + beside
                if let other = clash(of: entry, inCell: near) { return other }
            }
        }
        earlier.append(cells.updateValue(entries.count, forKey: cell) ?? -1)
        entries.append(entry)
        return nil
    }

    private func clash(of entry: Entry, inCell cell: Int) -> Entry? {
        var index = cells[cell] ?? -1
        while index >= 0 {
            if Self.clash(entries[index], entry) { return entries[index] }
            index = earlier[index]
        }
        return nil
    }

    private static func clash(_ one: Entry, _ other: Entry) -> Bool {
        let distance = max(abs(one.x - other.x), abs(one.y - other.y))
        return distance <= (one.item == other.item ? sameItem : otherItem)
    }
}
