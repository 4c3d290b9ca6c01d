package import Rehearsal

/// Which requests meet which misbehaviour; all later ones are answered correctly.
package struct FaultScript: Sendable {
    /// What the request with that index meets; nil for a correct answer.
    package let faults: [Misbehaviour?]
    /// Times and ports of the misbehaviours.
    package let settings: Misbehaviour.Settings
    /// The correct answer's text.
    package let goodText: @Sendable (_ request: ReceivedRequest) -> String

    /// A script, for instance `[.rateLimitSeconds, nil, .serverError]`.
    package init(
        _ faults: [Misbehaviour?],
        settings: Misbehaviour.Settings = Misbehaviour.Settings(),
        goodText: @escaping @Sendable (_ request: ReceivedRequest) -> String
    ) {
        self.faults = faults
        self.settings = settings
        self.goodText = goodText
    }

    func answer(to request: ReceivedRequest, index: Int) -> ServerAnswer {
        let text = goodText(request)
        guard let fault = fault(index) else {
            return ScriptedReply(to: request, text: text, variant: index + 1).answer
        }
        return fault.answer(to: request, text: text, settings: settings)
    }

    /// What happens to the request with that index before its body is read.
    func answerAtHead(index: Int) -> ServerAnswer? {
        guard let fault = fault(index), fault.isAtHead else { return nil }
        return fault.answer(to: nil, text: "", settings: settings)
    }

    private func fault(_ index: Int) -> Misbehaviour? {
        faults.indices.contains(index) ? faults[index] : nil
    }
}

extension LoopbackServer {
    /// Starts a server that follows a script.
    ///
    /// - Throws: `SocketError` when no port can be had.
    package convenience init(
        _ settings: Settings = Settings(),
        following script: FaultScript
    ) throws(SocketError) {
        try self.init(
            settings,
            atHead: { _, index in script.answerAtHead(index: index) },
            answer: { request, _, index in script.answer(to: request, index: index) }
        )
    }
}
