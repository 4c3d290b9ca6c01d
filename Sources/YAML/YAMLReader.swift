extension YAMLNode {
    /// The most bytes of a text.
    public static let maxBytes = 262_144
    /// The most bytes of a line.
    public static let maxLineLength = 8192
    /// The most levels of sequences and mappings inside each other.
    public static let maxDepth = 100

    /// Reads one YAML document from text of any origin.
    ///
    /// Size and depth are limited. Anchors, aliases, keys marked with `?` and keys that are not
    /// text are refused: a few lines of them can stand for more than there is memory.
    ///
    /// - Returns: nil for a text without a document.
    /// - Throws: `YAMLError` with the place of the first problem.
    public static func read(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        try check(text)
        let parser = try YAMLParser(text)
        guard let root = try parser.document() else { return nil }
        if let place = try YAMLParser(text).firstMarkedKey() {
            throw YAMLError(
                "keys marked with '?' are not supported; write 'key: value' or quote the text",
                line: place.line,
                column: place.column
            )
        }
        return root
    }

    private static func check(_ text: [UInt8]) throws(YAMLError) {
        guard text.count <= maxBytes else {
            throw YAMLError("the file has \(text.count) bytes; the maximum is \(maxBytes)")
        }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw YAMLError("the file is not UTF-8 text; save it as UTF-8")
        }
        var number = 0
        var rest = text[...]
        while !rest.isEmpty {
            number += 1
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            try check(line, number: number)
            rest = rest.dropFirst(line.count)
            rest = rest.dropFirst(rest.starts(with: [0x0D, 0x0A]) ? 2 : 1)
        }
    }

    private static func check(_ line: ArraySlice<UInt8>, number: Int) throws(YAMLError) {
        guard line.count <= maxLineLength else {
            throw YAMLError(
                "the line has \(line.count) bytes; the maximum is \(maxLineLength)",
                line: number
            )
        }
        let indentation = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard indentation.count < line.count,
            let tab = indentation.firstIndex(of: UInt8(ascii: "\t"))
        else { return }
        throw YAMLError(
            "a tab in the indentation; use spaces",
            line: number,
            column: tab - line.startIndex + 1
        )
    }
}

extension YAMLParser {
    /// The only document of the text.
    fileprivate func document() throws(YAMLError) -> YAMLNode? {
        _ = try next()
        guard try next().kind == .documentStart else { return nil }
        let root = try node(try next(), depth: 0)
        _ = try next()
        let after = try next()
        guard after.kind == .streamEnd else {
            throw after.error("a second YAML document begins here; keep one per file")
        }
        return root
    }

    private func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
        if event.hasAnchor { throw event.anchorError }
        guard depth <= YAMLNode.maxDepth else {
            throw event.error("nested more than \(YAMLNode.maxDepth) levels deep; flatten it")
        }
        let content: YAMLNode.Content =
            switch event.kind {
            case .alias: throw event.aliasError
            case .scalar(let scalar): .scalar(scalar)
            case .sequenceStart: .sequence(try sequence(depth: depth + 1))
            case .mappingStart: .mapping(try mapping(depth: depth + 1))
            case .documentStart, .collectionEnd, .streamEnd, .other:
                throw event.error("not readable as YAML")
            }
        return YAMLNode(content: content, line: event.line, column: event.column)
    }

    private func sequence(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            let event = try next()
            if event.kind == .collectionEnd { return nodes }
            nodes.append(try node(event, depth: depth))
        }
    }

    private func mapping(depth: Int) throws(YAMLError) -> [YAMLNode.Pair] {
        var pairs: [YAMLNode.Pair] = []
        var names: Set<String> = []
        while true {
            let event = try next()
            switch event.kind {
            case .collectionEnd: return pairs
            case .sequenceStart, .mappingStart:
                if event.hasAnchor { throw event.anchorError }
                throw event.error("a list or section can't be a key; write 'key: value'")
            default: break
            }
            let key = try node(event, depth: depth)
            let name = key.scalar?.string ?? ""
            guard names.insert(name).inserted else {
                throw event.error("duplicate key '\(name.prefix(60))'; remove one")
            }
            pairs.append((key, try node(try next(), depth: depth)))
        }
    }
}
