public import Platform

/// A play in acts: the first questions meet misbehaviours, all later ones are answered well.
public struct Script: Sendable {
    /// What the question of that number meets; nil is a good answer.
    public let acts: [Misbehaviour?]
    /// Times and ports of the misbehaviours.
    public let settings: Misbehaviour.Settings
    /// The good answer's text.
    public let goodText: @Sendable (_ question: PostedQuestion) -> String

    /// A play, for instance of the acts `[.rateLimitSeconds, nil, .serverError]`.
    public init(
        _ acts: [Misbehaviour?],
        settings: Misbehaviour.Settings = Misbehaviour.Settings(),
        goodText: @escaping @Sendable (_ question: PostedQuestion) -> String
    ) {
        self.acts = acts
        self.settings = settings
        self.goodText = goodText
    }

    /// The answer to the question of that number.
    public func answer(to question: PostedQuestion, index: Int) -> ServerAnswer {
        let text = goodText(question)
        guard let act = act(index) else {
            return ReplyEnvelope(to: question, text: text, variant: index + 1).answer
        }
        return act.answer(to: question, text: text, settings: settings)
    }

    /// What happens to the question of that number before its body is read.
    public func answerAtHead(index: Int) -> ServerAnswer? {
        guard let act = act(index), act.isAtHead else { return nil }
        return act.answer(to: nil, text: "", settings: settings)
    }

    private func act(_ index: Int) -> Misbehaviour? {
        acts.indices.contains(index) ? acts[index] : nil
    }
}

extension LoopbackServer {
    /// Starts a server that plays a script.
    ///
    /// - Throws: `SocketError` when no port can be had.
    public convenience init(
        _ settings: Settings = Settings(),
        playing script: Script
    ) throws(SocketError) {
        try self.init(
            settings,
            atHead: { _, index in script.answerAtHead(index: index) },
            answer: { question, _, index in script.answer(to: question, index: index) }
        )
    }
}
