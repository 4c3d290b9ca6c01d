/// The text of an answer, looked for where servers put it.
///
/// Servers that tell thoughts from answers by marks in the text may take all of it for thoughts. If
/// there is no visible text, thoughts that hold an object are the answer.
struct VisibleText {
    let visible: String
    let text: String
    /// Whether it was taken from the thoughts.
    let isThought: Bool

    init(_ visible: String, thoughts: () -> [String]) {
        self.visible = visible
        let isEmpty = visible.allSatisfy(\.isWhitespace)
        let thought = isEmpty ? thoughts().first { $0.contains("{") } : nil
        isThought = thought != nil
        text = thought ?? visible
    }
}
