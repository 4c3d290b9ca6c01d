extension Planning {
    /// The questions of `then`; problems are added to `inputs`.
    ///
    /// `hasRows` says whether the pipeline extracts rows, else it counts.
    func followUps(
        _ file: PipelineFile,
        hasRows: Bool,
        hasOrder: Bool,
        _ inputs: inout PlanInputs
    ) -> [FollowUpQuestion] {
        file.then.compactMap { written in
            let key = "then.\(written.name.value)"
            var known: [FollowUpQuestion.Table] = [hasRows ? .rows : .counts]
            if hasOrder { known.append(.order) }
            for name in written.tables where !known.map(\.rawValue).contains(name.value) {
                inputs.add([
                    Finding(
                        .error,
                        .pipelineInvalid,
                        "\(key).tables: this pipeline has no table '\(name.value)'; it has "
                            + known.map(\.rawValue).joined(separator: ", "),
                        position: name.position,
                        key: "\(key).tables"
                    )
                ])
            }
            let tables = known.filter { table in
                written.tables.isEmpty
                    ? table != .order : written.tables.contains { $0.value == table.rawValue }
            }
            // The columns of rows follow from their schema and are checked with it.
            let columns = tables.flatMap(QuotedTable.columnNames)
            for column in written.columns where !hasRows && !columns.contains(column.value) {
                inputs.add([unknownColumn(column, key, among: columns)])
            }
            return written.instructions.map {
                FollowUpQuestion(
                    name: written.name.value,
                    instructions: $0,
                    tables: tables,
                    columns: written.columns.map(\.value)
                )
            }
        }
    }

    private func unknownColumn(
        _ column: Located<String>,
        _ key: String,
        among columns: [String]
    ) -> Finding {
        let near = nearestName(to: column.value, among: columns).map { "did you mean '\($0)'?" }
        return Finding(
            .error,
            .pipelineInvalid,
            "\(key).columns: unknown column '\(printable(column.value, limit: 60))'; "
                + (near ?? "known columns: \(columns.joined(separator: ", "))"),
            position: column.position,
            key: "\(key).columns"
        )
    }
}
