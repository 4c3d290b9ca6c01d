extension PipelineKey {
    static let then: [PipelineKey] = [
        .init(
            "then",
            .followUps,
            \.then,
            otherwise: "none",
            "Follow-up questions by name, asked in text alone about the merged tables; each with "
                + "instructions, and if wanted the tables (counts, rows, order) and columns it may "
                + "see, and schema or fields and rows as in extract instead of plain text. The "
                + "answers go to then-NAME files; they never change a count."
        )
    ]
}
