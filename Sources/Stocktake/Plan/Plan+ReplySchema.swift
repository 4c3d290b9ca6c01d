extension Plan {
    /// The schema a model is asked with, of the largest question that the plan can hold.
    public var replySchema: String {
        let most = model?.photosPerRequest ?? ModelSettings(name: "").photosPerRequest
        return QuestionText(self).replySchema(photos: max(1, min(most, photoCount))).text
    }
}
