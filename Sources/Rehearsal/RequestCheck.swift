import JSONSchema

/// What the service refuses before any model gets the request.
///
/// Source: the status table and limits of the API reference; messages are ours where only the code
/// is known. No message repeats a photo's bytes or the request's text.
package enum RequestCheck {
    /// Characters of one data URL at most; about 15.7 MB of photo.
    private static let maxURLLength = 20_971_520

    /// The first problem of a request, as the service would report it; nil if there is none.
    package static func refusal(of request: ReceivedRequest) -> (status: Int, error: APIError)? {
        guard request.model?.isEmpty == false else {
            let message = "The model `` does not exist or you do not have access to it."
            return (404, APIError(message, param: "model", code: "model_not_found"))
        }
        let error =
            inputFault(request) ?? numberFault(request) ?? formatFault(request)
            ?? photoFault(request)
        return error.map { (400, $0) }
    }

    private static func inputFault(_ request: ReceivedRequest) -> APIError? {
        let name = request.wire == .responses ? "input" : "messages"
        if let place = request.badImagePlaces.first {
            let message = "Invalid '\(place)'. Expected a base64-encoded data URL with an image."
            return APIError(message, param: place, code: "invalid_value")
        }
        guard request.parts.isEmpty else { return nil }
        let message = "Missing required parameter: '\(name)'."
        return APIError(message, param: name, code: "missing_required_parameter")
    }

    private static func numberFault(_ request: ReceivedRequest) -> APIError? {
        let isResponses = request.wire == .responses
        let name = isResponses ? "max_output_tokens" : "max_completion_tokens"
        if let posted = request.json[name], posted != .null {
            let least = isResponses ? 16 : 1
            guard let count = posted.number?.exactInt, count >= least else {
                let message = "Invalid '\(name)': expected an integer of \(least) or more."
                return APIError(message, param: name, code: "integer_below_min_value")
            }
        }
        let details: Set = ["low", "high", "auto", "original"]
        let bad = request.photos.compactMap(\.detail).first { !details.contains($0) }
        guard bad != nil else { return nil }
        return APIError("Invalid value of 'detail'.", param: "detail", code: "invalid_value")
    }

    private static func formatFault(_ request: ReceivedRequest) -> APIError? {
        let param = request.wire == .responses ? "text.format" : "response_format"
        guard let format = request.format else { return nil }
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

    private static func photoFault(_ request: ReceivedRequest) -> APIError? {
        for (index, photo) in request.body.photos.enumerated() {
            let what = "image \(index + 1) of the request"
            if photo.urlLength > maxURLLength {
                let message =
                    "Invalid image_url of \(what): string too long. Expected a string "
                    + "with maximum length \(maxURLLength), got \(photo.urlLength)."
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
