/// Text that no message, print or dump shows, such as an API key.
///
/// It can be passed to a header and compared, but the text can't be read outside this module.
public struct SecretText: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let text: String

    /// Stores the text as is, without trimming.
    public init(_ text: String) {
        self.text = text
    }

    /// The same text for every secret.
    public var description: String { "(secret)" }
    /// The same text for every secret.
    public var debugDescription: String { description }
    /// Without children, so `dump` and debuggers show nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
