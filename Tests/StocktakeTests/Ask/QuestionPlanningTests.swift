import Foundation
import Testing

@testable import Stocktake

@Suite("From photos to questions") struct QuestionPlanningTests {
    private func photo(_ name: String) -> AskedPhoto {
        AskedPhoto(path: name, width: 100, height: 100, byteCount: nil)
    }

    private func shown(_ questions: [PhotoGroup]) -> [String] {
        questions.map { question in
            let photos = question.photos.map(\.path).joined(separator: ",")
            return "\(question.location) \(photos) vote \(question.vote)"
        }
    }

    @Test func `a question never mixes locations, whatever the order of the list`() {
        let photos = [("1", "A"), ("2", "B"), ("3", "a "), ("4", "B")].map {
            (photo: photo($0.0), location: Optional($0.1))
        }
        let planning = QuestionPlanning(photosPerRequest: 10, votes: 1)
        #expect(shown(planning.groups(photos)) == ["A 1,3 vote 1", "B 2,4 vote 1"])
    }

    @Test func `more photos than a request may hold are consecutive groups, once per vote`() {
        let photos = (1...5).map { (photo: photo("\($0)"), location: Optional("A")) }
        let planning = QuestionPlanning(photosPerRequest: 2, votes: 2)
        #expect(
            shown(planning.groups(photos)) == [
                "A 1,2 vote 1", "A 1,2 vote 2", "A 3,4 vote 1", "A 3,4 vote 2", "A 5 vote 1",
                "A 5 vote 2",
            ]
        )
    }

    @Test func `photos of unknown places stand alone`() {
        let photos = (1...3).map { (photo: photo("\($0)"), location: String?.none) }
        let planning = QuestionPlanning(photosPerRequest: 10, votes: 1)
        #expect(shown(planning.groups(photos)) == [" 1 vote 1", " 2 vote 1", " 3 vote 1"])
    }

    @Test func `no photos, no questions`() {
        #expect(QuestionPlanning(photosPerRequest: 1, votes: 3).groups([]).isEmpty)
    }
}
