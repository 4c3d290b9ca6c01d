import Foundation
import Testing

@Suite("init --from", .timeLimit(.minutes(5))) struct InitFromTests {
    private static let header =
        "location,sku,name,counted,low,high,unit,status,reasons,method,model,votes,photos,audit,gtin"

    /// Two shelves of a fridge, with names that a spreadsheet would take for formulas.
    private static let counts = """
        \(header)\r
        door,egg,,6,6,6,,review,open_name,model,m,1,aa,,\r
        door,MILK-1,Milk,2,2,2,bottle,ok,,model,m,1,aa,,\r
        shelf,egg,,4,4,4,,review,vote_spread;open_name,model,m,1,bb,,\r
        shelf,Egg,,1,1,1,,review,open_name,model,m,1,bb,,\r
        shelf,"'=HYPERLINK(""x"")",,1,1,1,,review,open_name,model,m,1,bb,,\r
        shelf,"'=1,5 ""kg"" x",,1,1,1,,review,open_name,model,m,1,bb,,\r
        shelf,unknown,,3,3,3,,review,unknown_item,model,m,1,bb,,\r
        shelf,9520000000028,,1,1,,,review,unknown_item,labels,,1,bb,,9520000000028\r
        ,apple,,,,,,review,open_name;location_unknown,model,m,1,bb,,\r
        cellar,,,,,,,review,no_labels_seen,model,m,1,cc,,\r

        """

    private static func run(_ more: String = "") -> String {
        """
        \(header)\r
        door,egg,,6,6,6,,review,open_name,model,m,1,aa,,\r
        \(more)
        """
    }

    struct Place: CustomTestStringConvertible {
        let name: String
        let from: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Place(name: "a run's folder", from: "Output/fridge/2026-11-23T020000Z-4f1c"),
        Place(name: "its counts.csv", from: "Output/fridge/2026-11-23T020000Z-4f1c/counts.csv"),
        Place(name: "its id", from: "2026-11-23T020000Z-4f1c"),
        Place(name: "the latest", from: "Output/fridge/latest"),
    ])
    func `a catalogue is written of what an open list found`(_ place: Place) async throws {
        let scratch = try Scratch()
        try scratch.write(
            Self.run("door,jam,,1,1,1,,review,open_name,model,m,1,aa,,\r\n"),
            to: "Output/fridge/2026-11-23T020000Z-4f1c/counts.csv"
        )
        try scratch.write("", to: "Output/other/2026-11-24T020000Z-4f1c/counts.csv")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.url.appending(path: "Output/fridge/latest").path,
            withDestinationPath: "2026-11-23T020000Z-4f1c"
        )
        let outcome = try await Binary.run(["init", "--from", place.from], in: scratch.url)
        #expect(outcome.status == 0)
        #expect(outcome.stdout == "")
        #expect(
            outcome.stderr == """
                wrote ./catalogue.csv: 2 items
                next: edit it (names, units, other names in aliases, joined by ;), then name it in \
                count.items to count only these, or in count.catalogue beside items: any

                """
        )
        #expect(
            try scratch.read("catalogue.csv")
                == "sku,name,gtin,unit,pack_size,aliases\r\negg,,,,,\r\njam,,,,,\r\n"
        )
        #expect(try scratch.names("").sorted() == ["Output", "catalogue.csv"])
    }

    @Test func `known items, nameless rows and formulas`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.counts, to: "counts.csv")
        let outcome = try await Binary.run(
            ["init", "new", "--from", "counts.csv"],
            in: scratch.url
        )
        #expect(outcome.status == 0)
        let text = try scratch.read("new/catalogue.csv")
        #expect(
            text == """
                sku,name,gtin,unit,pack_size,aliases\r
                9520000000028,,9520000000028,,,\r
                "'=1,5 ""kg"" x",,,,,\r
                "'=HYPERLINK(""x"")",,,,,\r
                apple,,,,,\r
                egg,,,,,Egg\r

                """
        )
        // It is a catalogue, with its formulas as text.
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        try scratch.write(
            "name: a\nphotos: photos\ncount: new/catalogue.csv\nmodel: gpt-5.2\nreport: out\n",
            to: "a.yaml"
        )
        let check = try await Binary.run(["check", "a.yaml"], in: scratch.url)
        #expect(check.status == 0)
        #expect(check.stderr.contains("it is read as =1,5 \"kg\" x"))
    }

    @Test func `nothing is overwritten`() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.run(), to: "counts.csv")
        try scratch.write("mine", to: "catalogue.csv")
        let outcome = try await Binary.run(["init", "--from", "counts.csv"], in: scratch.url)
        #expect(outcome.status == 73)
        #expect(
            outcome.stderr
                == "stocktake: error: ./catalogue.csv already exists and is not overwritten; name "
                + "another folder\n"
        )
        #expect(try scratch.read("catalogue.csv") == "mine")
    }

    struct Refusal: CustomTestStringConvertible {
        let name: String
        let counts: String
        let status: Int32
        let message: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(
            name: "a rehearsal",
            counts: run("door,jam,,1,1,,,ok,,rehearsal,m,1,aa,,\r\n"),
            status: 65,
            message: "run/counts.csv: the run is a rehearsal, and found nothing real; name a real "
                + "run"
        ),
        Refusal(
            name: "nothing counted",
            counts: "\(header)\r\n",
            status: 65,
            message: "run/counts.csv: the run counted nothing; name a run of a pipeline that counts"
        ),
        Refusal(
            name: "everything known",
            counts: "\(header)\r\nA-01,ICE,Ice,1,1,1,,ok,,model,m,1,aa,,\r\n",
            status: 65,
            message: "run/counts.csv: the run found nothing that its catalogue or list of items "
                + "lacks"
        ),
        Refusal(
            name: "another table",
            counts: "sku,name\nICE,Ice\n",
            status: 65,
            message: "run/counts.csv: no column 'reasons', so it is no counts.csv of a run"
        ),
        Refusal(
            name: "no table",
            counts: "\(header)\r\n\"a",
            status: 65,
            message: "the quote that opens here is never closed"
        ),
    ])
    func `what is no list of goods is refused`(_ row: Refusal) async throws {
        let scratch = try Scratch()
        try scratch.write(row.counts, to: "run/counts.csv")
        let outcome = try await Binary.run(["init", "--from", "run"], in: scratch.url)
        #expect(outcome.status == row.status)
        #expect(outcome.stderr.contains("error: \(row.message)"), "\(outcome.stderr)")
        #expect(!scratch.exists("catalogue.csv"))
    }

    @Test func `a run that isn't there, or is there twice, is named`() async throws {
        let scratch = try Scratch()
        try scratch.write("path\n", to: "Output/captions/2026-1/rows.csv")
        try scratch.write("", to: "Output/a/2026-2/counts.csv")
        try scratch.write("", to: "Output/b/2026-2/counts.csv")
        let cases = [
            ("2026-3", "there is no run '2026-3' in Output/*; name its folder"),
            (
                "2026-2",
                "several folders have the name '2026-2': Output/a/2026-2, Output/b/2026-2; name "
                    + "one of them"
            ),
            (
                "2026-1",
                "Output/captions/2026-1/counts.csv: no such file or folder; name a run that "
                    + "counted, with reports in csv"
            ),
            (
                "no/where",
                "no/where: no such file or folder; name a run that counted, with reports in csv"
            ),
        ]
        for (run, message) in cases {
            let outcome = try await Binary.run(["init", "--from", run], in: scratch.url)
            #expect(outcome.status == 66)
            #expect(outcome.stderr == "stocktake: error: \(message)\n")
        }
        let empty = try await Binary.run(["init", "--from", ""], in: scratch.url)
        #expect(empty.status == 64)
        #expect(try scratch.names("").sorted() == ["Output"])
    }
}
