extension Duration {
    /// A duration above zero, as written in pipelines and options: `90s`, `10m`, `1h30m`.
    ///
    /// - Parameter written: hours, minutes and seconds in that order, each once at most.
    public init?(written: String) {
        guard
            let match = written.wholeMatch(
                of: /(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?/
            )
        else { return nil }
        let parts = [(match.1, 3600), (match.2, 60), (match.3, 1)]
        let seconds = parts.reduce(0) { $0 + (Int($1.0 ?? "") ?? 0) * $1.1 }
        guard seconds > 0 else { return nil }
        self = .seconds(seconds)
    }
}

extension Duration {
    /// For a person, with two units at most: `24 s`, `1 min 30 s`, `2 h 5 min`, `3 days 4 h`.
    ///
    /// Parts of a second count as a whole one; below that it is milliseconds.
    var words: String {
        let milliseconds = (self / .milliseconds(1)).rounded()
        guard self >= .seconds(1) else { return "\(Int(max(0, milliseconds))) ms" }
        let total = Int(seconds.rounded(.up))
        let parts = [
            (total / 86_400, total < 172_800 ? "day" : "days"), (total / 3600 % 24, "h"),
            (total / 60 % 60, "min"), (total % 60, "s"),
        ]
        let first = parts.firstIndex { $0.0 > 0 } ?? 3
        return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            .joined(separator: " ")
    }
}
