import Synchronization

/// The texts of a form's questions, each made once and shared.
///
/// With a catalogue of a thousand items the texts are the longest part of a question's key, and
/// most questions have the same texts.
final class QuestionTexts<Answer: Sendable & Hashable>: Sendable {
    typealias Context = QuestionForm<Answer>.Context

    /// A text, and the same text as a JSON string.
    struct Text: Sendable {
        let text: String
        let json: String

        init(_ text: String) {
            self.text = text
            json = jsonString(text)
        }
    }

    private struct State {
        var instructions: [String: Text] = [:]
        var schemas: [Context: Text] = [:]
    }

    /// The most texts kept, so that memory doesn't grow with the number of locations.
    private static var mostKept: Int { 64 }

    private let form: QuestionForm<Answer>
    private let state = Mutex(State())

    init(_ form: QuestionForm<Answer>) {
        self.form = form
    }

    func instructions(at location: String) -> Text {
        let place = form.dependsOnLocation ? locationKey(location) : ""
        if let known = state.withLock({ $0.instructions[place] }) { return known }
        let text = Text(form.instructions(location))
        state.withLock { state in
            if state.instructions.count >= Self.mostKept { state.instructions = [:] }
            state.instructions[place] = text
        }
        return text
    }

    func schema(_ context: Context) -> Text {
        let place = form.dependsOnLocation ? locationKey(context.location) : ""
        let key = Context(location: place, photoIDs: context.photoIDs)
        if let known = state.withLock({ $0.schemas[key] }) { return known }
        let text = Text(form.schema(context))
        state.withLock { state in
            if state.schemas.count >= Self.mostKept { state.schemas = [:] }
            state.schemas[key] = text
        }
        return text
    }
}
