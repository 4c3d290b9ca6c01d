/// The rules of sheet names.
enum SheetName {
    /// Excel's limit, in UTF-16 units.
    private static let limit = 31
    private static let forbidden: Set<Character> = ["[", "]", ":", "*", "?", "/", "\\"]

    /// Checks the name; `taken` holds the `key` of every sheet so far.
    ///
    /// - Returns: nil and the reason, in lower case, if Excel would refuse the name.
    static func check(_ text: String, taken: Set<String>) -> String? {
        let rule = "a sheet's name must"
        if text.isEmpty { return "\(rule) not be empty" }
        if text.utf16.count > limit {
            return "\(rule) have at most \(limit) characters, not \(text.utf16.count)"
        }
        if let bad = text.first(where: forbidden.contains) { return "\(rule) not contain \(bad)" }
        if !text.unicodeScalars.allSatisfy(CellText.isPlain) {
            return "\(rule) not contain control characters"
        }
        if text.hasPrefix("'") || text.hasSuffix("'") {
            return "\(rule) not begin or end with an apostrophe"
        }
        // Excel keeps the name for a sheet of its own.
        if key(text) == "history" { return "\(rule) not be \"History\"" }
        if taken.contains(key(text)) { return "\(rule) differ from the others in more than case" }
        return nil
    }

    /// What two names share that Excel takes for one.
    static func key(_ text: String) -> String { text.lowercased() }

    /// The name as formulas spell it: `'It''s 2026'`.
    ///
    /// Quotes are always right, though not always needed.
    static func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }
}
