/// A piece of a pattern as the parser understood it.
indirect enum PatternNode: Sendable {
    /// A condition on the place between two scalars.
    enum Assertion: Sendable {
        case start
        case end
        case wordBoundary
        case noWordBoundary

        func holds(between before: Unicode.Scalar?, and after: Unicode.Scalar?) -> Bool {
            switch self {
            case .start: before == nil
            case .end: after == nil
            case .wordBoundary: Self.isWord(before) != Self.isWord(after)
            case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
            }
        }

        private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { ScalarSet.word.contains($0) } ?? false
        }
    }

    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// So many times at least, and so many at most if there is a limit.
    case repetition(PatternNode, least: Int, most: Int?)
}
