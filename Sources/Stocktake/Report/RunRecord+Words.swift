/// Wording of the reports that depends on how goods were counted.
extension RunRecord {
    /// After "Counted 2026-11-23 02:00 UTC".
    var countedBy: String {
        guard let asking else { return "by the labels" }
        return asking.isRehearsal ? "in a rehearsal" : "by \(asking.snapshots)"
    }

    /// The title of the counted column; a label count is a lower bound.
    var countedTitle: String {
        asking == nil || asking?.isRehearsal == true ? "Counted at least" : "Counted"
    }

    /// At the foot of every printed page.
    var footer: String {
        guard let asking else { return "labels read are a lower bound" }
        return asking.isRehearsal
            ? "rehearsal: a label reader answered, not an AI model" : "counted by a model"
    }

    /// The legend of the evidence pictures.
    var pictureTitle: String {
        asking == nil
            ? "Evidence: the labels counted here in red, other counted labels in green"
            : "Evidence: the pieces counted here in red, other counted pieces in green"
    }
}
