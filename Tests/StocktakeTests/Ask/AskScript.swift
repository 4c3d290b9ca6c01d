import Foundation
import JSONSchema
import Platform
import Synchronization
import Testing

@testable import HTTPTransfer
@testable import Stocktake

/// What a test's service does with one request.
enum Scripted {
    /// The text of a complete answer, with its usage; nil for none.
    case answer(String, input: Int? = 1000, output: Int? = 100, tier: String = "default")
    /// The text of a complete answer, by a model of this name.
    case answeredBy(String, String)
    /// An answer that the output limit cut.
    case cutOff
    /// The model declines.
    case refused
    /// A body that is not JSON, with status 200.
    case unreadable
    /// A refusal of the service.
    case status(
        Int,
        code: String? = nil,
        param: String? = nil,
        message: String? = nil,
        headers: [String: String] = [:]
    )
    /// A body of any kind.
    case body(Int, String, headers: [String: String] = [:])
    /// Nothing was sent.
    case unreachable
    /// The connection ended when the service had the whole request.
    case lost
    /// No answer came in the time allowed.
    case hung
    /// The certificate is not to be trusted.
    case untrusted
    /// The file of one photo, by its position, changed while it was read.
    case photoChanged(Int)
}

/// Decides what the service does with each request.
typealias AskScript = @Sendable (SentRequest) -> Scripted

/// One request as the service sees it, without the bytes of the photos.
struct SentRequest: Sendable {
    /// How the service can spoil a right answer.
    enum Fault {
        case missing(String)
        case twice(String)
        /// A piece of goods that nobody asked about, on this photo.
        case unknownItem(String)
        case notJSON
    }

    /// From 1, in this run.
    let number: Int
    let url: String
    let limits: TransferLimits
    let json: JSONValue
    /// The names of the photos' files without their extension, in the order sent.
    let photos: [String]
    /// The ids that the labels give the photos.
    let ids: [String]
    /// The files that are sent.
    let paths: [String]
    let sha256: [String]
    /// To stop the run, or move its clock, while this request is under way.
    let controls: AskControls

    init(_ request: TransferRequest, number: Int, _ controls: AskControls) throws {
        let files = request.body.pieces.compactMap { piece in
            if case .base64(let file) = piece { file } else { nil }
        }
        let text = request.body.pieces.flatMap { piece in
            if case .bytes(let bytes) = piece { bytes } else { [UInt8]() }
        }
        self.number = number
        self.controls = controls
        url = request.url
        limits = request.limits
        json = try JSONValue(reading: text)
        paths = files.map(\.path)
        sha256 = files.map { $0.sha256 ?? "" }
        photos = paths.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
        let turns = json["input"]?.array ?? json["messages"]?.array ?? []
        let content = turns.first { $0["content"]?.array != nil }?["content"]?.array ?? []
        ids = content.compactMap { $0["text"]?.string }.filter { $0.hasPrefix("Photo ") }
            .map { String($0.dropFirst(6).dropLast()) }
    }

    private var turns: [JSONValue] { json["input"]?.array ?? json["messages"]?.array ?? [] }

    /// Whether it shows the model its own answer, and what is wrong with it.
    var isRepair: Bool { turns.contains { $0["role"]?.string == "assistant" } }
    /// What the model is told of the faults of its answer; empty in other requests.
    var repairWords: String { isRepair ? turns.last?["content"]?.string ?? "" : "" }
    /// The answer that is shown to the model again; empty in other requests.
    var shownAnswer: String {
        let content = turns.first { $0["role"]?.string == "assistant" }?["content"]
        return content?.string ?? content?[0]?["text"]?.string ?? ""
    }

    var maxOutputTokens: Int {
        let names = ["max_output_tokens", "max_completion_tokens", "max_tokens"]
        return names.lazy.compactMap { json[$0]?.number?.exactInt }.first ?? 0
    }

    var instructions: String {
        let first = turns.first?["content"]
        return json["instructions"]?.string ?? first?.string ?? first?[0]?["text"]?.string ?? ""
    }

    /// Who says what, in order: `system user`.
    var roles: String { turns.compactMap { $0["role"]?.string }.joined(separator: " ") }

