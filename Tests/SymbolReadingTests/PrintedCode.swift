/// A QR code as its modules, to be drawn at any size and angle; made once with another program.
struct PrintedCode: Sendable {
    let text: String
    /// A row of modules each, in hexadecimal from the left; 1 is dark; filled up with 0 at the end.
    private let rows: [String]

    /// Modules along a side.
    var side: Int { rows.count }

    init(_ text: String, _ rows: String) {
        self.text = text
        self.rows = rows.split(separator: " ").map(String.init)
    }

    func isDark(column: Int, row: Int) -> Bool {
        guard (0..<side).contains(column), (0..<side).contains(row) else { return false }
        let digit = Array(rows[row])[column / 4].hexDigitValue ?? 0
        return digit & (8 >> (column % 4)) != 0
    }

    /// Plain bytes, version 3.
    static let link = PrintedCode(
        "https://id.example.org/01/09520000000011/21/T-0001",
        """
        fe5babf8 82e94a08 bab19ae8 bad96ae8 ba3e1ae8 82112208 feaaabf8 00bd3000 82ad6e70 146695b0 \
        7631af80 898819c0 1a6c2b08 44a8fb98 5e214460 549a9728 d7313060 f56012b8 c657f1c8 9dd82d80 \
        b6916fb8 00dac8c0 fe093ae0 82243888 ba47dfd0 ba144470 ba575bf0 825783e8 fe83f420
        """
    )

    /// Marked as GS1 by FNC1 in first position; AIs 01, 10 and 21, and a percent sign.
    static let gs1 = PrintedCode(
        "]Q3010952000000001110L7%\u{1D}21A",
        """
        fef3f8 829a08 ba72e8 ba12e8 ba9ae8 82a208 feabf8 00e000 e6ff98 793b20 a271d8 8d0b60 baefd0 \
        00aa60 fe17c8 828800 ba0bf8 ba5810 badff8 828e10 fee5e8
        """
    )

    /// Bytes in ISO 8859-1.
    static let latin = PrintedCode(
        "Größe",
        """
        fedbf8 826a08 ba82e8 ba62e8 baeae8 821208 feabf8 00e000 066aa8 f515a8 6ba830 48b6f8 6ac0b8 \
        00d7e0 fe64a8 82ddf0 ba3cc0 ba4ee0 ba5490 825db8 fe7090
        """
    )

    /// Bytes in UTF-8, without an encoding stated.
    static let utf8 = PrintedCode(
        "Größe 5 €",
        """
        fefbf8 829a08 ba72e8 ba0ae8 ba92e8 82a208 feabf8 00e000 e6f798 59eb80 16bbe8 b0ce78 d22038 \
        00e4c0 fe3cf0 82cdd8 ba7b18 ba51c0 bacd90 829818 fede48
        """
    )

    /// With a NUL and a byte that is not UTF-8 in the middle.
    static let bytes = PrintedCode(
        "A\u{0}B\u{FF}=cmd",
        """
        feb3f8 82b208 bafae8 ba9ae8 babae8 825a08 feabf8 00a000 6b72f8 296050 32a938 8c4ce8 c7e4a8 \
        00d890 fef920 826ac8 bab768 ba51d0 baa8a0 82f148 fe6bb8
        """
    )
}

/// A sheet of grey paper to draw codes on.
struct Sheet: Sendable {
    let width: Int
    let height: Int
    private(set) var luma: [UInt8]

    init(width: Int, height: Int, paper: UInt8 = 220) {
        self.width = width
        self.height = height
        luma = [UInt8](repeating: paper, count: width * height)
    }

    /// Draws a code with its quiet zone, each pixel the mean of 3 × 3 points.
    ///
    /// - Parameters:
    ///   - code: the code to draw.
    ///   - center: of the code, in pixels.
    ///   - module: pixels per module.
    ///   - turn: sine and cosine of the angle, clockwise.
    mutating func draw(
        _ code: PrintedCode,
        at center: (x: Double, y: Double),
        module: Double,
        turn: (sine: Double, cosine: Double) = (0, 1)
    ) {
        let half = Double(code.side) / 2
        let reach = Int((half + 4) * module * 1.5)
        for y in max(0, Int(center.y) - reach)..<min(height, Int(center.y) + reach) {
            for x in max(0, Int(center.x) - reach)..<min(width, Int(center.x) + reach) {
                var dark = 0
                var inside = 0
                for point in 0..<9 {
                    let dx = Double(x) + (Double(point % 3) + 0.5) / 3 - center.x
                    let dy = Double(y) + (Double(point / 3) + 0.5) / 3 - center.y
                    let across = (dx * turn.cosine + dy * turn.sine) / module + half
                    let down = (dy * turn.cosine - dx * turn.sine) / module + half
                    guard min(across, down) > -4, max(across, down) < Double(code.side) + 4
                    else { continue }
                    inside += 1
                    let column = Int(across.rounded(.down))
                    dark += code.isDark(column: column, row: Int(down.rounded(.down))) ? 1 : 0
                }
                guard inside == 9 else { continue }
                luma[y * width + x] = UInt8(230 - dark * 200 / 9)
            }
        }
    }

    /// Blurs by a mean over `2 * radius + 1` pixels, along rows, then along columns.
    mutating func blur(radius: Int) {
        for (step, line, count, length) in [(1, width, height, width), (width, 1, width, height)] {
            for start in (0..<count).map({ $0 * line }) {
                let before = (0..<length).map { Int(luma[start + $0 * step]) }
                for index in 0..<length {
                    let span = max(0, index - radius)...min(length - 1, index + radius)
                    luma[start + index * step] = UInt8(before[span].reduce(0, +) / span.count)
                }
            }
        }
    }
}
