import Foundation
package import Rehearsal

/// Requests to the model for tests.
package enum TestQuestion {
    /// A strict schema for counting.
    package static let schema = #"""
        {"type":"object","properties":{"photos":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string","enum":["p1","p2","p3"]},"readable":{"type":"boolean"},"problems":{"type":"array","items":{"type":"string"}}},"required":["id","readable","problems"],"additionalProperties":false}},"items":{"type":"array","items":{"type":"object","properties":{"item":{"type":"string","enum":["bag of ice","unknown"]},"points":{"type":"array","items":{"type":"object","properties":{"photo":{"type":"string"},"x":{"type":"integer"},"y":{"type":"integer"},"zone":{"type":"string","enum":["on the cart","on the floor","carried"]}},"required":["photo","x","y","zone"],"additionalProperties":false}},"count":{"type":"integer"},"basis":{"type":"string","enum":["counted","estimated"]}},"required":["item","points","count","basis"],"additionalProperties":false}},"empty_places":{"type":"array","items":{"type":"object","properties":{"photo":{"type":"string"},"where":{"type":"string"}},"required":["photo","where"],"additionalProperties":false}},"not_counted":{"type":"array","items":{"type":"object","properties":{"what":{"type":"string"},"why":{"type":"string"}},"required":["what","why"],"additionalProperties":false}}},"required":["photos","items","empty_places","not_counted"],"additionalProperties":false}
        """#

    /// A data URL of some bytes.
    package static func url(_ bytes: [UInt8], type: String = "image/jpeg") -> String {
        "data:\(type);base64," + Data(bytes).base64EncodedString()
    }

    /// A body for one wire format, with one URL per photo and the schema as JSON text.
    package static func body(
        _ wire: WireFormat = .responses,
        urls: [String] = [url([1, 2, 3])],
        schema: String = schema,
        model: String = "gpt-5.4-mini",
        extra: String = ""
    ) -> String {
        let form = #""name":"count","strict":true,"schema":\#(schema)"#
        let text = wire == .responses ? "input_text" : "text"
        var parts: [String] = []
        for (index, url) in urls.enumerated() {
            parts.append(#"{"type":"\#(text)","text":"Photo p\#(index + 1):"}"#)
            parts.append(
                wire == .responses
                    ? #"{"type":"input_image","detail":"high","image_url":"\#(url)"}"#
                    : #"{"type":"image_url","image_url":{"detail":"high","url":"\#(url)"}}"#
            )
        }
        parts.append(#"{"type":"\#(text)","text":"Return one entry per photo."}"#)
        let content = parts.joined(separator: ",")
        switch wire {
        case .responses:
            return #"{"model":"\#(model)","instructions":"Count.","store":false,"#
                + #""max_output_tokens":4000,"reasoning":{"effort":"low"},"#
                + #""text":{"format":{"type":"json_schema",\#(form)}}\#(extra),"#
                + #""input":[{"role":"user","content":[\#(content)]}]}"#
        case .chat:
            return #"{"model":"\#(model)","max_completion_tokens":4000,"#
                + #""reasoning_effort":"low","response_format":{"type":"json_schema","#
                + #""json_schema":{\#(form)}}\#(extra),"messages":["#
                + #"{"role":"system","content":"Count."},"#
                + #"{"role":"user","content":[\#(content)]}]}"#
        }
    }

    /// A correct answer with two pieces of one item.
    package static let answer =
        #"{"photos":[{"id":"p1","readable":true,"problems":[]}],"items":[{"item":"bag of ice","#
        + #""points":[{"photo":"p1","x":10,"y":20,"zone":"carried"},"#
        + #"{"photo":"p1","x":510,"y":620,"zone":"carried"}],"count":2,"basis":"counted"}],"#
        + #""empty_places":[],"not_counted":[]}"#
}
