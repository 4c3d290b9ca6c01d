import Foundation
import Platform
import Stocktake

/// One line on stderr that is written over as the run goes on; nothing where nobody watches.
struct ProgressLine {
    private let isShown: Bool
    private let start: Date
    private var lastShown = Date.distantPast

    init(_ settings: Settings) {
        isShown = !settings.isQuiet && settings.progress.holds(onTerminal: isTerminal(2))
        start = Date()
    }

    /// At most ten times a second, and at the end.
    mutating func show(_ progress: RunProgress) {
        let now = Date()
        guard isShown, progress.done == progress.total || now.timeIntervalSince(lastShown) > 0.1
        else { return }
        lastShown = now
        var text = "\(progress.done)/\(progress.total) photos · \(progress.labels) labels"
        if progress.rejected > 0 { text += " · \(progress.rejected) rejected" }
        let left =
            now.timeIntervalSince(start) / Double(max(progress.done, 1))
            * Double(progress.total - progress.done)
        if progress.done < progress.total { text += " · \(Int(left.rounded(.up))) s left" }
        _ = writeText("\r\u{1B}[K\(text)", to: 2)
    }

    /// Takes the line away, so that what follows starts clean.
    func clear() {
        if isShown { _ = writeText("\r\u{1B}[K", to: 2) }
    }
}
