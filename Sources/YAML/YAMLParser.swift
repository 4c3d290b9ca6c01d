internal import CYAML

/// One step of libyaml's walk through a text.
struct YAMLEvent {
    enum Kind: Equatable {
        case documentStart, streamEnd, other
        case alias
        case scalar(YAMLNode.Scalar)
        case sequenceStart, mappingStart, collectionEnd
    }

    let kind: Kind
    let hasAnchor: Bool
    let line: Int
    let column: Int

    func error(_ message: String) -> YAMLError {
        YAMLError(message, line: line, column: column)
    }

    var anchorError: YAMLError { error(anchorMessage) }
    var aliasError: YAMLError { error(aliasMessage) }
}

private let anchorMessage =
    "YAML anchors ('&') are not supported; write the value out or quote the text"
private let aliasMessage =
    "YAML aliases ('*') are not supported; write the value out or quote the text"

/// libyaml's parser over a text in memory: events, or tokens, one after the other.
///
/// Source: libyaml's `yaml_parser_parse` and `yaml_parser_scan`; use one of the two.
@safe final class YAMLParser {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// A copy that libyaml points into.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: [UInt8]) throws(YAMLError) {
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe input = .allocate(capacity: text.count)
        _ = unsafe input.initialize(from: text)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw YAMLError("not enough memory to read the file")
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; after the end of the stream there is none.
    func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe YAMLEvent(event)
    }

    /// The place of the first `?` that marks a key, in a text that has been read without an error.
    func firstMarkedKey() -> (line: Int, column: Int)? {
        while true {
            var token = unsafe yaml_token_t()
            guard unsafe yaml_parser_scan(parser, &token) == 1 else { return nil }
            defer { unsafe yaml_token_delete(&token) }
            let start = unsafe token.start_mark
            switch unsafe token.type {
            case YAML_STREAM_END_TOKEN, YAML_NO_TOKEN: return nil
            // The token of a key without a mark has no width.
            case YAML_KEY_TOKEN where unsafe token.end_mark.index > start.index:
                return (start.line + 1, start.column + 1)
            default: continue
            }
        }
    }

    private var error: YAMLError {
        let state = unsafe parser.pointee
        let problem = unsafe text(state.problem) ?? "no reason given"
        let context = unsafe text(state.context)
        switch unsafe state.error {
        case YAML_MEMORY_ERROR: return YAMLError("not enough memory to read the file")
        case YAML_READER_ERROR:
            return YAMLError("invalid YAML: \(problem), byte \(unsafe state.problem_offset)")
        // A text such as *.jpg is reported as what YAML takes it for.
        case YAML_SCANNER_ERROR where context == "while scanning an alias":
            return unsafe YAMLError(aliasMessage, at: state.context_mark)
        case YAML_SCANNER_ERROR where context == "while scanning an anchor":
            return unsafe YAMLError(anchorMessage, at: state.context_mark)
        default:
            let place = context.map { " \($0)" } ?? ""
            return unsafe YAMLError("invalid YAML: \(problem)\(place)", at: state.problem_mark)
        }
    }

    private func text(_ characters: UnsafePointer<CChar>?) -> String? {
        unsafe characters.map { unsafe String(cString: $0) }
    }
}

extension YAMLError {
    fileprivate init(_ message: String, at mark: yaml_mark_t) {
        self.init(message, line: mark.line + 1, column: mark.column + 1)
    }
}

extension YAMLEvent {
    /// Copies an event out of libyaml's memory.
    fileprivate init(_ event: yaml_event_t) {
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(
                YAMLNode.Scalar(
                    string: String(decoding: bytes, as: UTF8.self),
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
                )
            )
            unsafe anchor = scalar.anchor
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe anchor = event.data.sequence_start.anchor
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe anchor = event.data.mapping_start.anchor
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
        default: kind = .other
        }
        hasAnchor = unsafe anchor != nil
        line = unsafe event.start_mark.line + 1
        column = unsafe event.start_mark.column + 1
    }
}
