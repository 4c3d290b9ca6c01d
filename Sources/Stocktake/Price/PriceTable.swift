/// The prices of models, from a file named in the pipeline or the built-in one.
///
/// 1. `read` parses it from YAML and collects every problem; a table with errors is refused.
/// 2. It gives the price of a model before a run, and the actual cost after it.
///
/// Prices are per token and exact; nothing is rounded here. The cost of a model without a row is
/// unknown, never 0.
struct PriceTable: Sendable, Hashable {
    /// The built-in table: the lecture's, the same bytes as Pipelines/pricing.yaml.
    static let standard = embeddedTable(
        read(file: "pricing.yaml", bytes: PackageResources.pricing_yaml)
    )

    /// The source of the prices, as text.
    let source: String
    /// The day on which they were valid.
    let asOf: CalendarDay
    /// Always `USD`.
    let currency: String
    /// Tokens per image, whatever its size; nil without such a flat rate.
    let imageTokens: Int?
    /// In the order of the file, at least one, with unique names.
    let models: [ModelPrice]

    /// The row of a model by its exact name, else of the model of which it is a dated snapshot.
    ///
    /// `gpt-5.2-2025-12-11` has the price of `gpt-5.2` unless it has a row of its own.
    func price(of model: String) -> ModelPrice? {
        if let row = models.first(where: { $0.model == model }) { return row }
        guard let name = modelName(ofSnapshot: model) else { return nil }
        return models.first { $0.model == name }
    }
}
