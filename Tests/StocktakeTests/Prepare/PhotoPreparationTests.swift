import Foundation
import Imaging
import Testing

@testable import Stocktake

@Suite("Preparing photos") struct PhotoPreparationTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func prepare(
        _ photo: Photo,
        reject: RejectLimits = RejectLimits(),
        maxBytes: Int = PhotoReading.maxBytes
    ) throws -> PreparedPhoto {
        let decoder = PhotoDecoder(maxPixels: PhotoReading.maxPixels)
        let preparation = PhotoPreparation(reject: reject, decoder: decoder, maxBytes: maxBytes)
        try preparation.checkSize(of: photo)
        let prepared = try preparation.luma(of: photo)
        try preparation.check(prepared.quality)
        return prepared
    }

    private func problem(_ photo: Photo, reject: RejectLimits = RejectLimits()) -> PhotoProblem? {
        #expect(throws: PhotoProblem.self) { try prepare(photo, reject: reject) }
    }

    /// 240 × 200 pixels of squares in two shades.
    private func squares(_ dark: UInt8, _ light: UInt8) throws -> Photo {
        let pixels = (0..<240 * 200).flatMap { index -> [UInt8] in
            let isLight = (index % 240 / 8 + index / 240 / 8).isMultiple(of: 2)
            return [UInt8](repeating: isLight ? light : dark, count: 3)
        }
        let jpeg = try RGBImage(width: 240, height: 200, pixels: pixels).jpeg(quality: 90)
        return try SamplePhotos.open(folder.write(jpeg, to: "squares.jpg"))
    }

    @Test(arguments: ["warehouse/a01-view1", "warehouse/a04-view2", "edge/a05-empty-bay"])
    func `the sample photos pass, upright`(_ name: String) throws {
        let photo = try SamplePhotos.open(SamplePhotos.path("\(name).jpg"))
        let prepared = try prepare(photo)
        #expect(prepared.photo == photo)
        #expect(prepared.gray.width == photo.width && prepared.gray.height == photo.height)
        #expect(prepared.quality.meanLuma > 45)
        #expect(prepared.quality.laplacianVariance > 200)
    }

    @Test func `the unreadable sample is rejected with both reasons`() throws {
        let photo = try SamplePhotos.open(SamplePhotos.path("edge/a03-unreadable.jpg"))
        let found = try #require(problem(photo))
        #expect(found.rejection == .tooDark)
        let words = found.words.components(separatedBy: "; ")
        #expect(words.first == "mean brightness 41.1 of 255, under the limit of 45.0")
        let isWhole =
            words.last?.wholeMatch(of: /sharpness \d+\.\d, under the limit of 200\.0/) != nil
        #expect(isWhole && words.count == 2, "\(found.words)")
    }

    @Test func `a photo can be only too dark`() throws {
        let found = try #require(problem(try squares(0, 60)))
        #expect(found.rejection == .tooDark)
        #expect(found.words.hasPrefix("mean brightness 30.") || found.words.contains(" 29."))
        #expect(!found.words.contains("sharpness"))
    }

    @Test func `a photo can be only too blurry`() throws {
        let photo = try squares(128, 128)
        #expect(
            problem(photo)
                == PhotoProblem(
                    rejection: .tooBlurry,
                    words: "sharpness 0.0, under the limit of 200.0"
                )
        )
    }

    @Test func `a photo can be too dark and too blurry`() throws {
        let found = try #require(problem(try squares(3, 3)))
        #expect(found.rejection == .tooDark)
        #expect(
            found.words == "mean brightness 3.0 of 255, under the limit of 45.0; "
                + "sharpness 0.0, under the limit of 200.0"
        )
    }

    @Test func `a photo can be too small`() throws {
        let photo = try squares(3, 3)
        #expect(
            problem(photo, reject: RejectLimits(smallerThan: 241))
                == PhotoProblem(
                    rejection: .tooSmall,
                    words: "long side 240 px, under the limit of 241"
                )
        )
    }

    @Test func `a photo exactly at a limit passes`() throws {
        let photo = try squares(20, 230)
        let quality = try prepare(photo).quality
        let limits = RejectLimits(
            darkerThan: quality.meanLuma,
            blurrierThan: quality.laplacianVariance,
            smallerThan: 240
        )
        #expect(try prepare(photo, reject: limits).quality == quality)
        #expect(
            problem(photo, reject: RejectLimits(darkerThan: quality.meanLuma.nextUp))?.rejection
                == .tooDark
        )
    }

    @Test func `a file that has changed is not counted`() throws {
        let photo = try squares(20, 230)
        try folder.write(try PhotoFolder.jpeg(), to: "squares.jpg")
        #expect(
            problem(photo)
                == PhotoProblem(
                    rejection: .changed,
                    words: "the file changed during the run"
                )
        )
    }

    @Test func `a file that is missing or has grown is not counted`() throws {
        let photo = try squares(20, 230)
        let error = #expect(throws: PhotoProblem.self) { try prepare(photo, maxBytes: 100) }
        #expect(error?.rejection == .tooManyBytes)
        try FileManager.default.removeItem(atPath: photo.path)
        #expect(problem(photo) == PhotoProblem(rejection: .missing, words: "no such file"))
    }

    @Test func `a photo with a valid header and corrupt pixels is damaged`() throws {
        let jpeg = try PrintedLabel.jpeg([.carton])
        let path = try folder.write(Array(jpeg.prefix(jpeg.count / 2)), to: "half.jpg")
        let found = try #require(problem(try SamplePhotos.open(path)))
        #expect(found.rejection == .damaged)
        #expect(!found.words.isEmpty)
    }
}
