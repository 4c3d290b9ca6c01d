import HTTPTransfer

/// Writes a request's JSON around its photos, which are read and encoded only while they are sent.
///
/// Base64 needs no escaping, so the text between the photos is all the JSON there is to make. Fixed
/// texts come first: services keep what many requests begin with.
struct RequestWriter {
    let api: ModelAPI
    /// Whether the service is OpenAI's own, which has newer names for some parameters.
    let isOpenAI: Bool

    /// The path behind the base address.
    var path: String {
        switch api {
        case .responses: "/responses"
        case .chat: "/chat/completions"
        }
    }

    func body(_ request: ModelRequest) -> RequestBody {
        var writer = PieceWriter()
        switch api {
        case .responses: writeResponses(request, to: &writer)
        case .chat: writeChat(request, to: &writer)
        }
        return RequestBody(writer.finished())
    }

    // MARK: Responses

    private func writeResponses(_ request: ModelRequest, to writer: inout PieceWriter) {
        var fields = [("model", jsonString(request.model)), ("store", "false")]
        fields.append(("max_output_tokens", "\(request.maxOutputTokens)"))
        if let effort = request.effort {
            fields.append(("reasoning", #"{"effort":"\#(effort.rawValue)"}"#))
        }
        switch request.structure {
        case .strict:
            let format =
                #"{"type":"json_schema","name":"\#(ModelRequest.schemaName)","strict":true,"#
                + #""schema":\#(request.schema)}"#
            fields.append(("text", #"{"format":\#(format)}"#))
        case .jsonObject: fields.append(("text", #"{"format":{"type":"json_object"}}"#))
        case .none: break
        }
        fields.append(("instructions", jsonString(request.instructions)))
        writer.write("{" + members(fields, of: request))
        writer.write(#""input":[{"role":"user","content":["#)
        for photo in request.photos {
            writer.write(#"{"type":"input_text","text":\#(jsonString(photo.label))},"#)
            writer.write(#"{"type":"input_image","#)
            if !request.refusedParameters.contains("detail") {
                writer.write(#""detail":"\#(request.detail.rawValue)","#)
            }
            writer.write(#""image_url":""#)
            writer.write(photo.photo)
            writer.write(#""},"#)
        }
        writer.write(#"{"type":"input_text","text":\#(jsonString(request.closingText))}]}"#)
        if let repair = request.repair {
            writer.write(#",{"role":"assistant","content":\#(jsonString(repair.answer))}"#)
            writer.write(#",{"role":"user","content":\#(jsonString(repair.words))}"#)
        }
        writer.write("]}")
    }

    // MARK: Chat Completions

    private func writeChat(_ request: ModelRequest, to writer: inout PieceWriter) {
        let limit = limitName(request)
        var fields = [("model", jsonString(request.model))]
        fields.append((limit, "\(request.maxOutputTokens)"))
        if let effort = request.effort {
            fields.append(("reasoning_effort", #""\#(effort.rawValue)""#))
        }
        switch request.structure {
        case .strict:
            let schema =
                #"{"name":"\#(ModelRequest.schemaName)","strict":true,"schema":\#(request.schema)}"#
            fields.append(
                ("response_format", #"{"type":"json_schema","json_schema":\#(schema)}"#)
            )
        case .jsonObject: fields.append(("response_format", #"{"type":"json_object"}"#))
        case .none: break
        }
        writer.write("{" + members(fields, of: request))
        writer.write(
            #""messages":[{"role":"system","content":\#(jsonString(request.instructions))},"#
        )
        writer.write(#"{"role":"user","content":["#)
        for photo in request.photos {
            writer.write(#"{"type":"text","text":\#(jsonString(photo.label))},"#)
            writer.write(#"{"type":"image_url","image_url":{"#)
            if !request.refusedParameters.contains("detail") {
                writer.write(#""detail":"\#(request.detail.rawValue)","#)
            }
            writer.write(#""url":""#)
            writer.write(photo.photo)
            writer.write(#""}},"#)
        }
        writer.write(#"{"type":"text","text":\#(jsonString(request.closingText))}]}"#)
        if let repair = request.repair {
            writer.write(#",{"role":"assistant","content":\#(jsonString(repair.answer))}"#)
            writer.write(#",{"role":"user","content":\#(jsonString(repair.words))}"#)
        }
        writer.write("]}")
    }

    /// OpenAI's name for the output limit, or the one that most other servers read.
    private func limitName(_ request: ModelRequest) -> String {
        let names = ["max_completion_tokens", "max_tokens"]
        let wanted = isOpenAI ? names : names.reversed()
        return wanted.first { !request.refusedParameters.contains($0) } ?? wanted[0]
    }

    /// The members but those the service refused, each with a comma behind it.
    private func members(
        _ fields: [(name: String, json: String)],
        of request: ModelRequest
    ) -> String {
        fields.filter { field in
            // Without its limit an answer could cost anything: that name is only exchanged.
            field.name.hasPrefix("max_")
                || !request.refusedParameters.contains { refused in
                    refused == field.name || refused.hasPrefix(field.name + ".")
                }
        }
        .map { "\"\($0.name)\":\($0.json)," }.joined()
    }
}

/// Collects text and photos as the pieces of a body.
private struct PieceWriter {
    private var pieces: [RequestBody.Piece] = []
    private var text: [UInt8] = []

    mutating func write(_ text: String) {
        self.text += Array(text.utf8)
    }

    /// The data URL of a photo.
    mutating func write(_ photo: OutgoingPhoto) {
        write("data:\(photo.mediaType);base64,")
        flush()
        pieces.append(
            .base64(
                BodyFile(path: photo.path, byteCount: photo.byteCount, sha256: photo.sha256)
            )
        )
    }

    private mutating func flush() {
        guard !text.isEmpty else { return }
        pieces.append(.bytes(text))
        text = []
    }

    mutating func finished() -> [RequestBody.Piece] {
        flush()
        return pieces
    }
}
