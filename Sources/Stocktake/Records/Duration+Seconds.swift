extension Duration {
    /// As a floating number of seconds, for dates.
    public var seconds: Double {
        let (whole, atto) = components
        return Double(whole) + Double(atto) / 1e18
    }
}
