/// Collects the findings of a table; many of one kind become one finding with their number.
///
/// Up to five of a kind are listed. Of more, only the first stays, and names the next lines:
/// `… (and 4999 more like it, on lines 4, 5, 6, 7, …)`.
struct TableFindings {
    private struct Kind {
        var findings: [Finding] = []
        var count = 0
    }

    private static let most = 5
    private var kinds: [String: Kind] = [:]
    private var order: [String] = []

    /// Whether any of them is an error.
    private(set) var hasErrors = false

    /// Adds a finding with a position; `kind` is the same for all that should be counted together.
    mutating func add(_ finding: Finding, kind: String) {
        if kinds[kind] == nil { order.append(kind) }
        kinds[kind, default: Kind()].count += 1
        if finding.severity == .error { hasErrors = true }
        guard let listed = kinds[kind]?.findings.count, listed < Self.most else { return }
        kinds[kind]?.findings.append(finding)
    }

    /// By line; findings of one line in the order added.
    var all: [Finding] {
        let listed = order.compactMap { kinds[$0] }.flatMap(Self.shown)
        return listed.enumerated()
            .sorted { left, right in
                let lines = [left, right].map { $0.element.position?.line ?? 0 }
                return lines[0] != lines[1] ? lines[0] < lines[1] : left.offset < right.offset
            }
            .map(\.element)
    }

    private static func shown(_ kind: Kind) -> [Finding] {
        guard kind.count > most, let first = kind.findings.first else { return kind.findings }
        let lines = kind.findings.dropFirst().compactMap { $0.position.map { "\($0.line)" } }
        let words =
            "(and \(kind.count - 1) more like it, on lines "
            + "\(lines.joined(separator: ", ")), …)"
        return [first.with(message: "\(first.message) \(words)")]
    }
}

extension Finding {
    /// The same finding with other words or another severity.
    func with(message: String, severity: Severity? = nil) -> Finding {
        Finding(
            severity ?? self.severity,
            code,
            message,
            position: position,
            photo: photo,
            location: location,
            key: key
        )
    }
}
