import Imaging
import Testing

@testable import Stocktake

@Suite("Drawing outlines") struct CanvasTests {
    private static let paper = [UInt8](repeating: 200, count: 20 * 10 * 3)

    /// The columns and rows that a stroke coloured, as `x,y`.
    private func stroked(_ corners: [PixelPoint], width: Int = 1) -> Set<String> {
        var canvas = Canvas(RGBImage(width: 20, height: 10, pixels: Self.paper))
        canvas.stroke(corners, colour: Canvas.red, width: width)
        let pixels = canvas.image.pixels
        let inked = (0..<200).filter { Array(pixels[$0 * 3..<$0 * 3 + 3]) == Canvas.red }
        let changed = (0..<200).filter { Array(pixels[$0 * 3..<$0 * 3 + 3]) != [200, 200, 200] }
        #expect(inked == changed, "nothing but red")
        return Set(inked.map { "\($0 % 20),\($0 / 20)" })
    }

    private func points(_ places: (Double, Double)...) -> [PixelPoint] {
        places.map { PixelPoint(x: $0.0, y: $0.1) }
    }

    @Test func `an outline is closed and hollow`() {
        let dots = stroked(points((2, 2), (6, 2), (6, 5), (2, 5)))
        let edge =
            (2...6).flatMap { ["\($0),2", "\($0),5"] } + (2...5).flatMap { ["2,\($0)", "6,\($0)"] }
        #expect(dots == Set(edge))
    }

    @Test func `a wide stroke lies around the line`() {
        #expect(stroked(points((5, 5)), width: 4).count == 16)
        #expect(stroked(points((0, 0)), width: 4).count == 4, "the corner of it that is inside")
    }

    @Test func `the part inside is drawn, the part outside is left out`() {
        let dots = stroked(points((-5, 3), (30, 3)))
        #expect(dots == Set((0..<20).map { "\($0),3" }))
        #expect(!stroked(points((-50, -50), (70, 60))).isEmpty, "across the picture")
    }

    @Test(
        arguments: [
            [], [(-9.0, -9.0)], [(25, 4), (30, 4), (30, 8)], [(.nan, 1), (2, .nan)],
            [(.infinity, 1), (-.infinity, 2)], [(1e300, 1e300)], [(1e300, 1), (1e300, 2)],
            [(-1e19, 4), (-1e19, 5)], [(Double(Int.max), 0)], [(.nan, .nan)],
        ] as [[(Double, Double)]]
    )
    func `what lies outside, or nowhere, draws nothing and does no harm`(
        _ places: [(Double, Double)]
    ) {
        #expect(stroked(places.map { PixelPoint(x: $0.0, y: $0.1) }, width: 4) == [])
    }
}
