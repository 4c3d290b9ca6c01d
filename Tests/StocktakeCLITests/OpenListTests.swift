import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

@Suite("stocktake run with an open list", .serialized, .timeLimit(.minutes(10)))
struct OpenListTests {
    /// One piece on each photo, whose spelling depends on the request.
    private static func pieces(_ question: ReceivedRequest, _ names: [String]) -> String {
        let photos = question.photoIDs.map { #"{"id":"\#($0)","readable":true,"problems":[]}"# }
        let items = names.enumerated().map { index, name in
            let points = question.photoIDs.map {
                #"{"photo":"\#($0)","x":\#(100 * index + 50),"y":300}"#
            }
            return #"{"item":"\#(name)","points":[\#(points.joined(separator: ","))],"#
                + #""hidden":"none","basis":"counted","count":\#(points.count)}"#
        }
        return #"{"photos":[\#(photos.joined(separator: ","))],"#
            + #""items":[\#(items.joined(separator: ","))],"empty_places":[],"not_counted":[]}"#
    }

    private static func pipeline(_ count: String) -> String {
        """
        name: test
        photos: {files: photos/*/*.jpg, views: separate}
        prepare: {longest_side: original}
        count: \(count)
        model: {name: gpt-5.2, photos_per_request: 1, in_flight: 1}
        report: out

        """
    }

    @Test func `goods the model names are lines for review until a catalogue has them`()
        async throws
    {
        let server = try LoopbackServer { question, _, index in
            let names = index == 0 ? ["Eggs", "=cmd()"] : ["egg", "Bunches of Grapes"]
            return ScriptedReply(to: question, text: Self.pieces(question, names)).answer
        }
        let scene = try ModelScene(photos: 2, server: server)
        try scene.scratch.write(Self.pipeline("any"), to: "test.yaml")
        let first = try await scene.run()
        #expect(first.status == 0, "\(first.stderr)")
        #expect(
            try scene.counts() == [
                "L0,bunch of grapes,1,review,open_name", "L0,egg,2,review,open_name",
                "L0,'=cmd(),1,review,open_name",
            ]
        )
        let finding = try scene.json()["findings"]?.array?
            .first { $0["code"]?.string == "open_name" }
        #expect(
            finding?["message"]?.string
                == "3 names, such as 'bunch of grapes', are in no catalogue; write one with "
                + "'stocktake init --from RUN' and name it in count.catalogue"
        )

        try scene.scratch.write(
            "sku,name,unit,aliases\nEGG-6,Egg,piece,\nGRP,Grapes,bunch,bunch of grapes; raisin\n",
            to: "items.csv"
        )
        try scene.scratch.write(
            Self.pipeline("{items: any, catalogue: items.csv}"),
            to: "test.yaml"
        )
        let second = try await scene.run()
        #expect(second.status == 0 && server.journal.count == 2, "a catalogue costs nothing")
        #expect(
            try scene.counts() == [
                "L0,'=cmd(),1,review,open_name", "L0,EGG-6,2,ok,", "L0,GRP,1,ok,",
            ]
        )
        #expect(try scene.rows("counts.csv")[2].prefix(3) == ["L0", "EGG-6", "Egg"])
    }
}
