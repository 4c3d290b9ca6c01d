extension QuestionForm where Answer == CountAnswer {
    /// The question "how many of each item, and where?" for a pipeline.
    static func count(_ plan: Plan) -> QuestionForm {
        let text = QuestionText(plan)
        return QuestionForm(
            dependsOnLocation: text.hasPlaces,
            isOneView: plan.photos.views == .overlapping,
            schemaName: "stock_count",
            instructions: { text.at($0).instructions },
            schema: { text.at($0.location).replySchema(photoIDs: $0.photoIDs).text },
            closing: QuestionText.closing,
            size: text.size,
            check: { reply, context, promise in
                let schema = text.at(context.location).replySchema(photoIDs: context.photoIDs)
                return try AnswerCheck(schema, promise: promise).check(reply)
            },
            combine: CountAnswer.combining,
            observation: { try CountObservation($0, photo: $1).json() }
        )
    }
}

extension QuestionText {
    init(_ plan: Plan) {
        self.init(
            items: plan.count.isOpen ? nil : plan.count.catalogue.items,
            zones: plan.count.zones,
            exclude: plan.count.exclude,
            extra: plan.count.instructions,
            views: plan.photos.views,
            hasSigns: plan.photos.location.isSign
        )
    }
}

extension AnswerCheck {
    /// A check of answers under a schema.
    ///
    /// - Throws: `JSONError` or `SchemaError` if our own schema is broken.
    init(_ schema: ReplySchema, promise: StructuredOutput) throws {
        try self.init(
            schema: schema.text,
            vocabulary: AnswerVocabulary(
                photoIDs: schema.photoIDs,
                items: schema.items,
                zones: schema.zones,
                problems: ReplySchema.problems
            ),
            promise: promise
        )
    }
}
