/// A cell's place on a sheet, both parts counted from 0.
struct CellPosition: Sendable, Hashable {
    /// 0 to 1,048,575.
    let row: Int
    /// 0 to 16,383.
    let column: Int

    /// The name formulas use: `B7` for row 6, column 1.
    var name: String { "\(Self.columnName(column))\(row + 1)" }

    /// The letters of a column counted from 0: `A`, `Z`, `AA`; empty below 0.
    static func columnName(_ column: Int) -> String {
        var letters = ""
        var rest = column
        while rest >= 0 {
            let letter = Unicode.Scalar(UInt8(ascii: "A") + UInt8(rest % 26))
            letters = "\(letter)\(letters)"
            rest = rest / 26 - 1
        }
        return letters
    }
}

/// A block of cells, its bounds inclusive and counted from 0.
public struct CellRange: Sendable, Hashable {
    /// From the top row to the bottom one.
    public var rows: ClosedRange<Int>
    /// From the left column to the right one.
    public var columns: ClosedRange<Int>

    /// The block where these rows and columns cross.
    public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// The name formulas use: `A1:C9`.
    var name: String {
        let first = CellPosition(row: rows.lowerBound, column: columns.lowerBound)
        let last = CellPosition(row: rows.upperBound, column: columns.upperBound)
        return "\(first.name):\(last.name)"
    }
}
