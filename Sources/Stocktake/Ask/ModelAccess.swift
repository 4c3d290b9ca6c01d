/// What a run needs to ask a model: settings, and an address with its key.
struct ModelAccess: Sendable {
    let settings: ModelSettings
    let address: ModelServiceAddress
    /// What is known about the model; careful assumptions about an unknown one.
    var facts: ModelFacts { plan.models.facts(of: settings.name) ?? .careful(settings.name) }

    private let plan: Plan
    private let asking: AskEnvironment

    /// Access for a plan; nil for a plan that counts by labels.
    ///
    /// - Throws: `RunRefusal`: no key, a key that the user has not allowed, or an address that can't
    ///   be used; `RunInterruption` after a signal.
    init?(_ plan: Plan, _ asking: AskEnvironment, _ environment: RunEnvironment) throws {
        guard plan.asksModel, let settings = plan.model else { return nil }
        self.plan = plan
        self.asking = asking
        self.settings = settings
        address =
            if let rehearsal = asking.rehearsal {
                rehearsal
            } else {
                try Self.address(plan, settings.service, asking, environment)
            }
    }

    /// The last door before a key is read: without the user's word it stays shut.
    private static func address(
        _ plan: Plan,
        _ service: ServiceChoice,
        _ asking: AskEnvironment,
        _ environment: RunEnvironment
    ) throws -> ModelServiceAddress {
        if let use = plan.keyUse(asking.variables), use.needsWord, use != asking.allowedKey {
            throw RunRefusal(
                message: "the key from \(use.sourceWords) may not be sent to \(use.destination); "
                    + "allow it with --allow-key",
                exitStatus: .noAccess
            )
        }
        return try ModelServiceAddress(
            service,
            KeyEnvironment(
                variables: asking.variables,
                duration: plan.limits.duration,
                interruption: environment.interruption
            )
        )
    }

    /// Asks questions of a form about photos, each at its location.
    ///
    /// - Throws: as `Ask.ask`.
    func ask<Answer>(
        _ form: QuestionForm<Answer>,
        about photos: [(photo: Photo, location: String?)],
        _ run: RunContext,
        onProgress: (RunProgress) -> Void
    ) async throws -> AskOutcome<Answer> {
        try await Ask(plan, form, self, asking, run).ask(photos, onProgress: onProgress)
    }

    /// Asks a question of text alone; `earlier` is what the run asked before.
    ///
    /// - Returns: what was answered, even if nothing was.
    /// - Throws: `RunInterruption` after a signal; `RunRefusal` if a cost limit can't be enforced;
    ///   `LedgerError`.
    func ask<Answer>(
        _ form: QuestionForm<Answer>,
        after earlier: RunAsking?,
        _ run: RunContext,
        onProgress: (RunProgress) -> Void
    ) async throws -> AskOutcome<Answer> {
        let ask = Ask(plan, form, self, asking, run, after: earlier)
        let outcome = try await ask.outcome([], onProgress: onProgress)
        if let signal = outcome.interruption ?? run.environment.interruption() {
            throw RunInterruption(signal: signal)
        }
        return outcome
    }
}
