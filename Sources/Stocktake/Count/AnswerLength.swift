/// The assumed length of the answer to a count, in visible tokens.
///
/// Planning values, to be replaced by what real runs report; low, expected and high if they vary.
struct AnswerLength: Sendable {
    /// Items that may be named; nil for an open list, which has more of everything.
    let items: Int?
    let hasZones: Bool

    /// Pieces counted on one photo.
    var piecesPerPhoto: TokenSpread {
        items == nil ? TokenSpread(2, 12, 40) : TokenSpread(1, 3, 15)
    }
    /// Items named in one reply, at most those of the catalogue.
    var linesPerReply: TokenSpread {
        items == nil ? TokenSpread(2, 8, 40) : TokenSpread(1, 4, 20)
    }
    /// Tokens of one item's line around its points.
    let tokensPerLine = 20
    /// Tokens of one photo's entry: id, readable, problems.
    let tokensPerPhotoEntry = 22
    /// Tokens of a reply beyond these.
    let tokensPerReply = 30

    /// Tokens of one point with its photo and position; zones add six.
    var tokensPerPoint: Int { hasZones ? 22 : 16 }

    func tokens(photos: Int) -> TokenSpread {
        func tokens(_ pieces: Int, _ lines: Int) -> Int {
            tokensPerReply + tokensPerPhotoEntry * photos + tokensPerLine
                * (items.map { min(lines, $0 + 1) } ?? lines)
                + tokensPerPoint * pieces * photos
        }
        return TokenSpread(
            tokens(piecesPerPhoto.low, linesPerReply.low),
            tokens(piecesPerPhoto.expected, linesPerReply.expected),
            tokens(piecesPerPhoto.high, linesPerReply.high)
        )
    }

    /// One line each, for `--verbose` and the `assumptions` of the JSON form.
    var words: [String] {
        [
            "output: \(tokensPerReply) + \(tokensPerPhotoEntry) per photo + \(tokensPerLine) per "
                + "item + \(tokensPerPoint) per piece, in tokens",
            "pieces per photo: \(piecesPerPhoto.low) / \(piecesPerPhoto.expected) / "
                + "\(piecesPerPhoto.high); items per reply: at most \(linesPerReply.low) / "
                + "\(linesPerReply.expected) / \(linesPerReply.high) (low / expected / high)",
        ]
    }
}
