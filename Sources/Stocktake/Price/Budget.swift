import Foundation

/// What a run may still spend: a value that every request asks before it is sent.
///
/// A request reserves the most it can cost, and settles with what it did cost; where that stays
/// unknown, the reservation stays. So the limit is never passed while the service keeps within what
/// was planned. If it ever doesn't, nothing more may be sent.
struct Budget: Sendable {
    /// Whether a request may be sent.
    enum Answer: Sendable, Hashable {
        case granted
        /// Not now, but perhaps when others have settled for less than they reserved.
        case waitForOthers
        case refused
    }

    /// USD; nil for no limit.
    let limit: Decimal?
    /// USD, by reported usage.
    private(set) var spent: Decimal = 0
    /// USD, by requests under way or with an unknown outcome.
    private(set) var reserved: Decimal = 0
    /// Requests under way with a reservation.
    private var open = 0
    /// USD by which a request cost more than it could have: zero while plans hold.
    private(set) var overshoot: Decimal = 0

    init(limit: Decimal?) {
        self.limit = limit
    }

    /// - Parameter ceiling: the most the request can cost; nil where no price is known, which
    ///   planning refuses together with a limit.
    /// - Returns: whether the request may be sent.
    mutating func reserve(_ ceiling: Decimal?) -> Answer {
        guard overshoot == 0 else { return .refused }
        guard let limit else { return .granted }
        let ceiling = ceiling ?? 0
        guard spent + reserved + ceiling <= limit else {
            return open > 0 ? .waitForOthers : .refused
        }
        reserved += ceiling
        open += 1
        return .granted
    }

    /// A request ended.
    ///
    /// - Parameters:
    ///   - ceiling: as it was reserved.
    ///   - cost: nil where the service may charge and doesn't say how much; zero for one that it
    ///     surely doesn't charge for.
    mutating func settle(_ ceiling: Decimal?, cost: Decimal?) {
        spent += cost ?? 0
        if let cost, let ceiling, cost > ceiling { overshoot += cost - ceiling }
        guard limit != nil else { return }
        open -= 1
        if cost != nil, let ceiling { reserved -= ceiling }
    }
}
