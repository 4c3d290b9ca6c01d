/// What a run needs to ask a model: settings, and an address with its key.
struct ModelAccess: Sendable {
    let settings: ModelSettings
    let address: ModelServiceAddress
    private let plan: Plan
    private let asking: AskEnvironment

    /// Access for a plan; nil for a plan that counts by labels.
    ///
    /// - Throws: `RunRefusal`: no key, or an address that can't be used.
    init?(_ plan: Plan, _ asking: AskEnvironment) throws(RunRefusal) {
        guard plan.asksModel, let settings = plan.model else { return nil }
        self.plan = plan
        self.asking = asking
        self.settings = settings
        address =
            if let rehearsal = asking.rehearsal {
                rehearsal
            } else {
                try ModelServiceAddress(settings.service, environment: asking.variables)
            }
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
}
