import Foundation
import HTTPTransfer
import Testing

@testable import Stocktake

@Suite("Where a model is asked") struct ServiceAddressTests {
    private static let secret = "sk-test-5EcRe7"

    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func address(
        _ choice: ServiceChoice = ServiceChoice(),
        _ environment: [String: String] = ["OPENAI_API_KEY": secret]
    ) throws -> ModelServiceAddress {
        try ModelServiceAddress(choice, KeyEnvironment(variables: environment))
    }

    private func refusal(
        _ choice: ServiceChoice = ServiceChoice(),
        _ environment: [String: String] = [:]
    ) throws -> RunRefusal {
        try #require(#expect(throws: RunRefusal.self) { try address(choice, environment) })
    }

    /// The headers of its requests, the same in all wire formats.
    private func headers(_ address: ModelServiceAddress) -> [TransferRequest.Header] {
        let all = ModelAPI.allCases.map { $0.format.headers(for: address) }
        #expect(Set(all).count == 1)
        return all.first ?? []
    }

    private func header(_ name: String, _ address: ModelServiceAddress) -> [String] {
        headers(address).filter { $0.name == name }.map {
            if case .text(let text) = $0.value { text } else { "(secret)" }
        }
    }

    /// The header that carries the key.
    private func keyHeader(_ address: ModelServiceAddress) -> TransferRequest.Header? {
        headers(address).first { ["Authorization", "api-key"].contains($0.name) }
    }

    private func isOpenAI(_ address: ModelServiceAddress) -> Bool {
        address.host.behaviour == .openAI
    }

    private func bearer(_ key: String) -> TransferRequest.Header {
        .init("Authorization", secret: SecretText("Bearer " + key))
    }

    // MARK: Addresses

    @Test(arguments: [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://host/v1///", "https://host/v1"), ("https://host", "https://host"),
        ("https://host:8443/a/b", "https://host:8443/a/b"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("HTTP://LocalHost/v1", "HTTP://LocalHost/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
        ("http://127.9.0.3/v1", "http://127.9.0.3/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
    ])
    func `an address is taken without the slash at its end`(text: String, taken: String) throws {
        for allowsHTTP in [false, true] {
            #expect(try ServiceURL(text, allowsHTTP: allowsHTTP).text == taken)
        }
    }

    @Test(arguments: [
        "http://box.lan/v1", "http://api.openai.com/v1", "http://localhost.evil.com/v1",
        "http://127.0.0.1.evil.com/v1", "http://127.evil.com", "http://128.0.0.1/v1",
        "http://[::2]/v1", "HTTP://10.0.0.1/v1", "http://0.0.0.0/v1",
    ])
    func `plain http to another machine is only for those who allow it`(text: String) throws {
        let error = #expect(throws: ServiceURLError.self) {
            try ServiceURL(text, allowsHTTP: false)
        }
        #expect(error?.words.contains("allow_http: true") == true)
        #expect(try ServiceURL(text, allowsHTTP: true).text == text)
    }

    @Test(arguments: [
        "", "host/v1", "https://", "https:///v1", "ftp://host/v1", "file:///etc/passwd",
        " https://host/v1", "https://host/v1\n", "https://ho st/v1", "https://hôst/v1",
        "https://host/v1\u{0}", "javascript:alert(1)", "https://user@host/v1",
        "https://user:pw@host/v1", "https://:pw@host/v1", "http://127.0.0.1@evil.com/v1",
        "https://host/v1?", "https://host/v1?api-version=1", "https://host/v1#part", "-",
    ])
    func `anything but a plain address is refused, whatever is allowed`(text: String) {
        for allowsHTTP in [false, true] {
            let error = #expect(throws: ServiceURLError.self) {
                try ServiceURL(text, allowsHTTP: allowsHTTP)
            }
            #expect(error?.words.hasPrefix("must ") == true)
            #expect(error?.words.contains("\n") == false)
        }
    }

    @Test(arguments: [
        ("https://host:99999/v1", "has the port 99999; ports are 1 to 65535"),
        ("http://127.0.0.1:65536", "has the port 65536; ports are 1 to 65535"),
        ("http://localhost:0/v1", "has the port 0; ports are 1 to 65535"),
        ("https://host:/v1", "has no port after its colon; name one, or drop it"),
        ("https://http://host/v1", "has no port after its colon; name one, or drop it"),
        ("https://host/https://host/v1", "has two schemes; write one address like https://host/v1"),
        ("https://1127.0.0.1/v1", "has the host 1127.0.0.1, which no machine can have"),
        ("https://192.168.1/v1", "has the host 192.168.1, which no machine can have"),
        ("https://-box/v1", "has the host -box, which no machine can have"),
        ("https://a..b/v1", "has the host a..b, which no machine can have"),
    ])
    func `an address that no machine can have is refused`(text: String, words: String) {
        let error = #expect(throws: ServiceURLError.self) {
            try ServiceURL(text, allowsHTTP: true)
        }
        #expect(error?.words == words)
    }

