extension AnswerNote {
    /// What was removed from the text to reach its JSON.
    enum Cleanup: String, Sendable, CaseIterable {
        case thoughts
        case fences
        case otherText = "other text"
        case repetition
        case trailingCommas = "trailing commas"
    }

    /// What was removed, in the order of `Cleanup`, each once.
    static func cleaned(_ parts: [Cleanup]) -> AnswerNote {
        AnswerNote("removed around the JSON: \(parts.map(\.rawValue).joined(separator: ", "))")
    }

    /// The model's own count is not the number of its points; the points are used.
    static func pointsDiffer(sku: String, said: Int, points: Int) -> AnswerNote {
        AnswerNote(
            "item \(printable(sku, limit: 60)): the model says \(said) but gives \(points) points; "
                + "the points are counted"
        )
    }

    /// Texts longer than `AnswerReading.textLimit`.
    static func textsCut(_ count: Int) -> AnswerNote {
        AnswerNote("\(count) long texts of the answer were shortened")
    }

    /// What was given beyond `AnswerReading.listLimit` of either list.
    static func leftOut(emptyPlaces places: Int, notCounted uncounted: Int) -> AnswerNote {
        AnswerNote(
            "left out of a long answer: \(places) empty places, \(uncounted) notes of goods not "
                + "counted"
        )
    }
}
