/// How the servers of one wire format differ: decided once, from the address.
///
/// Only the wire formats read it.
struct ServiceHost: Sendable, Hashable {
    /// Which parameters, headers and APIs a server can be expected to know.
    enum Behaviour: Sendable, Hashable {
        /// OpenAI's own service, or one that replaces it.
        case openAI
        /// Any other server that speaks one of OpenAI's APIs.
        case compatible
    }

    /// The header that carries the key.
    enum KeyHeader: Sendable, Hashable {
        case authorization
        /// Azure's `api-key`.
        case apiKey
    }

    let behaviour: Behaviour
    let keyHeader: KeyHeader

    /// OpenAI's own service.
    static let openAI = ServiceHost(behaviour: .openAI, keyHeader: .authorization)
}

extension ServiceHost {
    /// The host of an address.
    ///
    /// - Parameters:
    ///   - url: OpenAI's own hosts include the regional ones.
    ///   - replacesOpenAI: whether the environment names this address instead of OpenAI's.
    init(_ url: ServiceURL, replacesOpenAI: Bool) {
        let name = url.host.lowercased()
        let isOwn = name == "api.openai.com" || name.hasSuffix(".api.openai.com")
        let isAzure =
            name.hasSuffix(".openai.azure.com") || name.hasSuffix(".services.ai.azure.com")
        behaviour = isOwn || replacesOpenAI ? .openAI : .compatible
        keyHeader = isAzure ? .apiKey : .authorization
    }
}
