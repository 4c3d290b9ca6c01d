/// One search of a pattern in a text: all states the program can be in, scalar by scalar.
struct PatternSearch {
    private let pattern: Pattern
    /// The states that wait for the next scalar.
    private var current: [Int] = []
    private var next: [Int] = []
    /// The step in which an instruction was last looked at.
    private var seen: [Int]
    private var step = 0
    private var stack: [Int] = []
    /// Instructions looked at since this was last taken off the work.
    private var looked = 0
    private var isFound = false

    init(pattern: Pattern) {
        self.pattern = pattern
        seen = Array(repeating: -1, count: pattern.program.count)
    }

    /// Nil if the work ran out.
    mutating func run(_ text: String, work: inout Int) -> Bool? {
        var before: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var scalar = scalars.next()
        follow(0, between: before, and: scalar)
        swap(&current, &next)
        while !isFound, let taken = scalar {
            work -= looked
            looked = 0
            guard work >= 0 else { return nil }
            before = taken
            scalar = scalars.next()
            step += 1
            next.removeAll(keepingCapacity: true)
            looked += current.count
            for state in current where takes(taken, at: state) {
                follow(state + 1, between: before, and: scalar)
            }
            if !isAnchored {
                follow(0, between: before, and: scalar)
            }
            if next.isEmpty, isAnchored {
                break
            }
            swap(&current, &next)
        }
        return isFound
    }

    /// True if a match can begin only where the text does.
    private var isAnchored: Bool {
        if case .require(.start) = pattern.program[0] { true } else { false }
    }

    private func takes(_ scalar: Unicode.Scalar, at state: Int) -> Bool {
        switch pattern.program[state] {
        case .scalar(let expected): scalar == expected
        case .set(let set): pattern.sets[set].contains(scalar)
        default: false
        }
    }

    /// Adds the states that can be reached from an instruction without taking a scalar.
    private mutating func follow(
        _ start: Int,
        between before: Unicode.Scalar?,
        and after: Unicode.Scalar?
    ) {
        stack.append(start)
        while let state = stack.popLast() {
            looked += 1
            guard seen[state] != step else { continue }
            seen[state] = step
            switch pattern.program[state] {
            case .scalar, .set: next.append(state)
            case .match: isFound = true
            case .jump(let target): stack.append(target)
            case .either(let one, let other):
                stack.append(other)
                stack.append(one)
            case .require(let assertion):
                if assertion.holds(between: before, and: after) {
                    stack.append(state + 1)
                }
            }
        }
    }
}
