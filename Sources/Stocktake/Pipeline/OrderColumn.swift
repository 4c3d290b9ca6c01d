/// A column of the tables that `order` reads; the raw value is its key in the section.
enum OrderColumn: String, Sendable, CaseIterable {
    case when
    case upTo = "up_to"
    case onOrder = "on_order"
    case committed
    case pack
    case minOrder = "min_order"
    case supplier
    case supplierSKU = "supplier_sku"
    case unitCost = "unit_cost"
    case currency
    case leadDays = "lead_days"

    /// The columns that are looked for if the pipeline names none, in this order.
    var names: [String] {
        switch self {
        case .when: ["reorder_point"]
        case .upTo: ["reorder_to"]
        case .pack: ["order_pack", "pack"]
        case .minOrder: ["min_order", "moq"]
        case .supplier: ["supplier", "vendor"]
        case .leadDays: ["lead_days", "lead_time_days"]
        case .onOrder, .committed, .supplierSKU, .unitCost, .currency: [rawValue]
        }
    }

    /// What it holds.
    var words: String {
        switch self {
        case .when:
            "Column of the reorder point: an item is ordered when its stock, with what is on order "
                + "and without what is committed, is at or below it."
        case .upTo: "Column of the stock to order up to."
        case .onOrder: "Column of what is ordered and has not come yet."
        case .committed: "Column of what is promised to others."
        case .pack:
            "Column of the counted units in one pack that can be ordered; not pack_size, which is "
                + "what one counted unit holds."
        case .minOrder: "Column of the least that can be ordered, in counted units."
        case .supplier: "Column of the supplier; each one gets an order of its own."
        case .supplierSKU: "Column of the supplier's own number of the item."
        case .unitCost: "Column of the cost of one counted unit."
        case .currency: "Column of the currency, or its code, such as EUR."
        case .leadDays: "Column of the days until delivery."
        }
    }

    /// What is assumed where no table has it; nil if nothing needs to be said.
    var assumption: String? {
        switch self {
        case .onOrder: "nothing is taken to be on order"
        case .committed: "nothing is taken to be promised to others"
        case .pack: "any whole number of units can be ordered"
        case .minOrder: "no order is too small"
        case .supplier: "one order, without a supplier"
        case .unitCost: "the orders have no costs"
        case .leadDays: "the orders have no date of need"
        case .when, .upTo, .supplierSKU, .currency: nil
        }
    }
}
