import Foundation

/// How much of an item to order for a count of it.
struct OrderNeed: Sendable, Hashable {
    /// A multiple of the pack; 0 above the reorder point, or if nothing is missing.
    let quantity: Decimal
    /// How the quantity follows from the count.
    let words: String

    init(_ item: OrderRules.Item, counted: Decimal) {
        let position = counted + (item.onOrder ?? 0) - (item.committed ?? 0)
        let missing = position <= item.when ? max(item.upTo - position, 0) : 0
        let least = max(missing, item.minOrder)
        quantity = missing > 0 ? Self.wholePacks(least, of: item.pack) : 0

        var sum = "\(counted) counted"
        if let onOrder = item.onOrder, onOrder != 0 { sum += " + \(onOrder) on order" }
        if let committed = item.committed, committed != 0 { sum += " - \(committed) committed" }
        if position != counted || sum.contains(" - ") { sum += " = \(position)" }
        var words = ["\(sum), at or below \(item.when)", "\(missing) up to \(item.upTo)"]
        if least > missing { words.append("at least \(least)") }
        if quantity > least { words.append("\(quantity) in packs of \(item.pack)") }
        self.words = words.joined(separator: "; ")
    }

    /// The smallest multiple of a pack that is at least a quantity.
    private static func wholePacks(_ quantity: Decimal, of pack: Decimal) -> Decimal {
        var quotient = quantity / pack
        var packs = Decimal()
        unsafe NSDecimalRound(&packs, &quotient, 0, .up)
        // The quotient is rounded to 38 digits, so it may be a pack off.
        while (packs - 1) * pack >= quantity { packs -= 1 }
        while packs * pack < quantity { packs += 1 }
        return packs * pack
    }
}
