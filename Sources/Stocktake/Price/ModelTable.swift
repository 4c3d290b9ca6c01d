/// Facts about models, from a file named in the pipeline or the built-in one.
///
/// 1. `read` parses it from YAML and collects every problem; a table with errors is refused.
/// 2. Planning looks up the facts of a model. An unknown model is planned with
///    `ModelFacts.careful`, and the plan says so.
struct ModelTable: Sendable, Hashable {
    /// The built-in facts: the same bytes as Pipelines/models.yaml.
    static let standard = embeddedTable(
        read(file: "models.yaml", bytes: PackageResources.models_yaml)
    )

    /// The source of the facts, as text.
    let source: String
    /// The day on which they were valid.
    let asOf: CalendarDay
    /// In the order of the file, at least one, with unique names and aliases.
    let models: [ModelFacts]

    /// The facts of a model by name or alias, else of the model of which it is a dated snapshot.
    func facts(of model: String) -> ModelFacts? {
        if let facts = entry(model) { return facts }
        return modelName(ofSnapshot: model).flatMap(entry)
    }

    private func entry(_ name: String) -> ModelFacts? {
        models.first { $0.model == name } ?? models.first { $0.aliases.contains(name) }
    }
}
