/// Why a pattern can't be used.
struct PatternError: Error, Equatable {
    /// True if the pattern is right but needs what this library doesn't have.
    let isUnsupported: Bool
    /// What is wrong, in lower case.
    let message: String
}

/// A regular expression of ECMA-262 with the `u` flag, as JSON Schema's `pattern` has it.
///
/// It is matched by following all its states at once (K. Thompson, CACM 11, 1968), so the time is
/// at most the length of the text times the size of the program, whatever the pattern. There are
/// no back references and no look-around, which can't be had in that time.
struct Pattern: Sendable {
    /// One step of the program.
    ///
    /// Numbers are places in the program.
    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        /// A place in `sets`.
        case set(Int)
        case either(Int, Int)
        case jump(Int)
        case require(PatternNode.Assertion)
        case match
    }

    /// The most instructions of a program.
    static let maxInstructions = 10_000

    let program: [Instruction]
    let sets: [ScalarSet]

    init(_ source: String) throws(PatternError) {
        var parser = PatternParser(source)
        let node = try parser.parse()
        var builder = PatternBuilder()
        try builder.emit(node)
        try builder.add(.match)
        program = builder.program
        sets = builder.sets
    }

    /// Whether the pattern is found anywhere in the text.
    ///
    /// - Parameters:
    ///   - text: taken as Unicode scalars.
    ///   - work: is lowered by the instructions looked at; below 0 the search ends.
    /// - Returns: nil if the work ran out.
    func matches(_ text: String, work: inout Int) -> Bool? {
        var search = PatternSearch(pattern: self)
        return search.run(text, work: &work)
    }
}

/// Makes the program out of the tree.
private struct PatternBuilder {
    var program: [Pattern.Instruction] = []
    var sets: [ScalarSet] = []

    mutating func add(_ instruction: Pattern.Instruction) throws(PatternError) {
        guard program.count < Pattern.maxInstructions else {
            let message = "the pattern must have at most \(Pattern.maxInstructions) steps"
            throw PatternError(isUnsupported: true, message: message)
        }
        program.append(instruction)
    }

    mutating func emit(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .scalar(let scalar): try add(.scalar(scalar))
        case .set(let set):
            try add(.set(sets.count))
            sets.append(set)
        case .assertion(let assertion): try add(.require(assertion))
        case .sequence(let nodes):
            for node in nodes {
                try emit(node)
            }
        case .choice(let nodes): try emitChoice(nodes)
        case .repetition(let node, let least, let most):
            try emitRepetition(node, least: least, most: most)
        }
    }

    private mutating func emitChoice(_ nodes: [PatternNode]) throws(PatternError) {
        var exits: [Int] = []
        for node in nodes.dropLast() {
            let fork = program.count
            try add(.either(fork + 1, 0))
            try emit(node)
            exits.append(program.count)
            try add(.jump(0))
            program[fork] = .either(fork + 1, program.count)
        }
        if let last = nodes.last {
            try emit(last)
        }
        for exit in exits {
            program[exit] = .jump(program.count)
        }
    }

    private mutating func emitRepetition(
        _ node: PatternNode,
        least: Int,
        most: Int?
    ) throws(PatternError) {
        for _ in 0..<least {
            let start = program.count
            try emit(node)
            // What takes no step once takes none however often.
            if program.count == start {
                return
            }
        }
        guard let most else {
            let fork = program.count
            try add(.either(fork + 1, 0))
            try emit(node)
            try add(.jump(fork))
            program[fork] = .either(fork + 1, program.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<max(least, most) {
            forks.append(program.count)
            try add(.either(program.count + 1, 0))
            try emit(node)
        }
        for fork in forks {
            program[fork] = .either(fork + 1, program.count)
        }
    }
}
