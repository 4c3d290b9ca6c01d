import Imaging
import Testing

struct PhotoQualityTests {
    let decoder = PhotoDecoder(maxPixels: 10_000_000)

    @Test
    func `the sample that nobody can count in is below a limit`() throws {
        let photo = try decoder.gray(of: sample("edge/a03-unreadable.jpg"))
        let quality = PhotoQuality(measuring: photo)
        #expect(quality.meanLuma < 45)
        #expect(quality.laplacianVariance < 200)
    }

    @Test(arguments: [
        "warehouse/a01-view1.jpg", "warehouse/a01-view2.jpg", "warehouse/a02-view1.jpg",
        "warehouse/a02-view2.jpg", "warehouse/a03-view1.jpg", "warehouse/a03-view2.jpg",
        "warehouse/a04-view1.jpg", "warehouse/a04-view2.jpg", "ice/ice-1.jpg",
        "fridge/fridge-1.jpg",
    ])
    func `the samples that can be counted in pass the limits`(_ name: String) throws {
        let quality = PhotoQuality(measuring: try decoder.gray(of: sample(name)))
        #expect(quality.meanLuma > 45)
        #expect(quality.laplacianVariance > 200)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 3), (700, 3), (3, 700), (400, 1200)])
    func `a plain surface has its own luma and no sharpness`(_ width: Int, _ height: Int) {
        let photo = GrayImage(
            width: width,
            height: height,
            pixels: [UInt8](repeating: 93, count: width * height)
        )
        let quality = PhotoQuality(measuring: photo)
        #expect(quality.meanLuma == 93)
        #expect(quality.laplacianVariance == 0)
    }

    @Test
    func `measures a small photo as it is`() {
        // A chessboard of 0 and 255: each Laplacian is 1020 or -1020, as many of each.
        let pixels: [UInt8] = (0..<16).map { ($0 / 4 + $0) % 2 == 0 ? 0 : 255 }
        let quality = PhotoQuality(measuring: GrayImage(width: 4, height: 4, pixels: pixels))
        #expect(quality.meanLuma == 127.5)
        #expect(quality.laplacianVariance == 1020 * 1020)
    }

    @Test
    func `measures a large photo at 500 pixels height`() {
        // Stripes of one row vanish when two rows are averaged to one; the mean stays.
        let stripes = GrayImage(
            width: 40,
            height: 1000,
            pixels: (0..<40_000).map { $0 / 40 % 2 == 0 ? 0 : 200 }
        )
        let quality = PhotoQuality(measuring: stripes)
        #expect(quality.meanLuma == 100)
        #expect(quality.laplacianVariance == 0)
    }

    @Test
    func `adds up a photo of white pixels without overflow`() {
        let white = GrayImage(
            width: 3000,
            height: 400,
            pixels: [UInt8](repeating: 255, count: 1_200_000)
        )
        #expect(PhotoQuality(measuring: white).meanLuma == 255)
    }
}
