import Foundation

/// What one photo costs, and the size in pixels that the model makes use of.
///
/// Sending the photo in exactly this size costs the same and loses nothing.
struct ImageTokens: Sendable, Hashable {
    let tokens: Int
    let width: Int
    let height: Int
}

/// Why a photo has no number of tokens.
enum ImageTokenError: Error, Hashable {
    /// The model doesn't have this detail.
    case detailNotOffered(ImageDetail)
    /// The service refuses the photo: so many patches are left after shrinking, more than the limit.
    case tooManyPatches(Int, limit: Int)
}

/// How a model turns a photo into tokens, by its size and detail.
///
/// Sizes are those of the upright photo in pixels; sizes outside 1…1,000,000,000 count as the bound.
/// Nothing is ever enlarged. The bill may differ from the figure by one token.
///
/// Source: OpenAI's images and vision guide, copy of September 2026.
struct ImageTokenRule: Sendable, Hashable {
    enum Formula: Sendable, Hashable {
        /// Tokens per patch of 32×32 pixels, at most 4 digits after the point.
        case patches(multiplier: Decimal)
        /// Tokens per image and per tile of 512×512 pixels; low detail costs the base alone.
        case tiles(base: Int, perTile: Int)
    }

    /// How far a photo is shrunk before it is counted; nil for a step that isn't made.
    struct Shrinking: Sendable, Hashable {
        /// The longer side, in pixels.
        var fit: Int?
        /// Then the shorter side, in pixels; tiles only.
        var shortSide: Int?
        /// Then the patches; patches only.
        var patches: Int?
    }

    /// The rule for a model without facts: gpt-4o-mini's tiles, the most tokens of all known rules
    /// for a photo of a phone: 25,501 for 4032×3024.
    ///
    /// A photo is sent in up to 2048 pixels a side, more than that rule looks at, since the model may
    /// look closer; low detail is not taken to be cheaper.
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
    /// By detail, without `auto`; a detail that isn't here is not offered.
    let details: [ImageDetail: Shrinking]
    /// The detail that `auto`, or none given, stands for.
    let auto: ImageDetail
    /// The most patches after shrinking that the service accepts; nil for no such limit.
    var maxPatches: Int?
    /// Whether nothing is known of the model, and this is only a bound.
    var isAssumed = false

    /// Every detail that may be asked for, `auto` last.
    var offered: [ImageDetail] {
        ImageDetail.allCases.filter { details[$0] != nil || $0 == .auto }
    }

    /// Tokens of one photo, and the size to send it in.
    ///
    /// gpt-5.4, high detail, 4032×3024: shrunk to 2048×1536 to fit, then to 1824×1368 for at most
    /// 2,500 patches, which makes 57 · 43 = 2,451 patches · 1.2 = 2,942 tokens.
    ///
    /// - Throws: `ImageTokenError` when the detail is not offered or the service refuses the size.
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

    /// In whole numbers, since 1.1 · 10 in doubles is a little more than 11.
    private static func roundedUp(_ patches: Int, times multiplier: Decimal) -> Int {
        let tenThousandths = (multiplier * 10_000 as NSDecimalNumber).intValue
        return (patches * tenThousandths + 9_999) / 10_000
    }
}

/// Width and height in pixels, and the steps that make a photo smaller.
private struct PixelSize {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        let bounds = 1...1_000_000_000
        self.width = min(max(width, bounds.lowerBound), bounds.upperBound)
        self.height = min(max(height, bounds.lowerBound), bounds.upperBound)
    }

    /// Of 32×32 pixels, those at the edges counted whole.
    var patches: Int {
        Self.pieces(width, of: 32) * Self.pieces(height, of: 32)
    }

    /// Of 512×512 pixels, those at the edges counted whole.
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

    /// Shrunk to at most so many patches, the shape kept, so that one side ends at a patch's edge.
    ///
    /// A strip so thin that the formula leaves nothing of its short side is shrunk by its long side.
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
