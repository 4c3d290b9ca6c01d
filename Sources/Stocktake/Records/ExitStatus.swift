/// The exit statuses, which never change; scripts should treat an unknown one as failure.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    case unexpected = 1
    case notAllCounted = 3
    case failOnMatched = 4
    case limitReached = 8
    case usage = 64
    case invalidData = 65
    case missingInput = 66
    case serviceGivenUp = 69
    case cannotWrite = 73
    case locked = 75
    case noAccess = 77
    case interrupted = 130

    /// The meaning shown in `--help`, the README and the workbook.
    public var meaning: String {
        switch self {
        case .success:
            "every photo was used and every location counted; reports written"
        case .unexpected: "unexpected error"
        case .notAllCounted:
            "reports written, but some photos, locations or questions were not counted"
        case .failOnMatched: "--fail-on matched"
        case .limitReached:
            "cost or time limit reached; partial results are reported, the next run continues"
        case .usage: "invalid command line"
        case .invalidData:
            "invalid pipeline, catalogue, prices or other data (before any money is spent)"
        case .missingInput: "no photos found, or an input file is missing"
        case .serviceGivenUp:
            "gave up on the model service (no answers, or too many failures)"
        case .cannotWrite: "a report, the ledger or the log can't be written"
        case .locked: "another run holds the lock"
        case .noAccess: "key missing or refused, no credit, no permission"
        case .interrupted:
            "interrupted (Ctrl-C, SIGTERM, SIGHUP); state saved, the next run continues"
        }
    }

    /// Worst first, if several apply: 1, 73, 77, 69, 130, 8, 3, 4, 0.
    public static let worstFirst: [ExitStatus] = [
        .unexpected, .cannotWrite, .noAccess, .serviceGivenUp, .interrupted, .limitReached,
        .notAllCounted, .failOnMatched, .success,
    ]

    /// The worst of several; success if there are none.
    public static func worst(of statuses: [ExitStatus]) -> ExitStatus {
        worstFirst.first { statuses.contains($0) } ?? .success
    }
}
