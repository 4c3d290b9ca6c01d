import HTTPTransfer

/// Where a model is asked: address, key, and the manner of the service.
public struct ModelServiceAddress: Sendable {
    /// Without a slash at its end; stands in questions' keys.
    let baseURL: String
    /// Where requests really go: the same, but for a rehearsal.
    let endpoint: String
    /// The header that holds the key; nil for a server that wants none.
    let authorization: TransferRequest.Header?
    /// Whether the service is OpenAI's, or stands in for it.
    let isOpenAI: Bool
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`, for OpenAI's own service only.
    var organization: String?
    var project: String?
    /// Whether a label reader on this machine answers, not a model.
    var isRehearsal = false

    /// The headers of every request.
    var headers: [TransferRequest.Header] {
        var headers = [
            TransferRequest.Header("Content-Type", "application/json"),
            TransferRequest.Header("Accept", "application/json"),
        ]
        if let authorization { headers.append(authorization) }
        if let organization { headers.append(.init("OpenAI-Organization", organization)) }
        if let project { headers.append(.init("OpenAI-Project", project)) }
        return headers
    }

    /// OpenAI's own, without a key: names the service, and sends nothing.
    static let openAI = ModelServiceAddress(
        baseURL: ServiceURL.openAI,
        endpoint: ServiceURL.openAI,
        authorization: nil,
        isOpenAI: true
    )

    /// The address of a rehearsal server of this process.
    package static func rehearsal(port: Int) -> ModelServiceAddress {
        ModelServiceAddress(
            baseURL: "rehearsal",
            endpoint: "http://127.0.0.1:\(port)/v1",
            authorization: nil,
            isOpenAI: true,
            isRehearsal: true
        )
    }
}

extension ModelServiceAddress {
    /// The service of a pipeline: its own `base_url`, else `OPENAI_BASE_URL`, else OpenAI's.
    ///
    /// A pipeline's own address never gets the key of the environment, so that a file from elsewhere
    /// can't take it.
    ///
    /// - Parameters:
    ///   - choice: of the pipeline.
    ///   - environment: the variables of the process.
    /// - Throws: `RunRefusal` for a key that is missing or can't be read, or an address in
    ///   the environment that can't be used.
    init(
        _ choice: ServiceChoice,
        environment: [String: String]
    ) throws(RunRefusal) {
        let source = choice.key ?? (choice.baseURL == nil ? .environment("OPENAI_API_KEY") : nil)
        try self.init(choice, source, environment)
    }

    /// The same without a key: for what only names the service, and sends nothing.
    ///
    /// - Throws: `RunRefusal` for an address in the environment that can't be used.
    static func unkeyed(
        _ choice: ServiceChoice,
        environment: [String: String]
    ) throws(RunRefusal) -> ModelServiceAddress {
        try ModelServiceAddress(choice, nil, environment)
    }

    private init(
        _ choice: ServiceChoice,
        _ source: ServiceChoice.KeySource?,
        _ environment: [String: String]
    ) throws(RunRefusal) {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let url: ServiceURL
        do {
            let standard = variable("OPENAI_BASE_URL") ?? ServiceURL.openAI
            url = try ServiceURL(choice.baseURL ?? standard, allowsHTTP: choice.allowsHTTP)
        } catch {
            let name = choice.baseURL == nil ? "OPENAI_BASE_URL" : "model.base_url"
            throw RunRefusal(message: "\(name) \(error.words)", exitStatus: .invalidData)
        }
        let isOpenAI = url.isOpenAI || choice.baseURL == nil
        let key = try source.map { source throws(RunRefusal) in
            try ServiceKey(source, environment: environment)
        }
        baseURL = url.text
        endpoint = url.text
        authorization = key?.header(azure: url.isAzure)
        self.isOpenAI = isOpenAI
        organization = isOpenAI ? variable("OPENAI_ORG_ID") : nil
        project = isOpenAI ? variable("OPENAI_PROJECT_ID") : nil
    }
}

extension ServiceURL {
    /// OpenAI's own hosts, the regional ones among them.
    fileprivate var isOpenAI: Bool {
        let name = host.lowercased()
        return name == "api.openai.com" || name.hasSuffix(".api.openai.com")
    }

    /// Azure's hosts take the key in a header of their own.
    fileprivate var isAzure: Bool {
        let name = host.lowercased()
        return name.hasSuffix(".openai.azure.com") || name.hasSuffix(".services.ai.azure.com")
    }
}
