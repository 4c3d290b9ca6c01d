import JSONSchema

/// What the service refuses before any model sees the question.
///
/// Source: the status table and limits of the API reference; messages are ours where only the code
/// is known. No message repeats the key, a photo's bytes or the question's text.
struct RequestCheck {
    /// The key a client must show is checked when its head is read.
    let needsKey: Bool
    /// The models that exist; nil lets every name pass.
    let models: Set<String>?

    /// Characters of one data URL at most; about 15.7 MB of photo.
    static let maxURLLength = 20_971_520

    /// What is wrong with the key.
    func fault(ofKeyIn head: RequestHead) -> ServerAnswer? {
        guard needsKey, !head.isKeyRight else { return nil }
        let error =
            head.hasKey
            ? APIError("Incorrect API key provided.", code: "invalid_api_key")
            : APIError("You didn't provide an API key in an Authorization header.")
        return .error(status: 401, error)
    }

    /// The first thing that is wrong with a question, as the service would answer it.
    func fault(of question: PostedQuestion) -> ServerAnswer? {
        if let error = modelFault(question) { return .error(status: 404, error) }
        let error =
            inputFault(question) ?? numberFault(question) ?? formatFault(question)
            ?? photoFault(question)
        return error.map { .error(status: 400, $0) }
    }

    private func modelFault(_ question: PostedQuestion) -> APIError? {
        let name = question.model ?? ""
        guard name.isEmpty || models?.contains(name) == false else { return nil }
        let message = "The model `\(name)` does not exist or you do not have access to it."
        return APIError(message, param: "model", code: "model_not_found")
    }

    private func inputFault(_ question: PostedQuestion) -> APIError? {
        let name = question.wire == .responses ? "input" : "messages"
        if let place = question.badImagePlaces.first {
            let message = "Invalid '\(place)'. Expected a base64-encoded data URL with an image."
            return APIError(message, param: place, code: "invalid_value")
        }
        guard question.parts.isEmpty else { return nil }
        let message = "Missing required parameter: '\(name)'."
        return APIError(message, param: name, code: "missing_required_parameter")
    }

    private func numberFault(_ question: PostedQuestion) -> APIError? {
        let isResponses = question.wire == .responses
        let name = isResponses ? "max_output_tokens" : "max_completion_tokens"
        if let posted = question.json[name], posted != .null {
            let least = isResponses ? 16 : 1
            guard let count = posted.number?.exactInt, count >= least else {
                let message = "Invalid '\(name)': expected an integer of \(least) or more."
                return APIError(message, param: name, code: "integer_below_min_value")
            }
        }
        let details: Set = ["low", "high", "auto", "original"]
        let bad = question.photos.compactMap(\.detail).first { !details.contains($0) }
        guard bad != nil else { return nil }
        return APIError("Invalid value of 'detail'.", param: "detail", code: "invalid_value")
    }

    private func formatFault(_ question: PostedQuestion) -> APIError? {
        let param = question.wire == .responses ? "text.format" : "response_format"
        guard let format = question.format else { return nil }
        guard ["text", "json_object", "json_schema"].contains(format.type) else {
            return APIError("Invalid value: '\(param).type'.", param: param, code: "invalid_value")
        }
        guard format.type == "json_schema" else { return nil }
        let name = format.name ?? ""
        guard name.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil else {
            let message = "Invalid '\(param).name': expected 1 to 64 letters, digits, _ or -."
            return APIError(message, param: param + ".name", code: "invalid_value")
        }
        guard let schema = format.schema else {
            let message = "Missing required parameter: '\(param).schema'."
            return APIError(message, param: param, code: "missing_required_parameter")
        }
        guard format.isStrict, let fault = StrictSubset.fault(of: schema) else { return nil }
        let message = "Invalid schema for response_format '\(name)': \(fault)"
        return APIError(message, param: param + ".schema", code: "invalid_json_schema")
    }

    private func photoFault(_ question: PostedQuestion) -> APIError? {
        for (index, photo) in question.body.photos.enumerated() {
            let what = "image \(index + 1) of the request"
            if photo.urlLength > Self.maxURLLength {
                let message =
                    "Invalid image_url of \(what): string too long. Expected a string "
                    + "with maximum length \(Self.maxURLLength), got \(photo.urlLength)."
                return APIError(message, param: "image_url", code: "string_above_max_length")
            }
            guard ["png", "jpeg", "gif", "webp"].contains(photo.mediaType.dropFirst(6)) else {
                let message =
                    "You uploaded an unsupported image, \(what). Please make sure your "
                    + "image is of one the following formats: ['png', 'jpeg', 'gif', 'webp']."
                return APIError(message, param: "image_url", code: "invalid_image_format")
            }
            if !photo.isBase64 {
                let message = "Invalid base64 in \(what)."
                return APIError(message, param: "image_url", code: "invalid_base64_image")
            }
            if !photo.reading.isPicture {
                let message =
                    "The image data you provided does not represent a valid image: \(what)."
                return APIError(message, param: "image_url", code: "image_parse_error")
            }
        }
        return nil
    }
}
