import XLSX

/// What the summary says about rows, questions on them, and draft orders.
extension SummarySheet {
    func rows(_ table: RowTable, _ page: inout SummaryPage) throws(WorkbookError) {
        try page.heading("Rows by status")
        for status in RowTable.Status.allCases.reversed() {
            try page.row(
                .text(status.rawValue),
                .number(table.count(of: status)),
                status.meaning,
                format: ReportStyle.status(status)
            )
        }
        try page.row(.text("all rows"), .number(table.rows.count), "")
    }

    /// The draft orders and the answers of `then`; nothing without any.
    func answers(_ page: inout SummaryPage) throws(WorkbookError) {
        if let order = record.order {
            let suppliers = SupplierOrder.all(of: order).filter { !$0.lines.isEmpty }
            try page.heading("Draft orders")
            try page.row(
                .text("items to order"),
                .number(order.lines.count),
                "from \(plural(suppliers.count, "supplier")): sheet Order; nothing was sent"
            )
            try page.row(
                .text("items held"),
                .number(order.held.count),
                "their counts need a person first"
            )
        }
        guard !record.followUps.isEmpty else { return }
        try page.heading("Questions on the tables")
        for followUp in record.followUps {
            try page.row(
                .text(plainText(followUp.name)),
                .text(followUp.failure == nil ? "answered" : "failed"),
                followUp.failure ?? "text of a model, not a count: its own sheet"
            )
        }
    }
}
