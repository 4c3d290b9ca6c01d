import Foundation
import Platform
import XLSX

/// estimate.xlsx: the cost by model with a chart, every request, and every assumption.
struct EstimateWorkbook {
    let estimate: Estimate

    /// Writes the workbook into a folder, replacing an existing one atomically.
    ///
    /// - Returns: its path.
    /// - Throws: `ReportError` if it can't be written; an existing one is then kept.
    func write(to folder: String) throws -> String {
        let path = "\(folder)/estimate.xlsx"
        let temporary = "\(folder)/.estimate-\(UInt32.random(in: 0...UInt32.max)).tmp"
        do {
            try makeFolders(to: folder)
            try fill(temporary)
            try syncFile(at: temporary)
            try renamePath(at: temporary, to: path)
            return path
        } catch let error as FileError {
            throw ReportError(path: error.path, message: error.message)
        } catch let error as WorkbookError {
            throw ReportError(path: path, message: error.message)
        }
    }

    private func fill(_ path: String) throws(WorkbookError) {
        // No time of day, so that the same estimate gives the same bytes.
        let properties = WorkbookProperties(
            title: "Estimate: \(estimate.title)",
            author: "Stocktake \(StocktakeVersion.text)",
            created: 946_684_800
        )
        let workbook = try Workbook(path: path, properties: properties)
        let title = "Estimate: \(estimate.title)"
        let sheet = try models.write(to: workbook, title: title)
        try chart(on: sheet)
        try requests.write(to: workbook, title: title)
        try facts.write(to: workbook, title: title)
        _ = try workbook.close()
    }

    private static let footer = "an estimate; nothing was sent"

    private func chart(on sheet: Worksheet) throws(WorkbookError) {
        let priced = estimate.models.filter { $0.cost != nil }
        guard !priced.isEmpty else { return }
        let rows = 1...estimate.models.count
        let names = ChartRange(sheet: models.name, rows: rows, columns: 0...0)
        let parts: [(Int, String, UInt32, (ModelEstimate) -> Decimal?)] = [
            (6, "photos by size rule", 0x1F_4E78, \.sizeCost), (8, "text", 0x9D_C3E6, \.textCost),
            (10, "output", 0xF4_B183, \.outputCost),
        ]
        let series =
            parts
            .map { column, name, colour, cost in
                var series = ChartSeries(
                    name: name,
                    categories: names,
                    values: ChartRange(
                        sheet: models.name,
                        rows: rows,
                        columns: column...column
                    ),
                    colour: Colour(colour)
                )
                series.categoryTexts = estimate.models.map(\.model)
                series.valueNumbers = estimate.models.map(cost)
                return series
            }
        var chart = BarChart(
            title: "Expected cost by model, \(estimate.prices.currency)",
            series: series
        )
        chart.stacked = true
        chart.numberFormat = "#,##0.00"
        try sheet.insertChart(
            chart,
            row: estimate.models.count + 3,
            column: 0,
            placement: ImagePlacement(altText: chart.title)
        )
    }

    private var models: TableSheet<ModelEstimate> {
        TableSheet(
            name: "Cost by model",
            columns: [
                .text("Model", widest: 30) { $0.model },
                .whole("Photos") { $0.photos },
                .whole("Requests") { $0.requests.count },
                .whole("Photo tokens at the table's flat rate") { $0.flatTokens },
                .exact("Photos at the table's flat rate", format: ReportStyle.cost) { $0.flatCost },
                .whole("Photo tokens by size rule") { $0.sizeTokens },
                .exact("Photos by size rule", format: ReportStyle.cost) { $0.sizeCost },
                .whole("Text tokens") { $0.textTokens.expected },
                .exact("Text", format: ReportStyle.cost) { $0.textCost },
                .whole("Output tokens") { $0.outputTokens.expected },
                .exact("Output", format: ReportStyle.cost) { $0.outputCost },
                .exact("Low", format: ReportStyle.cost) { $0.cost?.low },
                .exact("Expected", format: ReportStyle.cost) { $0.cost?.expected },
                .exact("Likely high", format: ReportStyle.cost) { $0.cost?.likelyHigh },
                .exact("At most", format: ReportStyle.cost) { $0.cost?.high },
                .text("Notes", widest: 50) { model in
                    (model.notes + (model.cost == nil ? ["cost unknown"] : []))
                        .joined(separator: "; ")
                },
            ],
            rows: estimate.models,
            emptyText: "no model was named",
            footer: Self.footer
        )
    }

    private var requests: TableSheet<RequestRow> {
        TableSheet(
            name: "Requests",
            columns: [
                .text("Model", widest: 30) { $0.model },
                .whole("Request") { $0.number },
                .text("Location", widest: 30) { $0.request.location },
                .whole("Vote") { $0.request.vote },
                .whole("Photos") { $0.request.photos.count },
                .whole("Photo tokens by size rule") { $0.request.photoTokens },
                .whole("Text characters") { $0.request.textCharacters },
                .whole("Body bytes at most") { $0.request.payloadBytes },
                .text("First photo", widest: 50) { $0.request.photos.first?.path ?? "" },
                .text("Sent at", widest: 16) { row in
                    row.request.photos.first.map { "\($0.width) × \($0.height)" } ?? ""
                },
            ],
            rows: estimate.models.flatMap { model in
                model.requests.enumerated().map {
                    RequestRow(model: model.model, number: $0.offset + 1, request: $0.element)
                }
            },
            emptyText: "no requests",
            footer: Self.footer
        )
    }

    private struct RequestRow {
        let model: String
        let number: Int
        let request: PlannedRequest
    }

    private var facts: TableSheet<(name: String, value: String)> {
        var rows = [
            (name: "pipeline", value: estimate.pipeline),
            (
                name: "prices",
                value:
                    "\(estimate.prices.source) of \(estimate.prices.asOf), \(estimate.prices.currency)"
            ),
            (name: "photos that can't be priced", value: "\(estimate.unknownPhotos)"),
            (name: "limit", value: dollarsOrNone(estimate.limit)),
        ]
        rows += estimate.remarks.map { (name: "all models", value: $0) }
        for model in estimate.models {
            if let price = model.price {
                rows.append(
                    (
                        name: model.model,
                        value: "per token: input \(price.input), output \(price.output)"
                            + (price.cachedInput.map { ", cached input \($0)" } ?? "")
                    )
                )
            }
            rows += model.assumptions.map { (name: model.model, value: $0) }
        }
        return TableSheet(
            name: "Assumptions",
            columns: [
                .text("What", widest: 30) { $0.name }, .text("Value", widest: 110) { $0.value },
            ],
            rows: rows,
            emptyText: "",
            footer: Self.footer
        )
    }

    private func dollarsOrNone(_ amount: Decimal?) -> String {
        amount.map { dollars($0) } ?? "none"
    }
}
