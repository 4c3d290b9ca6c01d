import Foundation
import Testing

@testable import Stocktake

/// A kind of run.
struct ReportWordsRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var hasBooks = false
    /// Location, item, number, books, unit cost, status, reasons.
    var lines: [Line] = []
    /// Photos by outcome: used, duplicates, rejected, not reached.
    var photos = [1, 0, 0, 0]
    var asking: Asking?
    var stop: Finding?
    var status = RunRecord.Status.complete

    struct Line: Sendable {
        var location = "A-01"
        var sku = "ICE"
        var counted: Int?
        var book: Int?
        var cost: Decimal?
        var status = LineStatus.ok
        var reasons: [LineReason] = []
        var photos = ["p1"]
    }

    struct Asking: Sendable {
        var isRehearsal = false
        var reused = 0
        var requests = 1
        var cost: Decimal? = Decimal(string: "0.0123")
        var reason = AskReason.Code.newPhoto

        /// As on every line.
        var method: String { isRehearsal ? "rehearsal" : "model" }
    }
}

extension ReportWordsRow {
    private static let limit = Finding(
        .warning,
        .timeLimit,
        "limits.duration is reached: 3 of 4 photos not looked at"
    )

    static let all: [ReportWordsRow] = [
        ReportWordsRow(testDescription: "labels-nothing", photos: [0, 0, 0, 0]),
        ReportWordsRow(
            testDescription: "labels-one",
            lines: [Line(counted: 2)]
        ),
        ReportWordsRow(
            testDescription: "labels-nothing-seen",
            lines: [Line(sku: "", status: .review, reasons: [.noLabelsSeen])],
            photos: [2, 1, 1, 0],
            status: .incomplete
        ),
        ReportWordsRow(
            testDescription: "labels-books-without-costs",
            hasBooks: true,
            lines: [Line(counted: 2, book: 2), Line(sku: "WAT", counted: 3, book: 3)],
            photos: [2, 2, 0, 0]
        ),
        ReportWordsRow(
            testDescription: "labels-books-with-some-costs",
            hasBooks: true,
            lines: [
                Line(
                    counted: 2,
                    book: 5,
                    cost: 7,
                    status: .recount,
                    reasons: [.beyondTolerance]
                ), Line(sku: "WAT", counted: 3, book: 3),
                Line(sku: "SOAP", counted: 3, book: 3, cost: 2),
            ]
        ),
        ReportWordsRow(
            testDescription: "labels-books-with-costs",
            hasBooks: true,
            lines: [
                Line(
                    counted: 2,
                    book: 5,
                    cost: 7,
                    status: .recount,
                    reasons: [.beyondTolerance]
                ),
                Line(location: "A-02", book: 3, cost: 7, status: .recount, reasons: [.noneSeen]),
                Line(
                    location: "A-03",
                    book: 3,
                    cost: 7,
                    status: .notCounted,
                    reasons: [.noPhoto],
                    photos: []
                ),
            ]
        ),
        ReportWordsRow(
            testDescription: "labels-stopped",
            hasBooks: true,
            lines: [
                Line(counted: 2, book: 5, cost: 7, status: .incomplete, reasons: [.notReached]),
                Line(
                    location: "A-02",
                    book: 5,
                    status: .notCounted,
                    reasons: [.notReached],
                    photos: []
                ),
            ],
            photos: [1, 0, 0, 3],
            stop: limit,
            status: .stopped
        ),
        ReportWordsRow(
            testDescription: "model-nothing-seen",
            lines: [Line(sku: "", status: .review, reasons: [.noLabelsSeen])],
            asking: Asking()
        ),
        ReportWordsRow(
            testDescription: "model-one-reused",
            lines: [Line(counted: 1)],
            asking: Asking(reused: 1, requests: 0, cost: 0)
        ),
        ReportWordsRow(
            testDescription: "model-additional-vote",
            lines: [Line(counted: 2, status: .review, reasons: [.voteSpread])],
            asking: Asking(reused: 2, requests: 1, reason: .newVote)
        ),
        ReportWordsRow(
            testDescription: "model-incomplete",
            hasBooks: true,
            lines: (1...36).map { (number: Int) in
                Line(
                    location: "B-\(number)",
                    counted: number,
                    book: number,
                    status: .incomplete,
                    reasons: [.replyFailed]
                )
            },
            photos: [36, 0, 0, 0],
            asking: Asking(requests: 72, cost: nil),
            status: .incomplete
        ),
        ReportWordsRow(
            testDescription: "model-stopped-before-all",
            lines: [
                Line(sku: "", status: .notCounted, reasons: [.notReached], photos: [])
            ],
            photos: [0, 0, 0, 1],
            asking: Asking(requests: 0, cost: 0),
            stop: Finding(
                .warning,
                .costLimit,
                "limits.cost_usd allows no further requests: not everything was asked"
            ),
            status: .stopped
        ),
        ReportWordsRow(
            testDescription: "rehearsal",
            hasBooks: true,
            lines: [Line(counted: 2, book: 2, cost: 3)],
            asking: Asking(isRehearsal: true, requests: 2)
        ),
        ReportWordsRow(
            testDescription: "rehearsal-without-price",
            lines: [Line(sku: "", status: .review, reasons: [.noLabelsSeen])],
            asking: Asking(isRehearsal: true, cost: nil)
        ),
    ]
}

