/// A number with its noun: `1 photo`, `2,000 photos`.
func plural(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}
