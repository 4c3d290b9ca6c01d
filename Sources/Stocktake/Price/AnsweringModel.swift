import Foundation

/// Which model answered, by the name in its reply, and whose price the reply has.
///
/// Names of one model differ by a vendor's path, case, a date, a quantisation and the like; two
/// models differ by anything else. Where neither name is one of the model facts, or the answer names
/// a local file, both may mean the same: a server's own alias is noted, and priced as asked.
struct AnsweringModel: Sendable {
    /// What follows from the name in a reply.
    struct Identity: Sendable, Hashable {
        /// Whether another model than the one asked for answered.
        let isOther: Bool
        /// Whether that is known, rather than a name which was never known.
        let isCertain: Bool
        /// Nil where the table has none: unknown, which is not the price of what was asked for.
        let price: ModelPrice?
    }

    /// As the pipeline names it.
    let asked: String
    let prices: PriceTable
    let models: ModelTable

    /// Judges the name in a reply; an empty one says nothing.
    func identity(of answered: String) -> Identity {
        let price = prices.price(of: asked)
        guard !answered.isEmpty, !isSameModel(asked, answered) else {
            return Identity(isOther: false, isCertain: true, price: price)
        }
        let other = self.price(ofAnswering: answered)
        let isKnown = other != nil || models.facts(of: answered) != nil
        // Of what it asked for, a local server knows the file only.
        let isFile = answered.hasPrefix("/") || answered.lowercased().hasSuffix(".gguf")
        let isCertain =
            models.facts(of: asked) == nil ? price != nil && isKnown : isKnown || !isFile
        return Identity(
            isOther: true,
            isCertain: isCertain,
            price: other ?? (isCertain ? nil : price)
        )
    }

    private func price(ofAnswering name: String) -> ModelPrice? {
        if let row = prices.price(of: name) { return row }
        return prices.models.first { isSameModel($0.model, name) }
    }
}

/// Whether two names are those of one model: `openai/gpt-5.2` and `gpt-5.2-2025-12-11` are,
/// `gpt-5.2` and `gpt-5-mini` are not.
func isSameModel(_ one: String, _ other: String) -> Bool {
    plainName(one) == plainName(other)
}

/// A name without path, ending, date, tag and quantisation.
private func plainName(_ name: String) -> String {
    var plain = name.lowercased()
    plain = plain.split { "/\\".contains($0) }.last.map(String.init) ?? plain
    for ending in [".gguf", ".safetensors"] where plain.hasSuffix(ending) {
        plain.removeLast(ending.count)
    }
    let suffixes: [Regex<Substring>] = [
        /[-@]\d{4}-\d{2}-\d{2}$/, /[-@_]\d{8}$/, /[-@]\d{4}$/, /-\d{2}-\d{2}$/, /[-:]latest$/,
        /[-_](?:instruct|it|gguf|mlx|awq|gptq|exl2|bnb)$/, /:(?:free|nitro|online|extended|floor)$/,
        /[-_.:](?:ud-)?i?q\d(?:_[a-z0-9]{1,3})*$/, /[-_.](?:\d{1,2}-?bit|int\d|w\da\d{1,2})$/,
        /[-_.](?:fp8|fp16|bf16|f16|f32|fp4|nvfp4|mxfp4)(?:[-_]dynamic)?$/, /-v\d:\d$/,
    ]
    while let suffix = suffixes.lazy.compactMap({ plain.firstMatch(of: $0) }).first,
        suffix.range.lowerBound > plain.startIndex
    {
        plain.removeSubrange(suffix.range)
    }
    return plain
}