    /// The photos that the schema of the answer names; nil where no schema is enforced.
    var schemaPhotos: [String]? {
        let schema = json["text"]?["format"]?["schema"]
        return schema?["$defs"]?["photo"]?["enum"]?.array?.compactMap(\.string)
    }

    /// `json_schema` or `json_object`; nil where the form of the answer is left open.
    var format: String? {
        (json["text"]?["format"] ?? json["response_format"])?["type"]?.string
    }

    /// The folder of the first file that is sent.
    var folder: String { URL(filePath: paths.first ?? "").deletingLastPathComponent().path }

    var effort: String? { json["reasoning"]?["effort"]?.string }

    /// `1 2 3`, and `repair 2` where it shows an answer again.
    var shown: String { (isRepair ? "repair " : "") + photos.joined(separator: " ") }

    // MARK: Answers

    /// A right answer: each photo shows as many pieces of ice as its name says, and one bread.
    func right(ice: [String: Int] = [:]) -> String {
        answer(nil, ice)
    }

    /// An answer with a fault, else right.
    func wrong(_ fault: Fault) -> String {
        answer(fault, [:])
    }

    private func answer(_ fault: Fault?, _ ice: [String: Int]) -> String {
        var seen = photos.indices.map { seenPhoto($0) }
        var strange: [String] = []
        switch fault {
        case .missing(let name): seen = photos.indices.filter { photos[$0] != name }.map(seenPhoto)
        case .twice(let name): seen += photos.indices.filter { photos[$0] == name }.map(seenPhoto)
        case .unknownItem(let name):
            strange = photos.indices.filter { photos[$0] == name }.map { point($0, 900, 900) }
        case .notJSON: return "There are many pieces of ice."
        case nil: break
        }
        let pieces = photos.indices.flatMap { index in
            (0..<(ice[photos[index]] ?? Int(photos[index]) ?? 1)).map {
                point(index, 50 + 100 * ($0 % 9), 100 + 50 * ($0 / 9))
            }
        }
        var items = [
            item("ice", pieces), item("bread", photos.indices.map { point($0, 500, 800) }),
        ]
        if !strange.isEmpty { items.append(item("rum", strange)) }
        return #"{"photos":[\#(seen.joined(separator: ","))],"#
            + #""items":[\#(items.joined(separator: ","))],"empty_places":[],"not_counted":[]}"#
    }

    private func seenPhoto(_ index: Int) -> String {
        #"{"id":"\#(ids[index])","readable":true,"problems":[]}"#
    }

    private func point(_ index: Int, _ x: Int, _ y: Int) -> String {
        #"{"photo":"\#(ids[index])","x":\#(x),"y":\#(y)}"#
    }

    private func item(_ name: String, _ points: [String]) -> String {
        #"{"item":"\#(name)","points":[\#(points.joined(separator: ","))],"hidden":"none","#
            + #""basis":"counted","count":\#(points.count)}"#
    }
}

/// The clock and the signals of one run, and what it sent.
///
/// The clock moves only while the run waits, which takes no time.
final class AskControls: Sendable {
    private struct State {
        var seconds: Double
        var signal: Int32?
        var sent: [SentRequest] = []
        var notices: [String] = []
    }

    private let state: Mutex<State>
    private let start: Double

    init(start: Double) {
        self.start = start
        state = Mutex(State(seconds: start))
    }

    var signal: Int32? { state.withLock { $0.signal } }
    var sent: [SentRequest] { state.withLock { $0.sent } }

    /// As a person who types Ctrl-C.
    func interrupt() {
        state.withLock { $0.signal = 2 }
    }

    func advance(bySeconds seconds: Double) {
        state.withLock { $0.seconds += seconds }
    }

    /// Since the start.
    var seconds: Double { state.withLock { $0.seconds } - start }
    var notices: [String] { state.withLock { $0.notices } }

    func say(_ words: String) {
        state.withLock { $0.notices.append(words) }
    }

    func now() -> Date {
        state.withLock { Date(timeIntervalSince1970: 1_795_312_800 + $0.seconds) }
    }

