extension PipelineKey {
    static let then: [PipelineKey] = [
        .init(
            "then",
            .followUps,
            \.then,
            otherwise: "none",
            "Follow-up questions by name, asked in text alone about the merged tables; each with "
                + "instructions, and if wanted tables (counts, rows, order) and columns it may see. "
                + "The answers go to then-NAME files; they never change a count."
        )
    ]
}
