import Foundation

/// The output of `estimate --format json`; fields are added, never removed.
struct EstimateJSON: Encodable {
    let version = 1
    let pipeline: String
    let photos: Int
    let unknownPhotos: Int
    let prices: Prices
    let models: [Model]
    let remarks: [String]
    let findings: [Entry]

    struct Prices: Encodable {
        let source: String
        let asOf: String
        let currency: String
    }

    struct Entry: Encodable {
        let severity: String
        let code: String
        let message: String
        let photo: RunJSON.Nullable
    }

    struct Model: Encodable {
        let model: String
        let photos: Int
        let questions: Int
        let requests: Int
        /// Requests already answered in the ledger: not sent, and not in the figures.
        let reused: Int
        /// The number of requests for each reason; empty without a ledger.
        let asked: [String: Int]
        let tokens: Tokens
        let photosCost: RunJSON.Nullable
        let photosCostBySize: RunJSON.Nullable
        let textCost: RunJSON.Nullable
        let outputCost: RunJSON.Nullable
        let low: RunJSON.Nullable
        let expected: RunJSON.Nullable
        let high: RunJSON.Nullable
        let likelyHigh: RunJSON.Nullable
        let notes: [String]
        let assumptions: [String]
    }

    struct Tokens: Encodable {
        let photosFlat: Int?
        let photosBySize: Int
        let text: Int
        let output: Int

        enum Key: String, CodingKey {
            case photosFlat, photosBySize, text, output
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(photosFlat, forKey: .photosFlat)
            try container.encode(photosBySize, forKey: .photosBySize)
            try container.encode(text, forKey: .text)
            try container.encode(output, forKey: .output)
        }
    }

    init(_ estimate: Estimate) {
        pipeline = estimate.pipeline
        photos = estimate.photos
        unknownPhotos = estimate.unknownPhotos
        prices = Prices(
            source: estimate.prices.source,
            asOf: "\(estimate.prices.asOf)",
            currency: estimate.prices.currency
        )
        models = estimate.models.map(Model.init)
        remarks = estimate.remarks
        findings = estimate.findings.map {
            Entry(
                severity: $0.severity.rawValue,
                code: $0.code.rawValue,
                message: $0.message,
                photo: RunJSON.Nullable(value: $0.photo)
            )
        }
    }

    /// The JSON, ending in a newline.
    func bytes() throws -> [UInt8] {
        try jsonText(self)
    }
}

extension EstimateJSON.Model {
    init(_ estimate: ModelEstimate) {
        func money(_ amount: Decimal?) -> RunJSON.Nullable {
            RunJSON.Nullable(value: amount.map(machineMoney))
        }
        self.init(
            model: estimate.model,
            photos: estimate.photos,
            questions: estimate.questions,
            requests: estimate.requests.count,
            reused: estimate.reused,
            asked: estimate.reasons.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value },
            tokens: EstimateJSON.Tokens(
                photosFlat: estimate.flatTokens,
                photosBySize: estimate.sizeTokens,
                text: estimate.textTokens.expected,
                output: estimate.outputTokens.expected
            ),
            photosCost: money(estimate.flatCost),
            photosCostBySize: money(estimate.sizeCost),
            textCost: money(estimate.textCost),
            outputCost: money(estimate.outputCost),
            low: money(estimate.cost?.low),
            expected: money(estimate.cost?.expected),
            high: money(estimate.cost?.high),
            likelyHigh: money(estimate.cost?.likelyHigh),
            notes: estimate.notes
                + estimate.unsendable.map { "photo \(printable($0.path)): \($0.words)" },
            assumptions: estimate.assumptions
        )
    }
}
