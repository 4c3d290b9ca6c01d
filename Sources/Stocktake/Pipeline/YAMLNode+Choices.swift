import YAML

extension YAMLNode {
    /// Reads a pipeline, in which `one of [a, b]` may also stand within braces under `fields`.
    ///
    /// There it is no YAML, because an unquoted text can't hold a bracket. Only where reading fails
    /// at such a bracket, the words move into it, `[one of,a, b]`, which keeps every position.
    ///
    /// - Throws: the first problem of the text as written.
    static func readPipeline(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        var text = bytes
        var places: Set<Place> = []
        var first: YAMLError?
        while true {
            do throws(YAMLError) {
                let root = try YAMLNode.read(text)
                guard let first else { return root }
                guard root?.fieldLists(isField: false).isSuperset(of: places) == true else {
                    throw first
                }
                return root
            } catch {
                guard let place = text.moveChoices(error) else { throw first ?? error }
                places.insert(place)
                first = first ?? error
            }
        }
    }

    /// Where a list begins.
    fileprivate struct Place: Hashable {
        let line: Int
        let column: Int
    }

    /// The places of all lists inside the values of keys called `fields`.
    private func fieldLists(isField: Bool) -> Set<Place> {
        var found: Set<Place> = []
        if let sequence {
            if isField { found.insert(Place(line: line, column: column)) }
            for element in sequence { found.formUnion(element.fieldLists(isField: isField)) }
        }
        for (key, value) in mapping ?? [] {
            let isInside = isField || key.scalar?.string == "fields"
            found.formUnion(value.fieldLists(isField: isInside))
        }
        return found
    }
}

extension [UInt8] {
    /// Moves the words before the bracket at which a text ceased to be YAML into it.
    ///
    /// - Returns: where the list begins now; nil if the problem is another one.
    fileprivate mutating func moveChoices(_ error: YAMLError) -> YAMLNode.Place? {
        let words = Array("one of [".utf8)
        var start = starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for _ in 1..<Swift.max(error.line, 1) {
            guard let end = self[start...].firstIndex(of: 0x0A) else { return nil }
            start = end + 1
        }
        let line = self[start...].prefix { $0 != 0x0A && $0 != 0x0D }
        let before = String(decoding: line, as: UTF8.self).unicodeScalars.prefix(error.column - 1)
        let bracket = start + String(String.UnicodeScalarView(before)).utf8.count
        let begin = bracket - (words.count - 1)
        guard begin > start, bracket < endIndex, Array(self[begin...bracket]) == words else {
            return nil
        }
        replaceSubrange(begin...bracket, with: Array("[one of,".utf8))
        return YAMLNode.Place(line: error.line, column: error.column - (words.count - 1))
    }
}
