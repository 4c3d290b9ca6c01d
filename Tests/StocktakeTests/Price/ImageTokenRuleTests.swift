import Foundation
import Testing

@testable import Stocktake

/// The four photos of the worked examples.
private let photos = [(1024, 1024), (2048, 4096), (1800, 2400), (4032, 3024)]

private func rule(_ model: String) throws -> ImageTokenRule {
    try #require(ModelTable.standard.facts(of: model), "\(model)").images
}

private func patchRule(
    _ multiplier: String,
    fit: Int? = 2048,
    patches: Int? = 1536
) throws -> ImageTokenRule {
    ImageTokenRule(
        formula: .patches(multiplier: try #require(Decimal(string: multiplier))),
        details: [.high: .init(fit: fit, patches: patches)],
        auto: .high
    )
}

/// The same sizes in every run, including small ones and strips.
private func sizes(_ count: Int) -> [(Int, Int)] {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 1 + Int(state >> 33) % bound
    }
    return (0..<count).map { _ in
        let bounds = [40, 700, 3000, 9000, 70_000]
        return (next(bounds[next(5) - 1]), next(bounds[next(5) - 1]))
    }
}

@Suite("Tokens of a photo, worked examples") struct ImageTokenExampleTests {
    struct Row: CustomTestStringConvertible {
        let models: [String]
        let detail: ImageDetail
        let tokens: [Int]
        /// Where the example gives them: `864x1728`.
        var sizes: [String?] = [nil, nil, nil, nil]
        var testDescription: String { "\(models.joined(separator: ", ")) \(detail.rawValue)" }
    }

    @Test(arguments: [
        Row(
            models: ["gpt-4o", "gpt-4.1"],
            detail: .high,
            tokens: [765, 1105, 765, 765],
            sizes: [nil, "768x1536", "768x1024", "1024x768"]
        ),
        Row(models: ["gpt-5", "gpt-5.1"], detail: .high, tokens: [630, 910, 630, 630]),
        Row(models: ["o1", "o1-pro", "o3"], detail: .high, tokens: [675, 975, 675, 675]),
        Row(models: ["gpt-4o-mini"], detail: .high, tokens: [25501, 36835, 25501, 25501]),
        Row(
            models: ["gpt-5-mini"],
            detail: .high,
            tokens: [1229, 1750, 1743, 1743],
            sizes: ["1024x1024", "864x1728", "1056x1408", "1408x1056"]
        ),
        Row(models: ["gpt-5-nano"], detail: .high, tokens: [1536, 2187, 2178, 2178]),
        Row(models: ["o4-mini"], detail: .high, tokens: [1762, 2508, 2498, 2498]),
        Row(models: ["gpt-4.1-nano"], detail: .high, tokens: [2520, 3587, 3572, 3572]),
        Row(
            models: ["gpt-5.2", "gpt-5.2-pro"],
            detail: .high,
            tokens: [1229, 2458, 3687, 3687],
            sizes: [nil, "1024x2048", "1536x2048", "2048x1536"]
        ),
        Row(models: ["gpt-4.1-mini"], detail: .high, tokens: [1659, 3318, 4977, 4977]),
        Row(
            models: ["gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano"],
            detail: .high,
            tokens: [1229, 2458, 2942, 2942],
            sizes: [nil, nil, "1368x1824", "1824x1368"]
        ),
        Row(
            models: ["gpt-5.4", "gpt-5.5"],
            detail: .original,
            tokens: [1229, 9831, 5130, 11868],
            sizes: [nil, "2048x4096", "1800x2400", "3669x2752"]
        ),
        Row(
            models: ["gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"],
            detail: .original,
            tokens: [1229, 9831, 5130, 14364]
        ),
        Row(models: ["gpt-5.6-sol"], detail: .auto, tokens: [1229, 9831, 5130, 14364]),
        Row(models: ["gpt-5.6-sol"], detail: .high, tokens: [1229, 2458, 2942, 2942]),
        Row(
            models: ["gpt-6-astra"],
            detail: .high,
            tokens: [1229, 2940, 2942, 2942],
            sizes: [nil, "1120x2240", nil, nil]
        ),
        Row(models: ["gpt-4o", "gpt-4.1"], detail: .low, tokens: [85, 85, 85, 85]),
        Row(models: ["gpt-5", "gpt-5.1"], detail: .low, tokens: [70, 70, 70, 70]),
        Row(models: ["o1", "o3"], detail: .low, tokens: [75, 75, 75, 75]),
        Row(models: ["gpt-4o-mini"], detail: .low, tokens: [2833, 2833, 2833, 2833]),
        Row(
            models: ["gpt-5.5", "gpt-5.6-luna", "gpt-6-astra"],
            detail: .low,
            tokens: [308, 154, 231, 231],
            sizes: ["512x512", "256x512", "384x512", "512x384"]
        ),
        Row(models: ["gpt-5.2"], detail: .low, tokens: [1229, 2458, 3687, 3687]),
        Row(models: ["gpt-4.1-mini"], detail: .low, tokens: [1659, 3318, 4977, 4977]),
        Row(models: ["gpt-5.4"], detail: .low, tokens: [1229, 2458, 3687, 3687]),
    ])
    func `every cell of the worked examples`(_ row: Row) throws {
        for model in row.models {
            let rule = try rule(model)
            for (index, photo) in photos.enumerated() {
                let found = try rule.tokens(width: photo.0, height: photo.1, detail: row.detail)
                #expect(found.tokens == row.tokens[index], "\(model) \(photo)")
                guard let size = row.sizes[index] else { continue }
                #expect("\(found.width)x\(found.height)" == size, "\(model) \(photo)")
            }
        }
    }

