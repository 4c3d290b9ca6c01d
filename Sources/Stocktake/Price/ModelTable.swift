/// What is known of models, from a file a pipeline names or the built-in one.
///
/// Life: 1. read from YAML with every problem collected (`read`); a table with any error is none;
/// 2. asked for the facts of a model while planning. A model it doesn't know is planned with
/// `ModelFacts.careful`, and the plan says so.
struct ModelTable: Sendable, Hashable {
    /// The built-in facts: the same bytes as Pipelines/models.yaml.
    static let standard = embeddedTable(
        read(file: "models.yaml", bytes: PackageResources.models_yaml)
    )

    /// Where the facts come from, in words.
    let source: String
    /// The day they held.
    let asOf: CalendarDay
    /// In the order of the file, at least one; no name or alias twice.
    let models: [ModelFacts]

    /// The facts of a model: by name or alias, else those of the model a dated snapshot of which it is.
    func facts(of model: String) -> ModelFacts? {
        if let facts = entry(model) { return facts }
        return modelName(ofSnapshot: model).flatMap(entry)
    }

    private func entry(_ name: String) -> ModelFacts? {
        models.first { $0.model == name } ?? models.first { $0.aliases.contains(name) }
    }
}
