import Foundation
import Testing

@Suite("stocktake run on the samples", .serialized, .timeLimit(.minutes(10))) struct SampleRunTests
{
    /// location, sku, counted/book as counts.csv has them.
    static let warehouse = [
        "A-01 ICE-BAG-4 6/8", "A-01 TOM-400-24 4/4", "A-01 WAT-15-12 4/4", "A-02 BAT-AA-20 3/3",
        "A-02 COF-1K-8 6/6", "A-02 ICE-BAG-4 -/3", "A-02 SOAP-500-12 3/4", "A-02 TOM-400-24 2/2",
        "A-03 BAT-AA-20 2/2", "A-03 PAP-A4-5 2/2", "A-03 PAS-500-24 2/-", "A-03 SOAP-500-12 7/8",
        "A-04 BAT-AA-20 4/3", "A-04 ICE-BAG-4 4/5", "A-04 PAP-A4-5 2/4",
    ]
    /// Read only in a photo of A-04, cut by its left edge: no location is sure.
    static let unplaced = "- SOAP-500-12 -/-"

    private func lines(_ counts: String) -> [String] {
        counts.split(separator: "\r\n").dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(
                String.init
            )
            func shown(_ text: String) -> String { text.isEmpty ? "-" : text }
            return
                "\(shown(fields[0])) \(shown(fields[1])) \(shown(fields[3]))/\(shown(fields[15]))"
        }
    }

    @Test func `the warehouse is counted, compared and reported`() async throws {
        let scratch = try Scratch()
        let outcome = try await Binary.run(
            ["run", "Pipelines/warehouse.yaml"] + scratch.flags
        )
        #expect(outcome.status == 0)
        let latest = "warehouse/latest"
        #expect(lines(try scratch.read("\(latest)/counts.csv")) == Self.warehouse + [Self.unplaced])
        for name in [
            "zones", "evidence", "variances", "review", "not-counted", "photos", "costs",
        ] {
            #expect(scratch.exists("\(latest)/\(name).csv"), "\(name)")
        }
        #expect(scratch.exists("\(latest)/report.xlsx"))
        #expect(scratch.exists("\(latest)/run.json"))
        #expect(outcome.stdout.contains("A-01      ICE-BAG-4"))
        #expect(
            outcome.stdout.contains(
                "Labels read are a lower bound: goods that show no readable label are not counted."
            )
        )
        #expect(outcome.stderr.contains("serial A3-0076 of SOAP-500-12 is seen only at the edge"))
        #expect(!outcome.stdout.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test func `an unreadable photo and an empty bay are told, with status 3`() async throws {
        let scratch = try Scratch()
        let outcome = try await Binary.run(
            ["run", "Pipelines/warehouse-edge.yaml"] + scratch.flags
        )
        #expect(outcome.status == 3)
        let latest = "warehouse-edge/latest"
        let counts = try scratch.read("\(latest)/counts.csv")
        #expect(lines(counts) == Self.warehouse + ["A-05 - -/-", Self.unplaced])
        #expect(counts.contains("A-05,,,,,,,review,no_labels_seen,labels"))
        let notCounted = try scratch.read("\(latest)/not-counted.csv")
        #expect(
            notCounted.contains("Samples/edge/a03-unreadable.jpg,too_dark,\"mean brightness 41.1")
        )
        #expect(notCounted.contains("under the limit of 45.0; sharpness "))
        #expect(
            outcome.stderr.contains(
                "stocktake: some photos or locations were not counted: photo "
                    + "Samples/edge/a03-unreadable.jpg: not counted, "
            )
        )
        let folder = scratch.url.path
        #expect(
            outcome.stderr.hasSuffix(
                "; see \(folder)/warehouse-edge/latest/not-counted.csv, then run: stocktake run "
                    + "--ledger \(folder)/ledger.sqlite --output \(folder) "
                    + "Pipelines/warehouse-edge.yaml\n"
            ),
            "\(outcome.stderr)"
        )
    }

    @Test func `two runs give the same bytes, and cron hears nothing`() async throws {
        let scratch = try Scratch()
        var files: [[String]] = []
        for _ in 0..<2 {
            let outcome = try await Binary.run(
                ["run", "Pipelines/warehouse.yaml", "--quiet"] + scratch.flags
            )
            #expect(outcome.status == 0)
            #expect(outcome.stdout.isEmpty && outcome.stderr.isEmpty)
            files.append(
                try ["counts", "zones", "evidence", "variances", "review", "not-counted"].map {
                    try scratch.read("warehouse/latest/\($0).csv")
                }
            )
        }
        #expect(files[0] == files[1])
        let runs = try FileManager.default.contentsOfDirectory(
            atPath: scratch.url.appending(path: "warehouse").path
        )
        #expect(runs.count == 3, "two runs and the link: \(runs)")
    }

    @Test func `the machine-readable form is run.json`() async throws {
        let scratch = try Scratch()
        let outcome = try await Binary.run(
            ["run", "Pipelines/warehouse.yaml", "--format", "json"] + scratch.flags
        )
        #expect(outcome.stdout == (try scratch.read("warehouse/latest/run.json")))
        let parsed = try JSONSerialization.jsonObject(with: Data(outcome.stdout.utf8))
        let json = try #require(parsed as? [String: Any])
        #expect(json["version"] as? Int == 1)
        #expect(json["exit_status"] as? Int == 0)
        #expect(json["status"] as? String == "complete")
        #expect((json["photos"] as? [String: Int])?["used"] == 8)
        #expect(
            json["lines"] as? [String: Int] == [
                "ok": 7, "review": 1, "recount": 8, "incomplete": 0, "not_counted": 0,
            ]
        )
        #expect(json["continues"] is NSNull)
        #expect((json["cost"] as? [String: String])?["actual"] == "0.0000")
    }

    @Test(
        arguments: [("variance", 4), ("not_counted", 0)] as [(String, Int32)]
    )
    func `--fail-on decides the status`(_ condition: String, _ status: Int32) async throws {
        let scratch = try Scratch()
        let arguments = ["run", "Pipelines/warehouse.yaml", "-q"] + scratch.flags
        let flag = try await Binary.run(arguments + ["--fail-on", condition])
        #expect(flag.status == status)
        let twin = try await Binary.run(
            arguments,
            environment: ["STOCKTAKE_FAIL_ON": condition]
        )
        #expect(twin.status == status)
    }

    @Test func `--only counts some locations, and says when there is no such place`() async throws {
        let scratch = try Scratch()
        let arguments = ["run", "Pipelines/warehouse.yaml"] + scratch.flags
        let some = try await Binary.run(arguments + ["--only", "a-04", "--only", "A-01"])
        #expect(some.status == 0)
        let counts = try scratch.read("warehouse/latest/counts.csv")
        #expect(
            lines(counts)
                == Self.warehouse.filter { $0.hasPrefix("A-01") || $0.hasPrefix("A-04") }
        )
        let none = try await Binary.run(arguments + ["--only", "A-99"])
        #expect(none.status == 3)
        #expect(none.stderr.contains("--only A-99: no photo and no book line has this"))
    }

    @Test func `every pipeline of the repository is sound`() async throws {
        let folder = Binary.repository.appending(path: "Pipelines")
        let tables = ["models.yaml", "pricing.yaml", "pricing-openai.yaml"]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".yaml") && !tables.contains($0) }
        #expect(names.count >= 5)
        for name in names {
            let outcome = try await Binary.run(["check", "Pipelines/\(name)"])
            #expect(outcome.status == 0, "\(name): \(outcome.stderr)")
        }
    }
}
