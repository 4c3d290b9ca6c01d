import Testing

@testable import SymbolReading

struct SymbolReaderTests {
    private let reader = SymbolReader()

    @Test(arguments: [PrintedCode.link, .gs1, .latin, .utf8, .bytes])
    func `reads the text as encoded`(code: PrintedCode) throws {
        var sheet = Sheet(width: 200, height: 200)
        sheet.draw(code, at: (100, 100), module: 4)
        let symbols = try read(sheet)
        #expect(symbols.map(\.text) == [code.text])
        #expect(symbols.map(\.kind) == [.qr])
    }

    @Test(
        arguments: [
            (0.0, 1.0), (0.5, 0.866), (0.707, 0.707), (1, 0), (0, -1), (-1, 0), (-0.643, -0.766),
        ]
    )
    func `gives the corners from the code's own top left, whatever its rotation`(
        sine: Double,
        cosine: Double
    ) throws {
        var sheet = Sheet(width: 260, height: 240)
        sheet.draw(.link, at: (130, 110), module: 4, turn: (sine, cosine))
        let symbol = try #require(try read(sheet).first)
        let half = Double(PrintedCode.link.side) * 4 / 2
        let wanted = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { across, down in
            SymbolPoint(
                x: 130 + half * (across * cosine - down * sine),
                y: 110 + half * (across * sine + down * cosine)
            )
        }
        for (corner, right) in zip(symbol.corners, wanted) {
            #expect(abs(corner.x - right.x) < 4 && abs(corner.y - right.y) < 4)
        }
        #expect(symbol.corners.count == 4)
    }

    @Test func `counts every label with the same text`() throws {
        var sheet = Sheet(width: 480, height: 300)
        let places = [(80.0, 80.0), (240, 80), (400, 80), (80, 220), (240, 220), (400, 220)]
        for place in places { sheet.draw(.gs1, at: place, module: 4) }
        let symbols = try read(sheet)
        #expect(symbols.count == 6)
        #expect(Set(symbols.map(\.text)) == [PrintedCode.gs1.text])
        let rows = symbols.map { ($0.center.y / 150).rounded(.down) }
        #expect(rows == [0, 0, 0, 1, 1, 1])
    }

    @Test func `reads rotated codes that a single pass misses`() throws {
        var sheet = Sheet(width: 800, height: 640)
        for row in 0..<4 {
            for column in 0..<5 {
                let place = (80 + Double(column) * 160, 80 + Double(row) * 160)
                sheet.draw(.link, at: place, module: 3.4, turn: (0.643, 0.766))
            }
        }
        let plain = SymbolReader(rescanPixels: 0)
        #expect(try plain.symbols(luma: sheet.luma, width: 800, height: 640).count < 20)
        #expect(try read(sheet).count == 20)
    }

    @Test func `reads a code at the edge of the photo`() throws {
        var sheet = Sheet(width: 200, height: 150)
        // 29 modules of 3 pixels: the code touches the left edge, without its quiet zone.
        sheet.draw(.link, at: (44.5, 75), module: 3)
        #expect(try read(sheet).map(\.text) == [PrintedCode.link.text])
    }

    @Test func `reads through noise in a photo above four megapixels`() throws {
        var sheet = Sheet(width: 2_100, height: 2_000)
        sheet.draw(.link, at: (1_500, 1_200), module: 5)
        var luma = sheet.luma
        var state: UInt32 = 1
        for index in luma.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            luma[index] = UInt8(clamping: 100 + Int(luma[index]) / 2 + Int(state >> 26) - 32)
        }
        let plane = LumaPlane(pixels: luma, width: 2_100, height: 2_000)
        #expect(try ZBarScanner().scan(plane) == [])
        let symbols = try reader.symbols(luma: luma, width: 2_100, height: 2_000)
        #expect(symbols.map(\.text) == [PrintedCode.link.text])
        let center = try #require(symbols.first?.center)
        #expect(abs(center.x - 1_500) < 6 && abs(center.y - 1_200) < 6)
    }

    @Test func `gives the same result each time, also on several threads`() async throws {
        var sheet = Sheet(width: 400, height: 300)
        sheet.draw(.link, at: (100, 120), module: 3, turn: (0.5, 0.866))
        sheet.draw(.gs1, at: (290, 180), module: 3)
        let paper = sheet
        let first = try read(paper)
        #expect(first.count == 2)
        try await withThrowingTaskGroup(of: [Symbol].self) { group in
            for _ in 0..<8 { group.addTask { try read(paper) } }
            for try await symbols in group { #expect(symbols == first) }
        }
    }

    @Test func `finds nothing on plain and on noisy paper`() throws {
        #expect(try read(Sheet(width: 300, height: 200)) == [])
        var state: UInt32 = 7
        let noise = (0..<90_000).map { _ -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
        #expect(try reader.symbols(luma: noise, width: 300, height: 300) == [])
    }

    @Test(arguments: [(1, 1), (1, 7), (7, 1), (2, 2), (9, 3), (3, 500), (500, 3)])
    func `accepts photos of any shape`(width: Int, height: Int) throws {
        let luma = (0..<width * height).map { UInt8($0 % 2 * 255) }
        #expect(try reader.symbols(luma: luma, width: width, height: height) == [])
    }

    @Test(
        arguments: [
            (0, 5), (5, 0), (-1, -1), (-3, 3), (65_536, 65_536), (Int.max, 2), (Int.min, Int.min),
        ]
    )
    func `refuses invalid sizes`(width: Int, height: Int) {
        let error = #expect(throws: SymbolReadingError.self) {
            try reader.symbols(luma: [], width: width, height: height)
        }
        #expect(error == .sizeUnusable(width: width, height: height))
    }

    @Test func `refuses a plane that is too short or too long`() {
        for count in [0, 5, 7] {
            let luma = [UInt8](repeating: 0, count: count)
            let error = #expect(throws: SymbolReadingError.self) {
                try reader.symbols(luma: luma, width: 3, height: 2)
            }
            #expect(
                error?.description
                    == "the luma plane must have one byte per pixel, 6 in all, not \(count)"
            )
        }
    }

    private func read(_ sheet: Sheet) throws -> [Symbol] {
        try reader.symbols(luma: sheet.luma, width: sheet.width, height: sheet.height)
    }
}
