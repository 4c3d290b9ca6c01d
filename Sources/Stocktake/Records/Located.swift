/// A value from a file, with its position.
struct Located<Value: Sendable & Hashable>: Sendable, Hashable {
    let value: Value
    let position: SourcePosition
}
