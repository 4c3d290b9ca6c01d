extension AnswerNote {
    /// What was removed from the text to extract its JSON.
    enum Cleanup: String, Sendable, CaseIterable {
        case thoughts
        case fences
        case otherText = "other text"
        case repetition
        case trailingCommas = "trailing commas"
    }

    /// The parts removed, in the order of `Cleanup`, each once.
    static func cleaned(_ parts: [Cleanup]) -> AnswerNote {
        AnswerNote("removed from the reply: \(parts.map(\.rawValue).joined(separator: ", "))")
    }

    /// The model's own count differs from the number of its points; the points are used.
    static func pointsDiffer(sku: String, said: Int, points: Int) -> AnswerNote {
        AnswerNote(
            "item \(printable(sku, limit: 60)): the model states a count of \(said) but gives "
                + "\(points) points; the points are used"
        )
    }

    /// Texts longer than `AnswerReading.textLimit` were shortened.
    static func textsCut(_ count: Int) -> AnswerNote {
        AnswerNote("\(count) long texts in the answer were shortened")
    }

    /// Entries of either list beyond `AnswerReading.listLimit` were dropped.
    static func leftOut(emptyPlaces places: Int, notCounted uncounted: Int) -> AnswerNote {
        AnswerNote(
            "dropped from a long answer: \(places) empty places, \(uncounted) notes on goods not "
                + "counted"
        )
    }
}
