import JSONSchema

extension Plan {
    /// The reply schema for the largest question of the plan.
    public var replySchema: String {
        let most = model?.photosPerRequest ?? ModelSettings(name: "").photosPerRequest
        let photos = max(1, min(most, photoCount))
        if let extract {
            let ids = (0..<photos).map(PhotoLabel.id)
            return extract.replySchema(photoIDs: ids, extract.sentSchema).compactText
        }
        return QuestionText(self).replySchema(photos: photos).text
    }
}
