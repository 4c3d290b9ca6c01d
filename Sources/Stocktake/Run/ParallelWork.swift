/// Does the same work for every input on several cores, a bounded number at a time.
///
/// At most `workers` inputs are in memory at once, whatever their number. Results stand in the order
/// of the inputs.
///
/// - Parameters:
///   - inputs: may be empty.
///   - workers: 1 or more.
///   - work: called once per input, on any thread.
///   - onDone: called after each, in the order they end, never twice at once.
/// - Returns: one output per input, in the same order.
func inParallel<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    workers: Int,
    work: @escaping @Sendable (Input) -> Output,
    onDone: (Output) -> Void
) async -> [Output] {
    await withTaskGroup(of: (Int, Output).self) { group in
        var results = [Output?](repeating: nil, count: inputs.count)
        var next = 0
        while next < min(max(workers, 1), inputs.count) {
            let index = next
            group.addTask { (index, work(inputs[index])) }
            next += 1
        }
        for await (index, output) in group {
            results[index] = output
            onDone(output)
            if next < inputs.count {
                let index = next
                group.addTask { (index, work(inputs[index])) }
                next += 1
            }
        }
        return results.compactMap(\.self)
    }
}

/// Waits for several things at once, a bounded number at a time.
///
/// - Parameters:
///   - inputs: may be empty.
///   - width: 1 or more.
///   - work: called once per input; the first error ends it all.
///   - onDone: called after each, in the order they end, with the number done; never twice at once.
/// - Returns: one output per input, in the same order.
/// - Throws: the first error of `work`, when all that is under way has ended.
func inWindow<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    width: Int,
    work: @escaping @Sendable (Input) async throws -> Output,
    onDone: (_ done: Int, Output) -> Void
) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        var results = [Output?](repeating: nil, count: inputs.count)
        var next = 0
        var done = 0
        while next < min(max(width, 1), inputs.count) {
            let index = next
            group.addTask { (index, try await work(inputs[index])) }
            next += 1
        }
        for try await (index, output) in group {
            results[index] = output
            done += 1
            onDone(done, output)
            if next < inputs.count {
                let index = next
                group.addTask { (index, try await work(inputs[index])) }
                next += 1
            }
        }
        return results.compactMap(\.self)
    }
}