    @Test(
        arguments: [
            ("gpt-5-mini by the June guide", "1.62", [1659, 2362, 2353, 2353]),
            ("gpt-5.2 with the old budget", "1.2", [1229, 1750, 1743, 1743]),
        ]
    )
    func `rules no longer in force`(_ name: String, _ multiplier: String, _ cells: [Int]) throws {
        let rule = try patchRule(multiplier)
        let found = try photos.map {
            try rule.tokens(width: $0.0, height: $0.1, detail: .high).tokens
        }
        #expect(found == cells, "\(name)")
    }

    struct Single: CustomTestStringConvertible {
        let model: String
        let detail: ImageDetail
        let size: (Int, Int)
        let tokens: Int
        var testDescription: String { "\(model) \(size.0)x\(size.1)" }
    }

    @Test(arguments: [
        Single(model: "gpt-5.4", detail: .high, size: (1024, 1024), tokens: 1229),
        Single(model: "gpt-5.4", detail: .high, size: (2048, 2048), tokens: 3000),
        Single(model: "gpt-6-astra", detail: .high, size: (4096, 512), tokens: 2458),
        Single(model: "gpt-5-mini", detail: .high, size: (256, 256), tokens: 77),
        Single(model: "gpt-5-mini", detail: .high, size: (2048, 768), tokens: 1844),
        Single(model: "gpt-5-nano", detail: .high, size: (1536, 1024), tokens: 2304),
    ])
    func `the service's own examples and measured bills`(_ row: Single) throws {
        let found = try rule(row.model).tokens(
            width: row.size.0,
            height: row.size.1,
            detail: row.detail
        )
        #expect(found.tokens == row.tokens)
    }

    @Test func `a square of 2048 is sent as 1600 to gpt-5_4`() throws {
        let found = try rule("gpt-5.4").tokens(width: 2048, height: 2048, detail: .high)
        #expect(found == ImageTokens(tokens: 3000, width: 1600, height: 1600))
    }

    @Test func `a photo with too many patches is refused, not shrunk`() throws {
        let rule = try rule("gpt-5.6-sol")
        #expect(throws: ImageTokenError.tooManyPatches(35344, limit: 30000)) {
            try rule.tokens(width: 6000, height: 6000, detail: .original)
        }
        #expect(throws: ImageTokenError.tooManyPatches(35344, limit: 30000)) {
            try rule.tokens(width: 6000, height: 6000, detail: .auto)
        }
        #expect(try rule.tokens(width: 6000, height: 6000, detail: .high).tokens == 3000)
        #expect(try rule.tokens(width: 4800, height: 6400, detail: .original).tokens == 36000)
    }

    @Test func `a detail the model doesn't offer is an error`() throws {
        let rule = try rule("gpt-5.2")
        #expect(rule.offered == [.low, .high, .auto])
        #expect(throws: ImageTokenError.detailNotOffered(.original)) {
            try rule.tokens(width: 100, height: 100, detail: .original)
        }
    }

    @Test func `a multiplier's product is rounded up exactly`() throws {
        // In doubles 1.1 · 10 is 11.000000000000002, which would round up to 12.
        let rule = try patchRule("1.1")
        #expect(try rule.tokens(width: 320, height: 32, detail: .high).tokens == 11)
        #expect(try rule.tokens(width: 352, height: 32, detail: .high).tokens == 13)
    }
}

