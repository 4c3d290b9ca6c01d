import Foundation

extension FinishedEstimate {
    /// Log events: the requests and cost of each model.
    public var events: [RunEvent] {
        estimate.models.map { model in
            RunEvent(
                .plan,
                [
                    ("model", .text(model.model)), ("photos", .whole(model.photos)),
                    ("questions", .whole(model.questions)),
                    ("requests", .whole(model.requests.count)),
                    ("estimated", money(model.cost?.expected)),
                ]
            )
        }
    }

    /// The summary event for a log.
    ///
    /// `requests` and `estimated` are those of the only model, or of several, the pipeline's own:
    /// null if it is not among them, 0 if labels are read.
    public func summary(exitStatus: ExitStatus) -> RunEvent {
        let models = estimate.models
        let one = models.count == 1 ? models.first : models.first { $0.model == ownModel }
        let requests = models.isEmpty ? 0 : one?.requests.count
        let expected = models.isEmpty ? 0 : one?.cost?.expected
        return .summary(
            exitStatus: exitStatus.rawValue,
            [
                ("requests", requests.map { .whole($0) } ?? .none), ("estimated", money(expected)),
            ]
        )
    }

    private func money(_ amount: Decimal?) -> RunEvent.Value {
        amount.map { .text(machineMoney($0)) } ?? .none
    }
}
