/// The size a JPEG states in its frame header, in pixels.
///
/// Read here so that bytes libxlsxwriter can't make sense of, and about which it would print to
/// standard error, never reach it. Only the plain form that encoders write is taken: no filling
/// bytes between segments, and a JFIF segment of full length.
///
/// Source: ITU-T T.81, B.1.1 and B.2.2.
struct JPEGSize: Equatable {
    let width: Int
    let height: Int

    init?(_ bytes: [UInt8]) {
        func number(at index: Int) -> Int { Int(bytes[index]) << 8 | Int(bytes[index + 1]) }

        guard bytes.count > 4, number(at: 0) == 0xFFD8 else { return nil }
        var start = 2
        while start + 4 <= bytes.count {
            let marker = number(at: start)
            let length = number(at: start + 2)
            guard marker >= 0xFFC0, marker < 0xFFFF, length >= 2,
                start + 2 + length <= bytes.count
            else { return nil }
            switch marker {
            case 0xFFC4, 0xFFC8, 0xFFCC: break
            case 0xFFC0...0xFFCF:
                guard length >= 11 else { return nil }
                (height, width) = (number(at: start + 5), number(at: start + 7))
                guard width > 0, height > 0 else { return nil }
                return
            case 0xFFE0 where length < 14: return nil
            case 0xFFDA: return nil
            default: break
            }
            start += 2 + length
        }
        return nil
    }
}