@Suite("Tokens of a photo, properties") struct ImageTokenPropertyTests {
    static let rules = ModelTable.standard.models.reduce(into: [ImageTokenRule.careful]) {
        if !$0.contains($1.images) { $0.append($1.images) }
    }

    /// Nil where the service refuses the size.
    private func tokens(
        _ rule: ImageTokenRule,
        _ size: (Int, Int),
        _ detail: ImageDetail
    ) throws -> ImageTokens? {
        do {
            return try rule.tokens(width: size.0, height: size.1, detail: detail)
        } catch ImageTokenError.tooManyPatches(let patches, let limit) {
            #expect(patches > limit)
            return nil
        }
    }

    @Test(arguments: rules.indices)
    func `the size to send costs the same, is no larger, and is kept`(_ index: Int) throws {
        let rule = Self.rules[index]
        for (size, detail) in sizes(400).flatMap({ size in rule.offered.map { (size, $0) } }) {
            guard let first = try tokens(rule, size, detail) else { continue }
            #expect((1...size.0).contains(first.width) && (1...size.1).contains(first.height))
            #expect(try tokens(rule, (first.width, first.height), detail) == first, "\(size)")
        }
    }

    @Test(arguments: rules.indices)
    func `a portrait costs the same as the landscape`(_ index: Int) throws {
        let rule = Self.rules[index]
        for (size, detail) in sizes(400).flatMap({ size in rule.offered.map { (size, $0) } }) {
            let upright = try tokens(rule, size, detail)
            let turned = try tokens(rule, (size.1, size.0), detail)
            #expect(upright?.tokens == turned?.tokens)
            #expect(upright?.width == turned?.height && upright?.height == turned?.width)
        }
    }

    @Test(arguments: [1, 7, 100, 1536, 2500, 10_000])
    func `never more patches than the budget, and the shape is kept`(_ budget: Int) throws {
        let rule = try patchRule("1", fit: nil, patches: budget)
        let strips = [(1_000_000_000, 1), (1, 1_000_000_000), (60_000, 33), (Int.max, Int.max)]
        for size in sizes(3000) + strips {
            let found = try rule.tokens(width: size.0, height: size.1, detail: .high)
            #expect(found.tokens <= budget, "\(size)")
            guard found.width > 200, found.height > 200 else { continue }
            let before = Double(size.0) / Double(size.1)
            let after = Double(found.width) / Double(found.height)
            #expect(abs(after / before - 1) < 0.01, "\(size)")
        }
    }

    @Test(arguments: rules.indices)
    func `within the limits a larger photo never costs less`(_ index: Int) throws {
        let rule = Self.rules[index]
        for size in sizes(300) where max(size.0, size.1) < 700 {
            let small = try tokens(rule, size, .high)?.tokens ?? 0
            let wider = try tokens(rule, (size.0 + 40, size.1), .high)?.tokens ?? 0
            let taller = try tokens(rule, (size.0, size.1 + 40), .high)?.tokens ?? 0
            #expect(small <= wider && small <= taller, "\(size)")
        }
    }

    @Test func `a photo exactly at the budget is sent as is`() throws {
        let rule = try patchRule("1")
        let photo = ImageTokens(tokens: 1536, width: 1510, height: 1010)
        #expect(try rule.tokens(width: 1510, height: 1010, detail: .high) == photo)
    }

    @Test func `a strip thinner than a patch keeps the length the budget allows`() throws {
        let rule = try patchRule("1", fit: nil, patches: 100)
        let strip = ImageTokens(tokens: 100, width: 3200, height: 1)
        #expect(try rule.tokens(width: 1_000_000, height: 20, detail: .high) == strip)
    }

    @Test func `sizes of 0 count as one pixel`() throws {
        let rule = try rule("gpt-5.2")
        let dot = ImageTokens(tokens: 2, width: 1, height: 1)
        #expect(try rule.tokens(width: 0, height: -5, detail: .high) == dot)
    }

    @Test func `without facts a photo costs no less than by any known rule`() throws {
        for size in photos {
            let careful = try ImageTokenRule.careful.tokens(
                width: size.0,
                height: size.1,
                detail: .auto
            )
            #expect(max(careful.width, careful.height) <= 2048)
            for rule in Self.rules {
                for detail in rule.offered {
                    let known = try tokens(rule, size, detail)?.tokens ?? 0
                    #expect(careful.tokens >= known)
                }
            }
        }
        let photo = try ImageTokenRule.careful.tokens(width: 4032, height: 3024, detail: .low)
        #expect(photo == ImageTokens(tokens: 25501, width: 2048, height: 1536))
    }
}
