import Foundation
import Testing

@testable import Imaging

struct VipsLibraryTests {
    @Test
    func `names the package to install when the library is missing`() throws {
        let error = try #require(throws: ImagingError.self) {
            try VipsLibrary(file: "libvips-that-is-missing.so.42")
        }
        #expect(error.code == .libraryUnavailable)
        #expect(error.message.hasPrefix("libvips-that-is-missing.so.42 can't be loaded; photos"))
        #expect(error.message.contains("libvips42") || error.message.contains("brew"))
        #expect(error.underlying?.contains("libvips-that-is-missing") == true)
    }

    #if os(Linux)
    @Test
    func `refuses a library that isn't libvips`() throws {
        let error = try #require(throws: ImagingError.self) { try VipsLibrary(file: "libc.so.6") }
        #expect(error.code == .libraryUnavailable)
        #expect(error.underlying?.contains("vips_init") == true)
    }

    @Test
    func `plain JPEG never loads it, other photos do`() async {
        await #expect(processExitsWith: .success) {
            let decoder = PhotoDecoder(maxPixels: 10_000_000)
            for jpeg in [try fixture("progressive.jpg"), try sample("warehouse/a04-view2.jpg")] {
                _ = try decoder.header(of: jpeg)
                _ = try decoder.quality(of: jpeg)
                _ = try decoder.gray(of: jpeg)
                _ = try decoder.rgb(of: jpeg, longestSide: 40)
                _ = Result { try decoder.gray(of: jpeg.dropLast(50)) }
                _ = Result { try decoder.header(of: Array(jpeg.prefix(30))) }
            }
            #expect(!isVipsLoaded())
            _ = try decoder.header(of: fixture("plain.png"))
            #expect(isVipsLoaded())
        }
    }
    #endif
}

/// Whether libvips is part of this process; doesn't load it.
private func isVipsLoaded() -> Bool {
    unsafe dlopen("libvips.so.42", RTLD_NOW | RTLD_NOLOAD) != nil
}
