extension PatternParser {
    /// One end of a range in a class, or a set that can't be one.
    private enum ClassAtom {
        case code(UInt32)
        case set(ScalarSet)
    }

    /// Reads a class from behind its `[` to behind its `]`.
    mutating func parseClass() throws(PatternError) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        while !take("]") {
            let first = try parseClassAtom()
            let isRange =
                peek == "-" && position + 1 < scalars.count && scalars[position + 1] != "]"
            guard isRange else {
                insert(first, into: &set)
                continue
            }
            position += 1
            let last = try parseClassAtom()
            guard case .code(let low) = first, case .code(let high) = last else {
                throw invalid("a set like '\\d' can't be the end of a range")
            }
            guard low <= high else { throw invalid("a range of a class is out of order") }
            set.insert(low...high)
        }
        return set.finished(isNegated: isNegated)
    }

    private func insert(_ atom: ClassAtom, into set: inout ScalarSet) {
        switch atom {
        case .code(let code): set.insert(code...code)
        case .set(let other): set.formUnion(other)
        }
    }

    private mutating func parseClassAtom() throws(PatternError) -> ClassAtom {
        guard let scalar = peek else { throw invalid("a class is not closed") }
        guard take("\\") else {
            position += 1
            return .code(scalar.value)
        }
        if take("b") {
            return .code(0x08)
        }
        if let set = try parseSetEscape() {
            return .set(set)
        }
        return .code(try parseCharacterEscape(alsoEscaped: ["-"]))
    }
}
