import Foundation

@testable import Stocktake

/// Rules and lines for drafting orders.
enum OrderScene {
    static func rule(
        _ sku: String = "EGG",
        when: Decimal = 4,
        upTo: Decimal = 10,
        onOrder: Decimal? = nil,
        committed: Decimal? = nil,
        pack: Decimal = 1,
        minOrder: Decimal = 0,
        supplier: String = "Hen & Co",
        locations: [String] = [],
        leadDays: Int? = nil
    ) -> OrderRules.Item {
        OrderRules.Item(
            sku: sku,
            name: "Eggs",
            unit: "box",
            locations: locations,
            when: when,
            upTo: upTo,
            onOrder: onOrder,
            committed: committed,
            pack: pack,
            minOrder: minOrder,
            supplier: supplier,
            supplierSKU: "H-1",
            unitCost: Decimal(string: "2.40"),
            currency: "EUR",
            leadDays: leadDays
        )
    }

    /// A line whose status follows from its reasons.
    static func line(
        _ location: String,
        _ counted: Int?,
        _ reasons: [LineReason] = [],
        sku: String = "EGG",
        low: Int? = nil,
        high: Int? = nil,
        expected: Decimal? = nil,
        method: String = "model"
    ) -> StockLine {
        let tally = Tally(
            location: location,
            sku: sku,
            name: "",
            gtin: "",
            unit: "",
            counted: counted,
            low: low ?? counted,
            high: high ?? (method == "model" ? counted : nil),
            reasons: reasons,
            method: method,
            model: "",
            votes: 1,
            photos: [],
            evidence: []
        )
        return StockLine(
            tally: tally,
            status: reasons.map { $0.status(photosUsed: true) }.min() ?? .ok,
            reasons: reasons,
            expected: expected,
            unitCost: nil,
            itemClass: "",
            tolerance: ""
        )
    }

    static func planning(
        _ items: [OrderRules.Item],
        continues: String? = nil,
        hasBooks: Bool = false,
        lostPhotos: Int = 0
    ) -> OrderPlanning {
        OrderPlanning(
            rules: OrderRules(items: items, notes: []),
            pipeline: "fridge",
            run: "2026-12-30T230000Z-4f1c",
            continues: continues,
            startedAt: Date(timeIntervalSince1970: 1_798_671_600),
            hasBooks: hasBooks,
            lostPhotos: lostPhotos
        )
    }

    static func draft(_ lines: [StockLine], _ items: OrderRules.Item...) -> DraftOrder {
        planning(items).draft(of: lines)
    }
}
