/// Text that no message, print or dump shows, such as an API key.
///
/// Whoever holds one can hand it to a header and compare it, but not read it back: outside this
/// module there is no way to the text.
public struct SecretText: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let text: String

    /// Takes the text as it is, without trimming.
    public init(_ text: String) {
        self.text = text
    }

    /// The same words for every secret.
    public var description: String { "(secret)" }
    /// The same words for every secret.
    public var debugDescription: String { description }
    /// Has no children, so that `dump` and debuggers' summaries show nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