    /// Answers a request as the script says, and keeps it.
    func send(
        _ request: TransferRequest,
        _ script: AskScript
    ) throws(TransferError) -> TransferResponse {
        let sent: SentRequest
        do {
            sent = try state.withLock { state in
                let sent = try SentRequest(request, number: state.sent.count + 1, self)
                state.sent.append(sent)
                return sent
            }
        } catch {
            Issue.record("a request whose body is not JSON: \(error)")
            throw TransferError(.badResponse, "a request whose body is not JSON")
        }
        return try script(sent).response(to: sent)
    }
}

extension Scripted {
    fileprivate func response(
        to request: SentRequest
    ) throws(TransferError) -> TransferResponse {
        switch self {
        case .answeredBy(let model, let text):
            return response(
                200,
                #"{"model":"\#(model)","choices":[{"finish_reason":"stop","message":{"content":"#
                    + #"\#(jsonString(text))}}],"#
                    + #""usage":{"prompt_tokens":1000,"completion_tokens":100}}"#
            )
        case .answer(let text, let input, let output, let tier):
            let isChat = request.url.hasSuffix("/chat/completions")
            let names =
                isChat
                ? ["prompt_tokens", "completion_tokens"] : ["input_tokens", "output_tokens"]
            let figures = zip(names, [input, output])
                .compactMap { name, count in count.map { "\"\(name)\":\($0)" } }
            let usage = #""usage":{\#(figures.joined(separator: ","))}"#
            let message = #"{"role":"assistant","content":\#(jsonString(text))}"#
            let choices = #""choices":[{"finish_reason":"stop","message":\#(message)}],"#
            return reply(
                to: request,
                #""status":"completed","service_tier":"\#(tier)",\#(isChat ? choices : "")\#(usage)"#,
                #"{"type":"output_text","text":\#(jsonString(text)),"annotations":[]}"#
            )
        case .cutOff:
            return reply(
                to: request,
                #""status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"#
                    + #""usage":{"input_tokens":1000,"output_tokens":4000}"#,
                #"{"type":"output_text","text":"{\"photos\":[","annotations":[]}"#
            )
        case .refused:
            return reply(
                to: request,
                #""status":"completed","usage":{"input_tokens":1000,"output_tokens":10}"#,
                #"{"type":"refusal","refusal":"No."}"#
            )
        case .unreadable: return response(200, "<html>Bad gateway</html>")
        case .status(let status, let code, let param, let message, let headers):
            let members = [("code", code), ("param", param), ("message", message)]
                .compactMap { name, value in value.map { "\"\(name)\":\(jsonString($0))" } }
            return response(status, #"{"error":{\#(members.joined(separator: ","))}}"#, headers)
        case .body(let status, let body, let headers): return response(status, body, headers)
        case .unreachable: throw TransferError(.connectFailed, "no route")
        case .lost: throw TransferError(.connectionLost, "reset", mayHaveArrived: true)
        case .hung:
            throw TransferError(
                .totalTimedOut,
                "the server took longer than 60 seconds",
                mayHaveArrived: true
            )
        case .untrusted: throw TransferError(.tlsFailed, "certificate", curlCode: 60)
        case .photoChanged(let index):
            throw TransferError(.bodyFileChanged(path: request.paths[index]), "changed")
        }
    }

    private func reply(
        to request: SentRequest,
        _ members: String,
        _ content: String
    ) -> TransferResponse {
        let message = #"{"type":"message","role":"assistant","content":[\#(content)]}"#
        let id = "\(Int(request.controls.now().timeIntervalSince1970))-\(request.number)"
        return response(
            200,
            #"{"id":"\#(id)","object":"response","error":null,"#
                + #""model":"gpt-5.2-2025-12-11",\#(members),"output":[\#(message)]}"#
        )
    }

    private func response(
        _ status: Int,
        _ body: String,
        _ headers: [String: String] = [:]
    ) -> TransferResponse {
        TransferResponse(
            status: status,
            headers: ResponseHeaders(fields: headers.map { .init(name: $0.key, value: $0.value) }),
            body: Array(body.utf8),
            timings: TransferTimings(connect: .zero, firstByte: .zero, total: .zero),
            bytesSent: 1000,
            httpVersion: "1.1",
            remoteAddress: "127.0.0.1:443",
            isConnectionReused: false
        )
    }
}
