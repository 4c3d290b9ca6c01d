/// The prices of models, from a file a pipeline names or the built-in one.
///
/// Life: 1. read from YAML with every problem collected (`read`); a table with any error is none;
/// 2. asked for the price of a model before a run, and for what it really cost after it. Prices are
/// kept per token and exact; nothing is rounded here. A model without a row has no price: its cost
/// is unknown, never 0.
struct PriceTable: Sendable, Hashable {
    /// The built-in table: the lecture's, the same bytes as Pipelines/pricing.yaml.
    static let standard = embeddedTable(
        read(file: "pricing.yaml", bytes: PackageResources.pricing_yaml)
    )

    /// Where the prices come from, in words.
    let source: String
    /// The day the prices held.
    let asOf: CalendarDay
    /// `USD`, the only one there is.
    let currency: String
    /// Tokens an image counts as, whatever its size; nil where the table has no such flat rate.
    let imageTokens: Int?
    /// In the order of the file, at least one, no name twice.
    let models: [ModelPrice]

    /// The row of a model: by its exact name, else the row a dated snapshot of which it is.
    ///
    /// `gpt-5.2-2025-12-11` has the price of `gpt-5.2` unless it has a row of its own.
    func price(of model: String) -> ModelPrice? {
        if let row = models.first(where: { $0.model == model }) { return row }
        guard let name = modelName(ofSnapshot: model) else { return nil }
        return models.first { $0.model == name }
    }
}
