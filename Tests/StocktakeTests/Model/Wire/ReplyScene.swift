import JSONSchema

@testable import Stocktake

/// Bodies as services write them.
struct ReplyScene {
    func read(
        _ text: String,
        _ api: ModelAPI = .responses,
        requestID: String = "req-1"
    ) throws(JSONError) -> ResponseContent {
        try api.format.content(of: Array(text.utf8), requestID: requestID)
    }

    /// A body of the Responses API around its output items and other members.
    func response(_ output: String, _ rest: String = "") -> String {
        #"{"id":"resp_1","object":"response","status":"completed","model":"gpt-5.2-2025-12-11","#
            + #""error":null,"output":[\#(output)]\#(rest.isEmpty ? "" : "," + rest)}"#
    }

    func message(_ content: String, phase: String? = nil) -> String {
        let phase = phase.map { #""phase":"\#($0)","# } ?? ""
        return #"{"type":"message","role":"assistant",\#(phase)"content":[\#(content)]}"#
    }

    func text(_ words: String) -> String {
        #"{"type":"output_text","text":"\#(words)","annotations":[]}"#
    }

    /// A body of Chat Completions around one message.
    func completion(
        _ message: String,
        finish: String = "stop",
        _ rest: String = ""
    ) -> String {
        #"{"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"#
            + #""message":\#(message),"finish_reason":"\#(finish)"}]"#
            + (rest.isEmpty ? "" : "," + rest) + "}"
    }
}
