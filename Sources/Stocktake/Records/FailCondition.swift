/// What `--fail-on` may name.
public enum FailCondition: String, Sendable, CaseIterable {
    case review, recount, incomplete, variance
    case notCounted = "not_counted"
}
