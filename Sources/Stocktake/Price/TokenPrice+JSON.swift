import Foundation

extension TokenPrice {
    /// The prices charged for a request, for the ledger: USD per token as text.
    var json: String {
        func member(_ name: String, _ amount: Decimal?) -> String? {
            amount.map { "\"\(name)\":\"\($0)\"" }
        }
        let members = [
            member("input", input), member("cached_input", cachedInput),
            member("cache_write", cacheWrite), member("output", output),
        ]
        return "{" + members.compactMap(\.self).joined(separator: ",") + "}"
    }
}
