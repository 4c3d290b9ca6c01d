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
