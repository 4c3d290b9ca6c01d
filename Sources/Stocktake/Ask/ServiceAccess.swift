/// What a run needs before it may ask a model: settings, and an address with its key.
struct ServiceAccess: Sendable {
    let settings: ModelSettings
    let address: ModelServiceAddress

    /// Access for a plan; nil for one that asks nobody.
    ///
    /// - Throws: `RunRefusal`: no key, or an address that can't be used.
    init?(_ plan: Plan, _ asking: AskingSurroundings) throws(RunRefusal) {
        guard plan.method == .model, let settings = plan.model else { return nil }
        self.settings = settings
        address =
            if let rehearsal = asking.rehearsal {
                rehearsal
            } else {
                try ModelServiceAddress(settings.service, environment: asking.environment)
            }
    }
}
