import Synchronization
import Testing

/// Waits until something has come true; five minutes without it fail the test.
func eventually(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(300)
    while !holds() {
        try #require(ContinuousClock.now < end, "not true yet", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// Something that is on or off, for all threads.
final class Switch: Sendable {
    private let state: Atomic<Bool>

    init(on: Bool = false) {
        state = Atomic(on)
    }

    var isOn: Bool { state.load(ordering: .acquiring) }

    func turn(on: Bool) { state.store(on, ordering: .releasing) }
}
