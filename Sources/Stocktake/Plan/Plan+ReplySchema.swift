extension Plan {
    /// The reply schema for the largest question of the plan.
    public var replySchema: String {
        let most = model?.photosPerRequest ?? ModelSettings(name: "").photosPerRequest
        return QuestionText(self).replySchema(photos: max(1, min(most, photoCount))).text
    }
}
