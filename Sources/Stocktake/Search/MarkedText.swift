/// A description with the words that were found in it.
struct MarkedText: Sendable, Hashable {
    struct Piece: Sendable, Hashable {
        var text: String
        let isMatch: Bool
    }

    let pieces: [Piece]

    /// Takes a text of the index, with U+0002 before and U+0003 after each match.
    init(_ marked: String) {
        var pieces: [Piece] = []
        var isMatch = false
        for part in marked.split(omittingEmptySubsequences: false, whereSeparator: Self.isMark) {
            // Marks alternate: a text of the index has none of its own.
            let text = SearchableText.joined(String(part))
            if !text.isEmpty { pieces.append(Piece(text: text, isMatch: isMatch)) }
            isMatch.toggle()
        }
        self.pieces = pieces
    }

    private init(pieces: [Piece]) {
        self.pieces = pieces
    }

    private static func isMark(_ character: Character) -> Bool {
        character == "\u{2}" || character == "\u{3}"
    }

    var text: String { pieces.map(\.text).joined() }

    /// What fits into a line of a terminal, with the first match in it; printable.
    func excerpt(columns: Int) -> MarkedText {
        let cells = cells
        let widths = cells.map { displayWidth($0.text) }
        guard widths.reduce(0, +) > columns else { return MarkedText(cells: cells[...]) }
        let start = start(cells, widths, columns)
        // Room for an ellipsis at the end, and at the start if there is one.
        var room = columns - 2 - (start > 0 ? 2 : 0)
        var end = start
        while end < cells.count, widths[end] <= room {
            room -= widths[end]
            end += 1
        }
        if end < cells.count, let space = cells[start..<end].lastIndex(where: \.isSpace),
            space > start + (end - start) / 2
        {
            end = space
        }
        var shown = cells[start..<end]
        if start > 0 { shown = [Piece(text: "… ", isMatch: false)] + shown }
        if end < cells.count { shown += [Piece(text: " …", isMatch: false)] }
        return MarkedText(cells: shown)
    }

    /// Where an excerpt begins: at a word, with some context before the first match.
    private func start(_ cells: [Piece], _ widths: [Int], _ columns: Int) -> Int {
        guard let match = cells.firstIndex(where: \.isMatch) else { return 0 }
        var (start, before) = (match, 0)
        while start > 0, before + widths[start - 1] <= columns / 4 {
            start -= 1
            before += widths[start]
        }
        // What remains fits without a beginning being cut off.
        let rest = widths[start...].reduce(0, +)
        if start == 0 || rest < columns / 2 {
            var room = columns - 2 - rest
            while start > 0, widths[start - 1] <= room {
                start -= 1
                room -= widths[start]
            }
        }
        guard start > 0 else { return 0 }
        let space = cells[start..<match].firstIndex(where: \.isSpace)
        return space.map { $0 + 1 } ?? start
    }

    /// Each character on its own, spaces of all kinds as one, and nothing that a terminal acts on.
    private var cells: [Piece] {
        var cells: [Piece] = []
        for piece in pieces {
            for character in piece.text {
                guard character.isWhitespace else {
                    cells.append(Piece(text: printable(String(character)), isMatch: piece.isMatch))
                    continue
                }
                guard let last = cells.last, !last.isSpace else { continue }
                cells.append(Piece(text: " ", isMatch: piece.isMatch))
            }
        }
        if cells.last?.isSpace == true { cells.removeLast() }
        return cells
    }

    private init(cells: ArraySlice<Piece>) {
        var pieces: [Piece] = []
        for cell in cells {
            if pieces.last?.isMatch == cell.isMatch {
                pieces[pieces.count - 1].text += cell.text
            } else {
                pieces.append(cell)
            }
        }
        self.init(pieces: pieces)
    }
}

extension MarkedText.Piece {
    fileprivate var isSpace: Bool { text == " " }
}
