import Foundation
import Testing

@Suite("A rehearsal with votes", .serialized, .timeLimit(.minutes(10)))
struct RehearsalVotesTests {
    /// Location, item, number, status and reasons of each line, and how many votes agree.
    private func lines(
        _ scratch: Scratch,
        views: String,
        votes: Int
    ) async throws -> [String] {
        let samples = Binary.repository.appending(path: "Samples").path
        let photos = ["a01-view1", "a01-view2", "a02-view1", "a02-view2"]
        let files = photos.map { "\(samples)/warehouse/\($0).jpg" }
        try scratch.write(
            """
            name: votes
            photos: {files: [\(files.joined(separator: ", "))], location: sign, views: \(views)}
            count: {by: labels, items: \(samples)/catalogue.csv}
            model: {name: gpt-5.2, votes: \(votes), in_flight: 8}
            compare: {expected: \(samples)/expected-stock.csv}
            report: {folder: out, formats: [csv]}

            """,
            to: "votes.yaml"
        )
        let outcome = try await Binary.run(["run", "votes.yaml", "--rehearse"], in: scratch.url)
        #expect(outcome.status == 3 || outcome.status == 0, "\(outcome.stderr)")
        #expect(!scratch.exists("out/votes/latest"), "a rehearsal is never the latest run")
        let run = try scratch.newestRun("out/votes")
        #expect(outcome.stdout.contains("\n  \(run)/counts.csv\n"), "\(outcome.stdout)")
        let rows = try scratch.read("\(run)/counts.csv").split(separator: "\r\n")
        return rows.dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            return ([0, 1, 3, 4, 5, 7, 8].map { fields[$0] }).joined(separator: ",")
        }
    }

    @Test(arguments: ["overlapping", "separate", "repeated"])
    func `counts what a single look counts`(_ views: String) async throws {
        let scratch = try Scratch()
        let one = try await lines(scratch, views: views, votes: 1)
        #expect(one.contains { $0.hasPrefix("A-01,ICE-BAG-4,") })
        #expect(try await lines(scratch, views: views, votes: 3) == one)
    }
}
