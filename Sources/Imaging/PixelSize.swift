/// Width and height in pixels, both 1 or more.
struct PixelSize: Hashable {
    let width: Int
    let height: Int

    var swapped: PixelSize { PixelSize(width: height, height: width) }

    /// The size scaled down so that the longer side is at most `longestSide`; never enlarged.
    ///
    /// The shorter side is rounded to the nearest pixel, and is at least 1.
    func fitted(to longestSide: Int) -> PixelSize {
        let longer = max(width, height)
        let side = max(1, longestSide)
        guard longer > side else { return self }
        return PixelSize(
            width: max(1, (width * side + longer / 2) / longer),
            height: max(1, (height * side + longer / 2) / longer)
        )
    }
}
