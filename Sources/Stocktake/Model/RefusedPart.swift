/// The part of a request that an error names.
struct RefusedPart {
    /// Without indexes: `input.content.detail`; empty for anything but a path of identifiers.
    let path: [String]

    /// - Parameter param: `input[0].content[1].detail`, untrusted.
    init(_ param: String?) {
        let plain = param?.replacing(/\[[0-9]{0,6}\]/, with: "")
        path = identifier(plain)?.split(separator: ".").map(String.init) ?? []
    }

    /// What to leave out: `detail` for that of a photo, otherwise the dotted path.
    var name: String? {
        guard !path.isEmpty else { return nil }
        return isInInput || path.last == "strict" ? path.last : path.joined(separator: ".")
    }

    private var isInInput: Bool { ["input", "messages"].contains(path.first) }

    /// What is wrong with it; nil where the part doesn't say.
    func kind(code: String?) -> ServiceTrouble.Kind? {
        guard let first = path.first, let last = path.last else { return nil }
        let isUnsupported = code.map { Self.unsupported.contains($0) } ?? false
        if last == "strict", path.count > 1 { return .parameterRefused }
        let isSchema = path == ["text"] || path.starts(with: ["text", "format"])
        if isSchema || first == "response_format" {
            return .schemaRefused
        }
        if first == "model" { return .modelUnknown }
        if first == "instructions" { return isUnsupported ? .systemRefused : nil }
        if isInInput {
            if path.count > 1, last == "detail" { return .parameterRefused }
            if path.count > 1, last == "role" { return .systemRefused }
            return inputKind(code: code, last: last)
        }
        if code == "missing_required_parameter" { return nil }
        return isUnsupported || Self.optional.contains(first) || path == ["text", "verbosity"]
            ? .parameterRefused : nil
    }

    private func inputKind(code: String?, last: String) -> ServiceTrouble.Kind? {
        switch code {
        case "array_above_max_length": .requestTooLarge
        // The limit of image patches in one request, or of one photo's size.
        case "invalid_value", "string_above_max_length": .badPhoto
        case nil where ["image_url", "url"].contains(last): .badPhoto
        default: nil
        }
    }

    private static let unsupported: Set = [
        "unsupported_parameter", "unknown_parameter", "unsupported_value", "unrecognized_keys",
        "extra_forbidden", "value_error.extra",
    ]

    /// What a request can omit.
    private static let optional: Set = [
        "reasoning", "reasoning_effort", "temperature", "top_p", "store", "verbosity",
        "metadata", "service_tier", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "safety_identifier", "user", "seed", "include", "truncation",
        "parallel_tool_calls",
    ]
}
