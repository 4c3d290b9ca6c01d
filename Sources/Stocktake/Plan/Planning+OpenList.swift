extension PipelineFile.Count {
    /// Whether the model names the goods itself: `items: any`.
    var isOpen: Bool {
        if case .any = items { true } else { false }
    }
}

extension PipelineFile {
    /// What doesn't go together: an open list without a model, and a catalogue beside a closed list.
    var openListProblems: [Finding] {
        var problems: [Finding] = []
        if case .any(let position) = count.items, method == .labels {
            problems.append(
                Finding(
                    .error,
                    .pipelineInvalid,
                    "count.items 'any' needs a model, as labels are matched by their GTINs; "
                        + (model == nil
                            ? "add the key 'model', or name a catalogue with sku,name,gtin"
                            : "set count.by to model, or name a catalogue with sku,name,gtin"),
                    position: position,
                    key: "count.items"
                )
            )
        }
        if let catalogue = count.catalogue, !count.isOpen {
            problems.append(
                Finding(
                    .error,
                    .pipelineInvalid,
                    "count.catalogue only goes with items: any; to count what is in "
                        + "'\(printable(catalogue.value, limit: 60))', name it in count.items",
                    position: catalogue.position,
                    key: "count.catalogue"
                )
            )
        }
        return problems
    }
}
