import Foundation
import Testing

@testable import Stocktake

@Suite("Asking: photos that are lost on the way") struct AskPhotoTests {
    private static let changed = "the file changed during the run"
    private static let changedLater = "the file changed while it was being sent"

    @Test func `a photo that changed since it was listed is left out`() async throws {
        let scene = try AskScene(photos: 3)
        scene.before = { _ in try scene.folder.write("else", to: "photos/A-01/2.jpg") }
        let run = try await scene.ask()
        #expect(run.questions == ["1 3"])
        #expect(run.sent.first?.ids == ["p1", "p2"], "asked as if it had been planned so")
        #expect(run.answers == ["1 3: bread 2, ice 4"])
        #expect(run.lost == ["2 changed: \(Self.changed)"])
        #expect(run.attempts == ["ask answered passed new_photo"])
        #expect(run.stop == nil && run.findings == [])
    }

    @Test func `a photo whose file is gone is left out`() async throws {
        let scene = try AskScene(photos: 3, views: "overlapping")
        scene.before = { _ in
            try FileManager.default.removeItem(atPath: scene.folder.path("photos/A-01/1.jpg"))
        }
        let run = try await scene.ask()
        #expect(run.questions == ["2 3"] && run.answers == ["2 3: bread 2, ice 5"])
        #expect(run.lost == ["1 missing: no such file"])
    }

    @Test func `when all photos of a question are gone, it isn't asked`() async throws {
        let scene = try AskScene(photos: 2)
        scene.before = { _ in
            try FileManager.default.removeItem(atPath: scene.folder.path("photos/A-01"))
        }
        let run = try await scene.ask()
        #expect(run.sent.isEmpty && run.answers == [] && run.failed == 0)
        #expect(run.lost.count == 2 && run.stop == nil)
        #expect(run.hasAnswers, "the lost photos are to be reported")
    }

    @Test(arguments: ["separate", "overlapping"])
    func `a photo that changes while it is sent is left out of a new request`(
        views: String
    ) async throws {
        let scene = try AskScene(photos: 3, views: views)
        let run = try await scene.ask {
            $0.number == 1 ? .photoChanged(1) : .answer($0.right())
        }
        #expect(run.questions == ["1 2 3", "1 3"])
        #expect(run.answers == ["1 3: bread 2, ice 4"])
        #expect(run.lost == ["2 changed: \(Self.changedLater)"])
        #expect(run.attempts == ["ask failed new_photo", "ask answered passed other_photos"])
        #expect(run.findings == [])
    }

    @Test func `photos may change one after the other until none is left`() async throws {
        let scene = try AskScene(photos: 3)
        let run = try await scene.ask { _ in .photoChanged(0) }
        #expect(run.questions == ["1 2 3", "2 3", "3"])
        #expect(run.answers == [])
        #expect(run.lost.map { $0.prefix(9) } == ["3 changed", "2 changed", "1 changed"])
    }

    @Test func `a photo that changes during the repair leaves the rest of it`() async throws {
        let scene = try AskScene(photos: 3, views: "overlapping")
        let run = try await scene.ask { request in
            switch request.number {
            case 1: .answer(request.wrong(.missing("1")))
            case 2: .photoChanged(2)
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2 3", "repair 1 2 3", "1 2"])
        #expect(run.lost == ["3 changed: \(Self.changedLater)"])
        #expect(run.answers == ["1 2: bread 2, ice 3"])
    }

    // MARK: What is made to be sent

    private func marked(_ scene: AskScene, _ number: Int) throws {
        let place = number < 3 ? "A-01" : "B-01"
        let bytes = try MarkedPhoto.jpeg() + [UInt8(number)]
        try scene.folder.write(bytes, to: "photos/\(place)/\(number).jpg")
    }

    @Test func `copies without metadata are made for a request, and go with it`() async throws {
        let scene = try AskScene(places: ["A-01": [9]])
        try marked(scene, 1)
        try marked(scene, 2)
        let run = try await scene.ask { request in
            let isScratch = request.paths.map { $0.hasPrefix(request.folder) }
            let isThere = request.paths.allSatisfy { FileManager.default.fileExists(atPath: $0) }
            guard isScratch == [true, true, false], isThere else { return .status(400) }
            return .answer(request.right())
        }
        #expect(run.answers.count == 1 && run.failed == 0)
        let left = run.sent[0].paths.filter(FileManager.default.fileExists(atPath:))
        #expect(left.count == 1, "the photo that goes from its own file")
    }

    @Test func `without room for copies the run is refused before anything is sent`() async throws {
        let scene = try AskScene(photos: 1)
        scene.before = { _ in try FileManager.default.removeItem(atPath: scene.temporaryFolder) }
        let refusal = try await scene.refusal()
        #expect(refusal?.exitStatus == .cannotWrite && refusal?.exitStatus.rawValue == 73)
        #expect(refusal?.message.hasPrefix("no room to prepare photos for sending: ") == true)
        #expect(scene.sentInVain.isEmpty)
    }

    @Test func `without room in the middle of a run it ends, and what was answered is kept`()
        async throws
    {
        let scene = try AskScene(places: ["A-01": []])
        for number in [1, 2, 3] { try marked(scene, number) }
        let refusal = try await scene.refusal { request in
            do {
                try FileManager.default.removeItem(atPath: request.folder)
                return .answer(request.right())
            } catch {
                return .status(400)
            }
        }
        #expect(refusal?.exitStatus == .cannotWrite)
        #expect(scene.sentInVain.count == 1)
        let second = try await scene.ask()
        #expect(second.sent.count == 1 && second.reused == 1)
        #expect(second.answers.count == 2)
    }

    @Test func `photos that no request can hold are lost without being asked about`() async throws {
        let scene = try AskScene(photos: 2, model: "detail: original")
        let run = try await scene.ask()
        #expect(run.sent.isEmpty && run.answers == [] && run.hasAnswers)
        #expect(
            run.lost
                == ["1", "2"].map {
                    "\($0) refused_by_service: detail original is not offered by gpt-5.2; it has low, "
                        + "high, auto"
                }
        )
    }
}
