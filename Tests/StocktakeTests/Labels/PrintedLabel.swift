import Imaging

/// A QR code as its modules, made once with another program, to be drawn into a photo.
struct PrintedLabel: Sendable {
    let text: String
    /// A row of modules each, in hexadecimal from the left; 1 is dark; filled up with 0 at the end.
    private let rows: [String]

    private init(_ text: String, _ rows: String) {
        self.text = text
        self.rows = rows.split(separator: " ").map(String.init)
    }

    /// A carton of GTIN 9520000000011, serial T-1.
    static let carton = PrintedLabel(
        "https://id.example.org/01/09520000000011/21/T-1",
        """
        fef3abf8 821f5208 ba550ae8 ba316ae8 ba3cd2e8 82516208 feaaabf8 00ca2800 da49fa08 2da695b0 \
        e6cbe6a0 6800dac8 ea642b08 9daee3f8 0625d628 3d0e9728 9b9b7940 bcd0d1b0 fa6ff1c8 c95635e0 \
        cef5fff0 008ec8c0 fe757ac0 825cf880 badddfd0 baa65c10 ba7dc9b8 82f183e8 fea3bd00
        """
    )

    /// The sign of location B-7.
    static let sign = PrintedLabel(
        "https://id.example.org/414/9520000000004/254/B-7",
        """
        fe9e2bf8 8265d208 ba2d8ae8 ba086ae8 ba5352e8 822ec208 feaaabf8 00b42800 da70fa08 114e95b0 \
        36b5e6a0 8d7edac8 cadfab08 44c003f8 13d99628 acb6b728 13453940 c038b1b0 ebb191c8 c42815e0 \
        d32dbff0 00a288c0 fe6b7ac0 8260f890 bac7bfd0 baea1c10 ba63c9b8 82aec3e8 feb8bd00
        """
    )

    /// A GTIN whose check digit should be 1.
    static let faulty = PrintedLabel(
        "https://id.example.org/01/09520000000012/21/X",
        """
        fe26fbf8 82443a08 ba9212e8 ba4e92e8 ba4d12e8 823dd208 feaaabf8 00914000 ef8ae620 f0dd6a48 \
        0eb821b8 b0ed6c10 2ab2fe58 d5f08e48 8e04ca58 987168d0 0328be58 7c7d6768 aa1aa498 6daf5850 \
        ae92ef80 00f338b8 fec4bad8 82b148d8 ba888f80 ba1d31a0 bafad5c8 828e7c10 fed27a18
        """
    )

    /// A web link that is not a GS1 label.
    static let link = PrintedLabel(
        "https://example.org/menu",
        """
        fef43f8 821aa08 ba542e8 ba35ae8 ba3aae8 8256a08 feaabf8 00cd800 da48a08 a0a7df0 d64ddc8 \
        1902778 67e1b08 c82b890 dfc7af8 a528768 b25cfb0 00b08b0 fe4ca88 8215888 babbf80 baeee18 \
        ba754f8 82d11b8 fe90a48
        """
    )

    /// Pixels per module.
    private static let module = 5
    /// The side of the square around each label, in pixels.
    private static let cell = 260

    /// The luma of a photo of the labels side by side; none gives plain paper.
    static func photo(_ labels: [PrintedLabel]) -> GrayImage {
        let width = max(1, labels.count) * cell
        var luma = [UInt8](repeating: 225, count: width * cell)
        for (index, label) in labels.enumerated() {
            let margin = (cell - label.rows.count * module) / 2
            for (row, digits) in label.rows.enumerated() {
                for (group, digit) in digits.enumerated() {
                    let bits = digit.hexDigitValue ?? 0
                    for bit in 0..<4 where bits & (8 >> bit) != 0 {
                        let left = index * cell + margin + (group * 4 + bit) * module
                        for y in 0..<module {
                            let start = (margin + row * module + y) * width + left
                            for x in 0..<module { luma[start + x] = 25 }
                        }
                    }
                }
            }
        }
        return GrayImage(width: width, height: cell, pixels: luma)
    }

    /// The same photo as a JPEG.
    static func jpeg(_ labels: [PrintedLabel], quality: Int = 90) throws -> [UInt8] {
        let gray = photo(labels)
        let pixels = gray.pixels.flatMap { [$0, $0, $0] }
        return try RGBImage(width: gray.width, height: gray.height, pixels: pixels)
            .jpeg(quality: quality)
    }
}
