/// Processes every input on several cores, a limited number at a time.
///
/// At most `workers` inputs are in memory at once. Results are in the order of the inputs.
///
/// - Parameters:
///   - inputs: may be empty.
///   - workers: 1 or more.
///   - work: called once per input, on any thread.
///   - onDone: called after each input, in the order they finish, never concurrently.
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

/// Runs asynchronous work for every input, a limited number at a time.
///
/// - Parameters:
///   - inputs: may be empty.
///   - width: 1 or more.
///   - work: called once per input; the first error stops all work.
///   - onDone: called after each input with the number done, in the order they finish, never
///     concurrently.
/// - Returns: one output per input, in the same order.
/// - Throws: the first error of `work`, once all running work has finished.
func inWindow<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    width: Int,
    work: @escaping @Sendable (Input) async throws -> Output,
    onDone: (_ done: Int, Output) -> Void
) async throws -> [Output] {
    try await withTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
        var results = [Result<Output, any Error>?](repeating: nil, count: inputs.count)
        var next = 0
        var done = 0
        var hasFailed = false
        func begin() {
            guard next < inputs.count, !hasFailed else { return }
            let index = next
            next += 1
            group.addTask {
                do {
                    return (index, .success(try await work(inputs[index])))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for _ in 0..<max(width, 1) { begin() }
        for await (index, result) in group {
            results[index] = result
            done += 1
            switch result {
            case .success(let output): onDone(done, output)
            case .failure: hasFailed = true
            }
            begin()
        }
        return results
    }
    .compactMap { try $0?.get() }
}
