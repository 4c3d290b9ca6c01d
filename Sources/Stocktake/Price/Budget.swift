import Foundation

/// The budget of a run, checked before every request.
///
/// A request reserves the most it can cost and settles with its actual cost; if that stays unknown,
/// so does the reservation. So the limit is never exceeded while usage stays within the plan. If it
/// doesn't, nothing more may be sent.
struct Budget: Sendable {
    /// Whether a request may be sent.
    enum Decision: Sendable, Hashable {
        case granted
        /// Perhaps possible when other requests settle for less than they reserved.
        case waitForOthers
        case refused
    }

    /// USD; nil for no limit.
    let limit: Decimal?
    /// USD, from reported usage.
    private(set) var spent: Decimal = 0
    /// USD, for requests running or with an unknown outcome.
    private(set) var reserved: Decimal = 0
    /// Running requests with a reservation.
    private var open = 0
    /// USD by which requests exceeded their ceilings; zero as long as usage stays within the plan.
    private(set) var overshoot: Decimal = 0

    /// A budget of which earlier questions of the run have used some.
    init(limit: Decimal?, spent: Decimal = 0, reserved: Decimal = 0) {
        self.limit = limit
        self.spent = spent
        self.reserved = reserved
    }

    /// - Parameter ceiling: the most the request can cost; nil without a known price, which
    ///   planning refuses together with a limit.
    /// - Returns: whether the request may be sent.
    mutating func reserve(_ ceiling: Decimal?) -> Decision {
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

    /// Settles a request that has ended.
    ///
    /// - Parameters:
    ///   - ceiling: as reserved.
    ///   - cost: nil if the service may charge an unknown amount; zero if it certainly doesn't
    ///     charge.
    mutating func settle(_ ceiling: Decimal?, cost: Decimal?) {
        spent += cost ?? 0
        if let cost, let ceiling, cost > ceiling { overshoot += cost - ceiling }
        guard limit != nil else { return }
        open -= 1
        if cost != nil, let ceiling { reserved -= ceiling }
    }
}
