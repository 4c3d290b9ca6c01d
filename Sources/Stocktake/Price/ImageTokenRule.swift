import Foundation

/// The tokens of one photo, and the size in pixels that the model uses.
///
/// Sending the photo in exactly this size costs the same and loses nothing.
struct ImageTokens: Sendable, Hashable {
    let tokens: Int
    let width: Int
    let height: Int
}

/// Why the tokens of a photo can't be computed.
enum ImageTokenError: Error, Hashable {
    /// The model doesn't offer this detail.
    case detailNotOffered(ImageDetail)
    /// The service refuses the photo: more patches than the limit, after shrinking.
    case tooManyPatches(Int, limit: Int)
}

/// How a model converts a photo to tokens, by its size and detail.
///
/// Sizes are of the upright photo in pixels, clamped to 1…1,000,000,000. Nothing is enlarged. The
/// bill may differ from the figure by one token.
///
/// Source: OpenAI's images and vision guide, copy of September 2026.
struct ImageTokenRule: Sendable, Hashable {
    enum Formula: Sendable, Hashable {
        /// Tokens per patch of 32×32 pixels, with at most 4 decimals.
        case patches(multiplier: Decimal)
        /// Tokens per image and per tile of 512×512 pixels; low detail costs only the base.
        case tiles(base: Int, perTile: Int)
    }

    /// How a photo is shrunk before counting; nil for steps that are not applied.
    struct Shrinking: Sendable, Hashable {
        /// The longer side, in pixels.
        var fit: Int?
        /// Then the shorter side, in pixels; tiles only.
        var shortSide: Int?
        /// Then the patches; patches only.
        var patches: Int?
    }

    /// The rule for a model without facts: gpt-4o-mini's tiles, the highest of all known rules for
    /// a phone's photo: 25,501 tokens for 4032×3024.
    ///
    /// A photo is sent with up to 2048 pixels a side, more than that rule uses, as the model may
    /// use them; low detail is not assumed to be cheaper.
    static let careful = ImageTokenRule(
        formula: .tiles(base: 2833, perTile: 5667),
        details: [
            .low: Shrinking(fit: 2048, shortSide: 768),
            .high: Shrinking(fit: 2048, shortSide: 768),
        ],
        auto: .high,
        isAssumed: true
    )

    let formula: Formula
    /// By detail, without `auto`; other details are not offered.
    let details: [ImageDetail: Shrinking]
    /// The detail used for `auto` or none.
    let auto: ImageDetail
    /// The most patches after shrinking that the service accepts; nil for no limit.
    var maxPatches: Int?
    /// Whether the model is unknown and this is only an upper bound.
    var isAssumed = false

    /// Every detail offered, `auto` last.
    var offered: [ImageDetail] {
        ImageDetail.allCases.filter { details[$0] != nil || $0 == .auto }
    }

    /// Tokens of one photo, and the size to send it in.
    ///
    /// gpt-5.4, high detail, 4032×3024: shrunk to 2048×1536 to fit, then to 1824×1368 for at most
    /// 2,500 patches, which makes 57 · 43 = 2,451 patches · 1.2 = 2,942 tokens.
    ///
    /// - Throws: `ImageTokenError` if the detail is not offered or the service refuses the size.
    func tokens(
        width: Int,
        height: Int,
        detail: ImageDetail
    ) throws(ImageTokenError) -> ImageTokens {
        let asked = detail == .auto ? auto : detail
        guard let shrinking = details[asked] else { throw .detailNotOffered(asked) }
        let fitted = PixelSize(width: width, height: height).fitting(shrinking.fit)
        switch formula {
        case .patches(let multiplier):
            let size = fitted.within(patches: shrinking.patches)
            if let maxPatches, size.patches > maxPatches {
                throw .tooManyPatches(size.patches, limit: maxPatches)
            }
            let tokens = Self.roundedUp(size.patches, times: multiplier)
            return ImageTokens(tokens: tokens, width: size.width, height: size.height)
        case .tiles(let base, let perTile):
            let size = fitted.shortSide(shrinking.shortSide)
            let tiles = asked == .low && !isAssumed ? 0 : size.tiles
            let sent = isAssumed ? fitted : size
            return ImageTokens(
                tokens: base + perTile * tiles,
                width: sent.width,
                height: sent.height
            )
        }
    }

    /// In whole numbers, as 1.1 · 10 in doubles is slightly more than 11.
    private static func roundedUp(_ patches: Int, times multiplier: Decimal) -> Int {
        let tenThousandths = (multiplier * 10_000 as NSDecimalNumber).intValue
        return (patches * tenThousandths + 9_999) / 10_000
    }
}

/// Width and height in pixels, with the shrinking steps.
private struct PixelSize {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        let bounds = 1...1_000_000_000
        self.width = min(max(width, bounds.lowerBound), bounds.upperBound)
        self.height = min(max(height, bounds.lowerBound), bounds.upperBound)
    }

    /// The number of patches of 32×32 pixels, including partial ones.
    var patches: Int {
        Self.pieces(width, of: 32) * Self.pieces(height, of: 32)
    }

    /// The number of tiles of 512×512 pixels, including partial ones.
    var tiles: Int {
        Self.pieces(width, of: 512) * Self.pieces(height, of: 512)
    }

    private static func pieces(_ length: Int, of size: Int) -> Int {
        (length + size - 1) / size
    }

    /// Shrunk so that the longer side is at most the limit; the other side is rounded down.
    func fitting(_ limit: Int?) -> PixelSize {
        guard let limit, max(width, height) > limit else { return self }
        return scaled(limit, over: max(width, height))
    }

    /// Shrunk so that the shorter side is at most the limit; the other side is rounded down.
    func shortSide(_ limit: Int?) -> PixelSize {
        guard let limit, min(width, height) > limit else { return self }
        return scaled(limit, over: min(width, height))
    }

    private func scaled(_ part: Int, over whole: Int) -> PixelSize {
        PixelSize(width: width * part / whole, height: height * part / whole)
    }

    /// Shrunk proportionally to at most this many patches, so that one side ends at a patch's edge.
    ///
    /// A strip too thin for the formula is shrunk by its long side.
    func within(patches budget: Int?) -> PixelSize {
        guard let budget, patches > budget else { return self }
        let (width, height) = (Double(self.width), Double(self.height))
        let scale = (1024 * Double(budget) / (width * height)).squareRoot()
        let (across, down) = (width * scale / 32, height * scale / 32)
        guard across >= 1, down >= 1 else {
            return fitting(32 * budget)
        }
        let exact = scale * min(across.rounded(.down) / across, down.rounded(.down) / down)
        return PixelSize(width: Int(width * exact), height: Int(height * exact))
    }
}
