/// A condition of `--fail-on`.
public enum FailCondition: String, Sendable, CaseIterable {
    case review, recount, incomplete, variance
    case notCounted = "not_counted"
}
