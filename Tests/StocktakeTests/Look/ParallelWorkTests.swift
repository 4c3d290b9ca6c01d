import Foundation
import Synchronization
import Testing

@testable import Stocktake

@Suite("Work on several cores") struct ParallelWorkTests {
    /// Counts what is at work at once.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0))

        func work() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            usleep(500)
            state.withLock { $0.now -= 1 }
        }

        var most: Int { state.withLock(\.most) }
    }

    @Test(arguments: [1, 2, 7, 100]) func `results stand in the order of the inputs`(
        _ workers: Int
    ) async {
        var done: [Int] = []
        let results = await inParallel(Array(0..<60), workers: workers) { number in
            usleep(UInt32(number % 7) * 100)
            return number * number
        } onDone: {
            done.append($0)
        }
        #expect(results == (0..<60).map { $0 * $0 })
        #expect(done.sorted() == results, "each is told once")
    }

    @Test(arguments: [1, 2, 3]) func `never more than the workers are busy`(
        _ workers: Int
    ) async {
        let gauge = Gauge()
        _ = await inParallel(Array(0..<40), workers: workers) { _ in
            gauge.work()
        } onDone: { _ in
        }
        #expect((1...workers).contains(gauge.most))
    }

    @Test(arguments: [0, -3]) func `no workers still do the work`(_ workers: Int) async {
        let results = await inParallel([1, 2, 3], workers: workers) {
            $0 + 1
        } onDone: { _ in
        }
        #expect(results == [2, 3, 4])
    }

    @Test func `nothing to do is done at once`() async {
        let results = await inParallel([Int](), workers: 4) {
            $0
        } onDone: { _ in
            Issue.record("nothing was there to be done")
        }
        #expect(results == [])
    }

    @Test func `an absent result is a result`() async {
        let results = await inParallel([1, 2, 3], workers: 2) {
            $0 == 2 ? nil : $0
        } onDone: { _ in
        }
        #expect(results == [1, nil, 3])
    }
}
