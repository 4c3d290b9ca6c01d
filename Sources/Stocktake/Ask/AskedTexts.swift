import Synchronization

/// The texts of a plan's questions, each made once for all that share it.
///
/// With a catalogue of a thousand items they are the longest part of a question's key, and most
/// questions have the same.
final class AskedTexts: Sendable {
    /// What is asked at one location.
    struct Asked: Sendable {
        let instructions: String
        /// The same as JSON.
        let instructionsJSON: String
        fileprivate let text: QuestionText
    }

    /// The form of an answer about some photos.
    struct Answered: Sendable {
        let schema: ReplySchema
        let text: String
        /// The text as a string of JSON.
        let textJSON: String
    }

    private struct SchemaKey: Hashable {
        let place: String
        let photoIDs: [String]
    }

    private struct State {
        var asked: [String: Asked] = [:]
        var answered: [SchemaKey: Answered] = [:]
    }

    /// More than these are not kept, so that memory doesn't grow with the locations.
    private static let mostKept = 64

    private let text: QuestionText
    private let state = Mutex(State())

    init(_ text: QuestionText) {
        self.text = text
    }

    func asked(at location: String) -> Asked {
        let place = text.hasPlaces ? locationKey(location) : ""
        if let known = state.withLock({ $0.asked[place] }) { return known }
        let text = text.at(location)
        let instructions = text.instructions
        let asked = Asked(
            instructions: instructions,
            instructionsJSON: jsonString(instructions),
            text: text
        )
        state.withLock { state in
            if state.asked.count >= Self.mostKept { state.asked = [:] }
            state.asked[place] = asked
        }
        return asked
    }

    func answered(at location: String, photoIDs: [String]) -> Answered {
        let place = text.hasPlaces ? locationKey(location) : ""
        let key = SchemaKey(place: place, photoIDs: photoIDs)
        if let known = state.withLock({ $0.answered[key] }) { return known }
        let words = asked(at: location).text
        let schema = ReplySchema(
            photoIDs: photoIDs,
            items: words.items.map(\.sku) + [Answer.unknownItem],
            zones: words.zones
        )
        let text = schema.text
        let answered = Answered(schema: schema, text: text, textJSON: jsonString(text))
        state.withLock { state in
            if state.answered.count >= Self.mostKept { state.answered = [:] }
            state.answered[key] = answered
        }
        return answered
    }
}
