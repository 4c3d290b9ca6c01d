/// Where a model is asked, and with which key.
public struct ModelServiceAddress: Sendable {
    /// Without a slash at its end; part of each question's key.
    let baseURL: String
    /// Where requests are sent: the same as `baseURL`, except in a rehearsal.
    var endpoint: String
    let host: ServiceHost
    /// Nil for a server that needs none.
    var key: ServiceKey?
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`; sent to OpenAI only.
    var organization: String?
    var project: String?
    /// Whether a label reader on this machine answers, not a model.
    var isRehearsal = false

    /// OpenAI's own service without a key: identifies it, and sends nothing.
    static let openAI = ModelServiceAddress(
        baseURL: ServiceURL.openAI,
        endpoint: ServiceURL.openAI,
        host: .openAI
    )

    /// The address of a rehearsal server of this process.
    package static func rehearsal(port: Int) -> ModelServiceAddress {
        ModelServiceAddress(
            baseURL: "rehearsal",
            endpoint: "http://127.0.0.1:\(port)/v1",
            host: .openAI,
            isRehearsal: true
        )
    }
}

extension ModelServiceAddress {
    /// An address of this service, to be shown: long parts of its path may be secrets.
    func place(_ path: String) -> String {
        let parts = (endpoint + path).split(separator: "/", omittingEmptySubsequences: false)
        let shown = parts.enumerated().map { index, part in
            index > 2 && part.count > 24 ? "…" : String(part)
        }
        return printable(shown.joined(separator: "/"), limit: 200)
    }

    /// The base address without the path of an API, shown; nil where it has none.
    var withoutAPIPath: String? {
        ServiceURL.apiPaths.first { endpoint.hasSuffix($0) }.map { ending in
            var copy = self
            copy.endpoint = String(endpoint.dropLast(ending.count))
            return copy.place("")
        }
    }

    /// The base address with `/v1`, shown; nil where it has a path.
    var withVersion: String? {
        let parts = endpoint.split(separator: "/")
        return parts.count == 2 ? place("/v1") : nil
    }

    /// The service of a pipeline: its own `base_url`, else `OPENAI_BASE_URL`, else OpenAI's.
    ///
    /// A pipeline's own address never gets the key of the environment, so that a pipeline file from
    /// someone else can't take it.
    ///
    /// - Parameters:
    ///   - choice: the pipeline's.
    ///   - environment: the variables of the process, and the limits of a key command.
    /// - Throws: `RunRefusal` for a key that is missing or unreadable, or an unusable address in the
    ///   environment; `RunInterruption` after a signal.
    init(_ choice: ServiceChoice, _ environment: KeyEnvironment) throws {
        self = try .unkeyed(choice, environment: environment.variables)
        key = try choice.keySource.map { try ServiceKey($0, environment) }
    }

    /// The same without a key: identifies the service, and sends nothing.
    ///
    /// - Throws: `RunRefusal` for an unusable address in the environment.
    static func unkeyed(
        _ choice: ServiceChoice,
        environment: [String: String]
    ) throws(RunRefusal) -> ModelServiceAddress {
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let url: ServiceURL
        do {
            url = try ServiceURL(choice, variables: environment)
        } catch {
            let name = choice.baseURL == nil ? "OPENAI_BASE_URL" : "model.base_url"
            throw RunRefusal(message: "\(name) \(error.words)", exitStatus: .invalidData)
        }
        return ModelServiceAddress(
            baseURL: url.text,
            endpoint: url.text,
            host: ServiceHost(url, replacesOpenAI: choice.baseURL == nil),
            organization: variable("OPENAI_ORG_ID"),
            project: variable("OPENAI_PROJECT_ID")
        )
    }
}
