extension PipelineKey {
    private static let orderTable = PipelineKey(
        "order.from",
        .path,
        \.ordering.from,
        otherwise: "the catalogue, then the books",
        "A CSV file with sku and any of the columns below; those that it lacks are taken from the "
            + "catalogue, then from the books."
    )

    /// The section `order`: a table, and what its columns are called.
    static let order: [PipelineKey] =
        [
            .init(
                section: "order",
                short: orderTable,
                "Drafts purchase orders of what runs low, never from a line that isn't ok; {} takes "
                    + "every default."
            ),
            orderTable,
        ]
        + OrderColumn.allCases.map { column in
            .init(
                "order.\(column.rawValue)",
                KeyType<String>.filled.located,
                store: { $1.ordering.columns[column] = $0 },
                otherwise: column.names.joined(separator: " or "),
                column.words
            )
        }
}
