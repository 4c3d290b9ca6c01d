/// The points of all photos by place, to find those that lie on top of each other.
///
/// A point that lies on another is not kept, so a cell holds few points however many lie there, and
/// the work grows with the number of points alone.
struct PointGrid: Sendable {
    /// Where a point stands in the reply.
    struct Entry: Sendable, Hashable {
        /// Of the list of items.
        let item: Int
        /// Of the item's points.
        let index: Int
        /// Thousandths of the photo.
        let x: Int
        let y: Int
    }

    /// Two points of one item this near each other, both ways, are one piece counted twice.
    static let sameItem = 2
    /// Two items don't have a piece each at one spot.
    static let otherItem = 1

    /// Thousandths; more than both distances, so that only neighbouring cells need a look.
    private static let cellSize = 3
    private static let cellsAcross = 1000 / cellSize + 3

    private var entries: [Entry] = []
    /// Of each cell its latest entry.
    private var cells: [Int: Int] = [:]
    /// Of each entry the one before it in its cell, or -1.
    private var earlier: [Int] = []

    /// Keeps a point, unless it lies on one that is kept already.
    ///
    /// - Parameters:
    ///   - entry: x and y from 0 to 1000.
    ///   - photo: 0 or more.
    /// - Returns: the point it lies on.
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
