import Foundation
import HTTPTransfer
import JSONSchema
import Platform

@testable import Stocktake

/// A folder with photos and a pipeline with follow-up questions, and a service that answers as a
/// script says; every part of a run is real but the network.
final class FollowUpScene {
    let scene: RunScene
    private var runs = 0.0

    init(
        then: String = "{recipe: Suggest a dinner}",
        count: String = "{by: model, items: [ice, bread]}",
        more: String = ""
    ) throws {
        scene = try RunScene()
        try scene.photo("A/1.jpg", [.carton])
        try pipeline(then: then, count: count, more: more)
    }

    func pipeline(
        then: String = "{recipe: Suggest a dinner}",
        count: String = "{by: model, items: [ice, bread]}",
        more: String = ""
    ) throws {
        try scene.folder.write(
            """
            name: test
            photos: {files: photos/*/*, views: separate}
            count: \(count)
            then: \(then)
            model: {name: gpt-5.2, attempts: 2}
            report: {folder: out, formats: [csv, json]}
            \(more)

            """,
            to: "test.yaml"
        )
    }

    func plan() throws -> Plan {
        try Planning(output: nil) { [] }.plan(scene.folder.path("test.yaml"))
    }

    /// One whole run and what it sent.
    func run(
        isFresh: Bool = false,
        script: @escaping AskScript
    ) async throws -> (record: RunRecord, sent: [SentRequest]) {
        runs += 1
        let controls = AskControls(start: runs * 10_000_000)
        try scene.folder.makeFolder("tmp")
        var asking = AskEnvironment()
        asking.variables = ["OPENAI_API_KEY": "sk-test"]
        asking.temporaryFolder = scene.folder.path("tmp")
        asking.random = { 1 }
        asking.sleep = { time in
            controls.advance(bySeconds: time.seconds)
            await Task.yield()
        }
        asking.send = { request throws(TransferError) in try controls.send(request, script) }
        let environment = RunEnvironment(
            now: { controls.now() },
            interruption: { controls.signal },
            workers: 1,
            isFresh: isFresh
        )
        let run = try await StocktakeRun(try plan(), in: environment, asking: asking)
            .run(onProgress: { _ in }).count
        return (run.record, controls.sent)
    }

    /// What the next run would cost and ask, as `estimate` says.
    func estimate() async throws -> ModelEstimate? {
        var environment = EstimateEnvironment()
        environment.variables = ["OPENAI_API_KEY": "sk-test"]
        return await EstimateRun(try plan(), for: .own, in: environment).estimate()
            .estimate.models.first
    }
}

extension SentRequest {
    /// The data of a question of text alone.
    var data: String {
        let turns = json["input"]?.array ?? json["messages"]?.array ?? []
        let content = turns.last { $0["role"]?.string == "user" }?["content"]
        return content?.string ?? content?.array?.last?["text"]?.string ?? ""
    }

    /// Whether it is about tables instead of photos.
    var isFollowUp: Bool { photos.isEmpty && !isRepair }
}