    @Test(arguments: [
        "https://host:65535/v1", "http://llama_server:8080/v1", "https://host./v1",
        "https://1und1.example/v1", "http://[fe80::1]:1/v1",
    ])
    func `unusual addresses are taken`(text: String) throws {
        #expect(try ServiceURL(text, allowsHTTP: true).text == text)
    }

    @Test(arguments: [
        "https://user:hunter2@host/v1", "ftp://user:hunter2@host/v1", "user:hunter2@host/v1",
        "https://user:hunter2@ho st/v1", "https://user:no#hunter2@host/v1",
        "https://host/v1?api-key=hunter2", "https://host/v1#hunter2", "ftp://host/v1?k=hunter2",
        "http://box.lan/v1?\u{301}k=hunter2",
    ])
    func `no message shows what may be a secret in an address`(text: String) throws {
        let error = #expect(throws: ServiceURLError.self) {
            try ServiceURL(text, allowsHTTP: false)
        }
        #expect(error?.words.contains("hunter2") == false)
        let message = try refusal(ServiceChoice(), ["OPENAI_BASE_URL": text]).message
        #expect(!message.contains("hunter2"))
    }

    // MARK: Whose service and whose key

    @Test func `the default is OpenAI, with the key of the environment`() throws {
        let address = try address()
        #expect(address.baseURL == "https://api.openai.com/v1")
        #expect(address.endpoint == address.baseURL && !address.isRehearsal)
        #expect(isOpenAI(address))
        #expect(keyHeader(address) == bearer(Self.secret))
        #expect(header("Content-Type", address) == ["application/json"])
        #expect(header("Authorization", address) == ["(secret)"])
    }

    @Test func `OPENAI_BASE_URL replaces it, with the same key`() throws {
        let environment = [
            "OPENAI_BASE_URL": "http://localhost:4000/v1/", "OPENAI_API_KEY": Self.secret,
        ]
        let address = try address(ServiceChoice(), environment)
        #expect(address.baseURL == "http://localhost:4000/v1")
        #expect(isOpenAI(address) && keyHeader(address) == bearer(Self.secret))
        let empty = ["OPENAI_BASE_URL": "", "OPENAI_API_KEY": Self.secret]
        #expect(try self.address(ServiceChoice(), empty).baseURL == ServiceURL.openAI)
    }

    @Test(arguments: ["http://box.lan/v1", "nonsense", "https://host/v1?x=1"])
    func `an unusable OPENAI_BASE_URL is named`(text: String) throws {
        let refusal = try refusal(ServiceChoice(), ["OPENAI_BASE_URL": text])
        #expect(refusal.message.hasPrefix("OPENAI_BASE_URL "))
        #expect(refusal.exitStatus == .invalidData)
    }

    @Test(arguments: [
        "https://evil.example/v1", "http://localhost:11434/v1", "https://api.openai.com.evil.com",
        "https://notapi.openai.com/v1", "https://evil.com/api.openai.com",
    ])
    func `a pipeline's own address gets nothing of the environment`(text: String) throws {
        let environment = [
            "OPENAI_API_KEY": Self.secret, "OPENAI_ORG_ID": "org-1",
            "OPENAI_PROJECT_ID": "proj-1", "OPENAI_BASE_URL": "https://elsewhere/v1",
        ]
        let address = try address(ServiceChoice(baseURL: text), environment)
        #expect(address.baseURL == text)
        #expect(address.key == nil && !isOpenAI(address))
        #expect(headers(address).map(\.name) == ["Content-Type", "Accept"])
    }

    @Test(arguments: ["https://api.openai.com/v1", "https://eu.api.openai.com/v1"])
    func `OpenAI's own hosts are known, and still get only the key that is named`(
        text: String
    ) throws {
        let environment = ["OPENAI_API_KEY": Self.secret, "MY_KEY": "sk-mine"]
        let plain = try address(ServiceChoice(baseURL: text), environment)
        #expect(isOpenAI(plain) && plain.key == nil)
        let choice = ServiceChoice(baseURL: text, key: .environment("MY_KEY"))
        #expect(try keyHeader(address(choice, environment)) == bearer("sk-mine"))
    }

    @Test func `organisation and project go to OpenAI where they are set`() throws {
        let environment = [
            "OPENAI_API_KEY": Self.secret, "OPENAI_ORG_ID": "org-1", "OPENAI_PROJECT_ID": "",
        ]
        let address = try address(ServiceChoice(), environment)
        #expect(header("OpenAI-Organization", address) == ["org-1"])
        #expect(header("OpenAI-Project", address).isEmpty, "an empty variable counts as unset")
    }

    @Test(arguments: [
        ("https://mine.openai.azure.com/openai/v1", true),
        ("https://MINE.Services.AI.azure.com/openai/v1", true),
        ("https://openai.azure.com.evil.com/v1", false), ("https://host/v1", false),
    ])
    func `Azure takes the key in a header of its own`(text: String, isAzure: Bool) throws {
        let choice = ServiceChoice(baseURL: text, key: .environment("MY_KEY"))
        let address = try address(choice, ["MY_KEY": "sk-mine"])
        let azure = TransferRequest.Header("api-key", secret: SecretText("sk-mine"))
        #expect(keyHeader(address) == (isAzure ? azure : bearer("sk-mine")))
        #expect(!isOpenAI(address))
    }

    @Test func `an Azure address in OPENAI_BASE_URL replaces OpenAI, with Azure's header`() throws {
        let environment = [
            "OPENAI_BASE_URL": "https://mine.openai.azure.com/openai/v1",
            "OPENAI_API_KEY": "sk-mine",
        ]
        let address = try address(ServiceChoice(), environment)
        #expect(isOpenAI(address))
        #expect(keyHeader(address) == .init("api-key", secret: SecretText("sk-mine")))
    }

    @Test func `a rehearsal needs no key and goes nowhere`() {
        let address = ModelServiceAddress.rehearsal(port: 4711)
        #expect(address.key == nil && address.isRehearsal)
        #expect(address.endpoint == "http://127.0.0.1:4711/v1")
    }

    // MARK: Keys

    @Test(arguments: [
        "sk-file", "sk-file\n", "sk-file\r\n", "  sk-file \t\n", "sk-file\n\n \n",
    ])
    func `a key file gives its only line`(text: String) throws {
        let path = try folder.write(text, to: "key")
        #expect(try keyHeader(address(ServiceChoice(key: .file(path)))) == bearer("sk-file"))
    }

    @Test(arguments: [
        "/etc/passwd", "a\nb", "-----BEGIN KEY-----\nMII\n", "[default]\nkey = x\n", "sk\u{0}x",
        String(repeating: "k", count: 20_000),
    ])
    func `a key file that holds anything but a key is refused, and not shown`(
        text: String
    ) throws {
        let path = text.hasPrefix("/") ? text : try folder.write(text, to: "key")
        let refusal = try refusal(ServiceChoice(key: .file(path)))
        #expect(refusal.exitStatus == .noAccess)
        #expect(!refusal.message.contains("root:") && !refusal.message.contains("MII"))
    }

    @Test func `a key file that is no file is not opened`() throws {
        for path in ["/dev/zero", "/dev/stdin", folder.path("")] {
            #expect(try refusal(ServiceChoice(key: .file(path))).message.contains(", not a file"))
        }
    }

    @Test(arguments: ["printf sk-cmd", "echo sk-cmd", "echo ' sk-cmd '; echo more"])
    func `a key command gives the first line it prints`(command: String) throws {
        let choice = ServiceChoice(key: .command(command))
        #expect(try keyHeader(address(choice)) == bearer("sk-cmd"))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a key command that never stops printing is not waited for`() throws {
        let refusal = try refusal(ServiceChoice(key: .command("yes sk-endless 2>/dev/null")))
        #expect(refusal.exitStatus == .noAccess)
    }

    @Test func `a named variable wins over the usual one`() throws {
        let environment = ["OPENAI_API_KEY": Self.secret, "MY_KEY": " sk-mine\n"]
        let choice = ServiceChoice(key: .environment("MY_KEY"))
        #expect(try keyHeader(address(choice, environment)) == bearer("sk-mine"))
    }

    /// An unusable key.
    struct Missing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var content = ""
        let words: String
    }

    private static let unusable = [
        Missing(testDescription: "only blanks", content: " \t", words: "is empty"),
        Missing(testDescription: "a blank within", content: "sk 5EcRe7", words: "contains spaces"),
        Missing(testDescription: "an accent", content: "sk-5EcRe7é", words: "contains spaces"),
        Missing(testDescription: "a control", content: "sk-5EcRe7\u{1}x", words: "contains spaces"),
    ]

    @Test(arguments: unusable)
    func `an unusable key is refused, and not shown`(missing: Missing) throws {
        let path = try folder.write(missing.content, to: "key")
        let sources: [ServiceChoice.KeySource] = [
            .environment("MY_KEY"), .file(path), .command("cat '\(path)'"),
        ]
        for source in sources {
            let refusal = try refusal(ServiceChoice(key: source), ["MY_KEY": missing.content])
            #expect(refusal.exitStatus.rawValue == 77)
            #expect(refusal.message.contains(missing.words), "\(refusal.message)")
            #expect(!refusal.message.contains("5EcRe7") && !refusal.message.contains("sk"))
        }
    }

    @Test func `a variable of two lines is not a key`() throws {
        let refusal = try refusal(ServiceChoice(), ["OPENAI_API_KEY": "sk-5EcRe7\nsk-0ther"])
        #expect(refusal.exitStatus == .noAccess)
        #expect(refusal.message.contains("OPENAI_API_KEY contains spaces"))
        #expect(!refusal.message.contains("5EcRe7") && !refusal.message.contains("0ther"))
    }

    @Test(arguments: [
        (ServiceChoice.KeySource?.none, "OPENAI_API_KEY is not set"),
        (.environment("MY_KEY"), "MY_KEY is not set"),
        (.file("/nonexistent/key"), "correct model.key_file"),
        (.file("/"), "correct model.key_file"),
        (.command("echo sk-5EcRe7; exit 3"), "ended with status 3"),
        (.command("kill -9 $$"), "ended with signal 9"),
        (.command("echo sk-5EcRe7 >&2"), "from model.key_command is empty"),
        (.command("true"), "from model.key_command is empty"),
    ])
    func `a missing key is refused with advice`(
        source: ServiceChoice.KeySource?,
        words: String
    ) throws {
        for environment in [[:], ["OPENAI_API_KEY": "", "MY_KEY": ""]] {
            let refusal = try refusal(ServiceChoice(key: source), environment)
            #expect(refusal.exitStatus.rawValue == 77)
            #expect(refusal.message.contains(words), "\(refusal.message)")
            #expect(!refusal.message.contains("5EcRe7"))
        }
    }

    @Test func `nothing that prints an address prints its key`() throws {
        let choices: [ServiceChoice] = [
            ServiceChoice(),
            ServiceChoice(
                baseURL: "https://mine.openai.azure.com/openai/v1",
                key: .environment("OPENAI_API_KEY")
            ),
        ]
        for choice in choices {
            let address = try address(choice)
            var texts = [String(describing: address), String(reflecting: address), "\(address)"]
            var dumped = ""
            dump(address, to: &dumped)
            texts += [dumped, String(reflecting: headers(address)), "\(headers(address))"]
            texts += Self.leaves(Mirror(reflecting: address))
            texts.append(String(describing: ServiceKeyError(address)))
            #expect(texts.allSatisfy { !$0.contains("5EcRe7") })
            #expect(dumped.contains("(secret)"))
        }
    }

    /// An error that holds an address, as a later one might.
    private struct ServiceKeyError: Error {
        let address: ModelServiceAddress

        init(_ address: ModelServiceAddress) {
            self.address = address
        }
    }

    private static func leaves(_ mirror: Mirror) -> [String] {
        mirror.children.flatMap { child in
            ["\(child.value)"] + leaves(Mirror(reflecting: child.value))
        }
    }
}