/// Every sentence that a person reads about a run, for every kind of run.
@Suite("Words of the reports") struct ReportWordsTests {
    @Test(arguments: ReportWordsRow.all)
    func `each kind of run is told in true words`(_ row: ReportWordsRow) throws {
        let record = runRecord(row)
        let folder = try PhotoFolder()
        _ = try WorkbookReport(record: record).write(to: folder.path("report.xlsx"))
        let book = ReadWorkbook(path: folder.path("report.xlsx"))
        let terminal = TerminalReport(record: record, columns: nil, isColoured: false)
        let parts = [
            ("Terminal", terminal.text(reports: [])),
            ("Summary", try rows(of: "Summary", in: book, columns: ["A", "B", "C"])),
            ("Exceptions", try rows(of: "Exceptions", in: book, columns: ["A", "I"])),
            ("Not counted", try rows(of: "Not counted", in: book, columns: ["A", "B", "E"])),
            ("run.json", "\(record.caution)\n"),
        ]
        let text = parts.map { "== \($0.0)\n\($0.1)" }.joined(separator: "\n")
        try expectGolden(text, "Report/words/\(row.testDescription).txt")
    }

    private func rows(
        of sheet: String,
        in book: ReadWorkbook,
        columns: [String]
    ) throws -> String {
        let cells = try book.cells(sheet)
        return (1...60).map { row in
            columns.compactMap { cells["\($0)\(row)"]?.value }.filter { !$0.isEmpty }
                .joined(separator: " | ")
        }
        .filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private func runRecord(_ row: ReportWordsRow) -> RunRecord {
        let plain = SampleRecord.record(status: row.status)
        return RunRecord(
            id: plain.id,
            continues: nil,
            pipeline: plain.pipeline,
            title: plain.title,
            startedAt: plain.startedAt,
            duration: plain.duration,
            status: row.status,
            exitStatus: .success,
            locationRule: plain.locationRule,
            views: plain.views,
            reject: plain.reject,
            version: plain.version,
            reader: plain.reader,
            hasBooks: row.hasBooks,
            photos: photos(row.photos),
            lines: row.lines.map { line($0, method: row.asking?.method ?? "labels") },
            findings: [row.stop].compactMap(\.self),
            asking: row.asking.map(runAsking)
        )
    }

    private func photos(_ counts: [Int]) -> [PhotoRecord] {
        let outcomes: [PhotoRecord.Outcome] = [
            .used, .duplicate(of: "first.jpg"), .rejected(.tooDark, words: "too dark"),
            .rejected(.notReached, words: "limits.duration reached"),
        ]
        return zip(counts, outcomes).flatMap { count, outcome in
            (0..<count).map { index in
                PhotoRecord(
                    path: "\(index).jpg",
                    photo: nil,
                    location: nil,
                    outcome: outcome
                )
            }
        }
    }

    private func line(_ line: ReportWordsRow.Line, method: String) -> StockLine {
        StockLine(
            tally: Tally(
                location: line.location,
                sku: line.sku,
                name: line.sku.isEmpty ? "" : "Ice",
                gtin: "",
                unit: "",
                counted: line.counted,
                low: line.counted,
                high: line.counted,
                reasons: line.reasons,
                method: method,
                model: "",
                votes: 1,
                photos: line.photos,
                evidence: []
            ),
            status: line.status,
            reasons: line.reasons,
            expected: line.book.map { Decimal($0) },
            unitCost: line.cost,
            itemClass: "",
            tolerance: ""
        )
    }

    private func runAsking(_ asking: ReportWordsRow.Asking) -> RunAsking {
        let attempts = (0..<asking.requests).map { index in
            RunAsking.Attempt(
                question: "\(index)",
                location: "A-01",
                vote: 1,
                kind: "ask",
                number: 1,
                state: "answered",
                billed: "yes",
                photos: 1,
                snapshot: "gpt-5.2-2025-12-11",
                requestID: "",
                usage: TokenUsage(),
                cost: asking.cost,
                trouble: "",
                reason: AskReason(code: asking.reason, words: "")
            )
        }
        return RunAsking(
            model: "gpt-5.2",
            api: "responses",
            isRehearsal: asking.isRehearsal,
            attempts: attempts,
            reused: asking.reused,
            estimated: asking.cost.map { .init(low: $0, expected: $0, high: $0) },
            expected: attempts.reduce(into: [:]) { $0[$1.question] = asking.cost },
            prices: "the table, 2026"
        )
    }
}
