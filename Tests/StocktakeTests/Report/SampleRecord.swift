import Foundation
import Imaging

@testable import Stocktake

/// A small record with every kind of line and hostile text in every field that comes from outside.
enum SampleRecord {
    static let hostile = "=cmd|' /C calc'!A0"

    static func photo(_ id: String, _ path: String) -> Photo {
        Photo(
            id: id,
            path: path,
            sha256: String(repeating: String(id.prefix(1)), count: 64),
            byteCount: 10,
            header: PhotoHeader(
                format: .jpeg,
                width: 1600,
                height: 1200,
                orientation: 1,
                takenAt: nil
            ),
            statedLocation: nil,
            takenAt: "2026-03-02T21:10:00",
            columns: []
        )
    }

    static func line(
        _ location: String,
        _ sku: String,
        _ counted: Int?,
        expected: Decimal?,
        _ reasons: [LineReason] = [],
        _ status: LineStatus = .ok,
        name: String = "Ice",
        evidence: [Evidence] = []
    ) -> StockLine {
        let tally = Tally(
            location: location,
            sku: sku,
            name: name,
            gtin: "9520000000011",
            unit: "carton",
            counted: counted,
            low: counted,
            high: nil,
            reasons: [],
            method: "labels",
            model: "",
            votes: 1,
            photos: ["aaaaaaaaaa"],
            evidence: evidence
        )
        return StockLine(
            tally: tally,
            status: status,
            reasons: reasons,
            expected: expected,
            unitCost: Decimal(string: "7.20"),
            itemClass: "",
            tolerance: "0"
        )
    }

    static func record(
        lines: [StockLine]? = nil,
        photos: [PhotoRecord]? = nil,
        status: RunRecord.Status = .incomplete,
        findings: [Finding] = [
            Finding(.warning, .photoRejected, "not counted, too dark", photo: "-b,\"02\".jpg")
        ]
    ) -> RunRecord {
        let evidence = Evidence(
            photo: "aaaaaaaaaa",
            x: 100,
            y: 200,
            zone: "",
            code: "@SUM(1)",
            serial: "-1+1",
            lot: "\tlot",
            outline: [],
            counts: true
        )
        let all = [
            line("A-01", "ICE", 6, expected: 8, [.beyondTolerance], .recount, evidence: [evidence]),
            line("A-01", "WAT", 4, expected: 4, name: "Water, \"still\"\nline"),
            line("A-02", "ICE", nil, expected: 3, [.noneSeen], .recount),
            line(hostile, "+1", 2, expected: nil, [.notInBooks], .recount, name: hostile),
            line("A-09", "ICE", nil, expected: 2, [.noPhoto], .notCounted),
            line("", "SOAP", nil, expected: nil, [.locationUnsure], .review, name: "Soap"),
        ]
        let entries = [
            PhotoRecord(
                path: "a01.jpg",
                photo: photo("aaaaaaaaaa", "a01.jpg"),
                location: "A-01",
                outcome: .used,
                columns: [ManifestColumn(name: "camera", value: "@left")]
            ),
            PhotoRecord(
                path: "-b,\"02\".jpg",
                photo: photo("bbbbbbbbbb", "-b.jpg"),
                location: nil,
                outcome: .rejected(.tooDark, words: "mean brightness 3.0 of 255")
            ),
            PhotoRecord(
                path: "gone.jpg",
                photo: nil,
                location: nil,
                outcome: .rejected(.missing, words: "no such file or folder")
            ),
            PhotoRecord(
                path: "copy.jpg",
                photo: photo("aaaaaaaaaa", "copy.jpg"),
                location: "A-01",
                outcome: .duplicate(of: "a01.jpg")
            ),
        ]
        return RunRecord(
            id: "2026-11-23T020000Z-4f1c",
            continues: nil,
            pipeline: "warehouse",
            title: "Warehouse",
            startedAt: Date(timeIntervalSince1970: 1_795_312_800),
            duration: .milliseconds(1940),
            status: status,
            exitStatus: .notAllCounted,
            locationRule: "sign",
            views: .overlapping,
            reject: RejectLimits(),
            version: "0.1.0",
            reader: "labels-1",
            hasBooks: true,
            photos: photos ?? entries,
            lines: lines ?? all,
            findings: findings
        )
    }
}
