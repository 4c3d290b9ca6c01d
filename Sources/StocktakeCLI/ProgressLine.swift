import Foundation
import Platform
import Stocktake

/// One line on stderr, overwritten as the run proceeds; by default only on a terminal.
struct ProgressLine {
    private let isShown: Bool
    private let start: Date
    private var lastShown = Date.distantPast
    private var isAsking = false

    init(_ settings: Settings) {
        isShown = !settings.isQuiet && settings.progress.holds(onTerminal: isTerminal(2))
        start = Date()
    }

    /// At most ten times a second, and whenever a stage begins or ends.
    mutating func show(_ progress: RunProgress) {
        let now = Date()
        let (done, total) =
            progress.asking.map { ($0.done, $0.total) } ?? (progress.done, progress.total)
        let isNewStage = isAsking != (progress.asking != nil)
        guard isShown,
            isNewStage || done == total || now.timeIntervalSince(lastShown) > 0.1
        else { return }
        isAsking = progress.asking != nil
        lastShown = now
        var text = progress.asking.map(words) ?? words(progress)
        let left = now.timeIntervalSince(start) / Double(max(done, 1)) * Double(total - done)
        if done < total { text += " · \(Int(left.rounded(.up))) s left" }
        _ = writeText("\r\u{1B}[K\(text)", to: 2)
    }

    private func words(_ progress: RunProgress) -> String {
        let rejected = progress.rejected > 0 ? " · \(progress.rejected) rejected" : ""
        let labels = progress.labels > 0 ? " · \(progress.labels) labels" : ""
        return "\(progress.done)/\(progress.total) photos\(labels)\(rejected)"
    }

    private func words(_ asking: RunProgress.Asking) -> String {
        let failed = asking.failed > 0 ? " · \(asking.failed) failed" : ""
        let limit = asking.limit.map { " of \(Money.dollars($0))" } ?? ""
        return "\(asking.done)/\(asking.total) questions\(failed) · "
            + "\(Money.dollars(asking.spent))\(limit)"
    }

    /// Clears the line, so that other output starts on an empty one.
    func clear() {
        if isShown { _ = writeText("\r\u{1B}[K", to: 2) }
    }
}
