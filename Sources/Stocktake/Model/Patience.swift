/// How long a service that gives no answer is tried again before it is given up.
///
/// Requests that can't be delivered and refusals for the service's limits are free and say nothing
/// of a question, so they use up no attempt. What bounds them is time without any answer, over all
/// questions. It has no clock: times count from the run's start.
struct Patience: Sendable {
    /// With a service that was never reached in this run, as its address may be wrong.
    static let neverReached = Duration.seconds(60)
    /// With one that was reached before, and may be starting again.
    static let unreachable = Duration.seconds(300)
    /// With one that only refuses for its limits.
    static let refusing = Duration.seconds(900)

    private var wasReached = false
    private var unreachableSince: Duration?
    private var refusingSince: Duration?

    /// How long it is tried again while it can't be reached.
    var withUnreachable: Duration { wasReached ? Self.unreachable : Self.neverReached }

    /// An answer came.
    mutating func answered() {
        self = Patience()
        wasReached = true
    }

    /// A request failed.
    ///
    /// - Returns: for how long there was no answer, if the service is to be given up; else nil.
    mutating func end(after trouble: ServiceTrouble, at now: Duration) -> Duration? {
        guard trouble.kind == .unreachable else {
            wasReached = wasReached || trouble.status != nil
            unreachableSince = nil
            guard trouble.isFree else { return nil }
            let start = refusingSince ?? now
            refusingSince = start
            return now - start >= Self.refusing ? now - start : nil
        }
        let start = unreachableSince ?? now
        unreachableSince = start
        return now - start >= withUnreachable ? now - start : nil
    }
}
