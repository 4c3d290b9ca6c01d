/// A set of Unicode scalars: what a class, an escape or a dot of a pattern takes.
struct ScalarSet: Sendable {
    private static let last: UInt32 = 0x10FFFF

    /// Ranges in any order; they may overlap.
    private var ranges: [ClosedRange<UInt32>] = []
    private var properties: [ScalarProperty] = []
    private var isNegated = false
    /// The answer for each ASCII character, once the set is finished.
    private var ascii: [Bool] = []

    static let digits = ScalarSet([0x30...0x39])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// ECMA-262's white space and line ends.
    static let space = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let lineEnds = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])

    init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

    init(_ property: ScalarProperty) { properties = [property] }

    /// All that this set doesn't have; of a set without properties.
    var complement: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next {
                gaps.append(next...(range.lowerBound - 1))
            }
            next = max(next, range.upperBound + 1)
        }
        if next <= Self.last {
            gaps.append(next...Self.last)
        }
        return ScalarSet(gaps)
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func formUnion(_ other: ScalarSet) {
        ranges += other.ranges
        properties += other.properties
    }

    /// The finished set, or what it leaves out.
    func finished(isNegated: Bool = false) -> ScalarSet {
        var set = self
        set.isNegated = isNegated
        set.ascii = []
        set.ascii = (0..<128).map { set.contains(Unicode.Scalar($0)) }
        return set
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        if value < ascii.count {
            return ascii[Int(value)]
        }
        let isFound =
            ranges.contains { $0.contains(value) } || properties.contains { $0.holds(for: scalar) }
        return isFound != isNegated
    }
}
