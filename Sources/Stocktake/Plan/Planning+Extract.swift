import JSONSchema

extension Planning {
    /// The section `extract` with its schema read; nil with findings if it can't be used.
    func extraction(
        _ file: PipelineFile,
        _ folder: String,
        _ inputs: inout PlanInputs
    ) -> Extraction? {
        guard let written = file.extract else { return nil }
        inputs.add(file.keysOnlyForCounting)
        guard let schema = written.schema,
            let (value, place) = answerSchema(schema, folder, &inputs)
        else { return nil }
        let extraction = Extraction(
            schema: value,
            instructions: written.instructions ?? "",
            per: written.per ?? .photo,
            rows: written.rows?.value
        )
        if let rows = written.rows, let words = extraction.rowsFault {
            inputs.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    words,
                    position: rows.position,
                    key: "extract.rows"
                )
            ])
        }
        if let words = extraction.checkedHereWords {
            inputs.add([
                Finding(.note, .checkedHere, words, position: place, key: "extract.schema")
            ])
        }
        return extraction
    }

    private func answerSchema(
        _ written: WrittenSchema,
        _ folder: String,
        _ inputs: inout PlanInputs
    ) -> (JSONValue, SourcePosition)? {
        switch written {
        case .inline(let schema, let place, _): return (schema, place)
        case .file(let path):
            return inputs.read(path, in: folder, what: "schema", WrittenSchema.read)
                .map { ($0, path.position) }
        }
    }
}

extension PipelineFile {
    /// What has no sense without counts.
    fileprivate var keysOnlyForCounting: [Finding] {
        var findings: [Finding] = []
        if let expected = compare?.expected {
            findings.append(
                Finding(
                    .error,
                    .pipelineInvalid,
                    "compare needs counts, and this pipeline has extract instead; remove compare",
                    position: expected.position,
                    key: "compare.expected"
                )
            )
        }
        if let views = photos.views, extract?.per ?? .photo == .photo, views.value != .separate {
            findings.append(
                Finding(
                    .warning,
                    .pipelineInvalid,
                    "photos.views: \(views.value.rawValue) has no effect, as each answer is about one "
                        + "photo; remove it, or set extract.per: location",
                    position: views.position,
                    key: "photos.views"
                )
            )
        }
        return findings
    }
}
