/// A string that equals another only if both have the same code points.
///
/// Swift's own equality takes a composed and a decomposed letter for one; JSON and JSON Schema
/// don't. Nor is the hash Swift's: equal for all spellings of a text, it would let hostile names
/// fill one bucket of a table.
struct ExactKey: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactKey, right: ExactKey) -> Bool {
        // Most names differ, and Swift finds that quickest.
        guard left.text == right.text else { return false }
        let (one, other) = (left.text.utf8, right.text.utf8)
        // Strings of up to 15 bytes are compared as a whole by Swift if they are ASCII.
        return one.count == other.count && one.elementsEqual(other)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
    }
}
