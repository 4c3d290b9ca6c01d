/// The text that asks a model to correct the faults of its answer.
struct RepairText: Sendable, Hashable {
    /// Several lines, without a newline at the end.
    let text: String

    /// - Parameters:
    ///   - faulty: the answer's faults.
    ///   - photoIDs: the ids in the answered question, in its order; the question that asks for the
    ///     correction keeps them.
    init<Answer>(_ faulty: FaultyAnswer<Answer>, photoIDs: [String]) {
        var lines = ["Your answer has these errors:"]
        lines += faulty.faults.map { "- \($0.line)" }
        if faulty.hasMore { lines.append("- and more of the same kinds") }
        lines.append("Check the photos again. " + Self.closing(faulty, photoIDs))
        text = lines.joined(separator: "\n")
    }

    private static func closing<Answer>(
        _ faulty: FaultyAnswer<Answer>,
        _ photoIDs: [String]
    ) -> String {
        guard faulty.sound != nil else {
            return "Return the complete corrected answer as one JSON object and nothing else."
        }
        let concerned = faulty.concerned(of: photoIDs.count).map { photoIDs[$0] }
        let photos =
            concerned.count == 1
            ? "photo \(concerned[0])" : "photos \(concerned.joined(separator: ", "))"
        return "Return the complete corrected answer for \(photos) only, as one JSON object and "
            + "nothing else; your answer for the other photos is kept."
    }
}
