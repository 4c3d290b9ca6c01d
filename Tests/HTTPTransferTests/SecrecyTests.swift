import HTTPTransfer
import Platform
import Testing

@Suite(.timeLimit(.minutes(10))) struct SecrecyTests {
    private static let key = "sk-hunter2"
    private static let photo = "photo-bytes"

    init() {
        ignoreSIGPIPE()
    }

    private func request(_ url: String) -> TransferRequest {
        TransferRequest(
            .post,
            url + "?key=" + Self.key,
            headers: [.init("Authorization", secret: SecretText("Bearer " + Self.key))],
            body: RequestBody(Array(Self.photo.utf8)),
            limits: limits {
                $0.connect = .milliseconds(300)
                $0.firstByte = .milliseconds(100)
            }
        )
    }

    /// All ways in which a value may be printed by accident.
    private func prints(of value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return
            "\(value) \(String(reflecting: value)) \(dumped) \(Mirror(reflecting: value).children)"
    }

    @Test func `every secret prints as the same text`() {
        let secret = SecretText(Self.key)
        let header = TransferRequest.Header("Authorization", secret: secret)
        let values: [Any] = [secret, [secret], ["key": secret], header, header.value, (1, secret)]
        for value in values {
            #expect(!prints(of: value).contains("hunter2"))
            #expect(prints(of: value).contains("(secret)"))
        }
        #expect(secret == SecretText(Self.key) && secret != SecretText("other"))
    }

    @Test func `a body prints as its size`() {
        let body = RequestBody(Array(Self.photo.utf8))
        #expect(body.description == "body of 11 bytes")
        for value in [body as Any, [body]] {
            #expect(!prints(of: value).contains("112"), "the number of the first byte")
            #expect(!prints(of: value).contains("photo"))
        }
    }

    @Test func `no error contains the key, the query or the body`() async {
        let transfer = HTTPTransfer()
        let echoing = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.send(request.head)
            connection.send(request.body)
        }
        let resetting = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.reset()
        }
        let cutting = ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.send("HTTP/1.1 200 \(request.head)\r\nContent-Length: 999\r\n\r\n")
            connection.send(request.body)
        }
        let silent = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.waitForEnd()
        }
        let urls = [echoing, resetting, cutting, silent].map(\.url)
        for url in urls + ["http://127.0.0.1:1/", "https://127.0.0.1:\(silent.port)/"] {
            guard let error = await failure(of: request(url), transfer) else { continue }
            let text = prints(of: error)
            #expect(!text.contains("hunter2") && !text.contains("photo"), "\(error)")
        }
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\u{0}b", "a\u{7F}"])
    func `a header value can't add another header`(value: String) async {
        let server = obligingServer()
        let secret = SecretText(Self.key + value)
        let headers: [TransferRequest.Header] = [
            .init("X-Key", secret: secret), .init("X-Key", value), .init("X" + value, "y"),
            .init("", "y"), .init("X:", "y"), .init("X Y", "y"),
        ]
        for header in headers {
            let error = await failure(of: TransferRequest(.get, server.url, headers: [header]))
            #expect(error?.code == .badHeader)
            #expect(error?.message.contains("hunter2") == false)
            #expect(error?.message.contains(where: \.isNewline) == false)
        }
        #expect(server.connections == 0)
    }

    @Test(arguments: ["Content-Length", "transfer-encoding", "Expect", "HOST", "Connection"])
    func `headers that the transfer sets are refused`(name: String) async {
        let headers = [TransferRequest.Header(name, "1")]
        let error = await failure(
            of: TransferRequest(.get, "http://127.0.0.1:1/", headers: headers)
        )
        #expect(error?.code == .badHeader)
        #expect(error?.message == "header '\(name)' is set by the transfer itself")
    }
}
