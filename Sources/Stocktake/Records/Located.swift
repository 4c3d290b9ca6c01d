/// A value of a file and its position there.
struct Located<Value: Sendable & Hashable>: Sendable, Hashable {
    let value: Value
    let position: SourcePosition
}
