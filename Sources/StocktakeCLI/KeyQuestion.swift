import Foundation
import Platform
import Stocktake

/// Why a key was not read: nobody has allowed it; the message ends with the command that does.
struct KeyNotAllowed: Error {
    let message: String
}

/// Asks for the user's word before a key goes to an address that a pipeline file names.
///
/// Asked once: the word is remembered by pipeline path, key source and destination, in the user's
/// state folder. Where nobody can be asked, `--allow-key` gives it.
struct KeyQuestion {
    let console: Console
    /// `--allow-key`.
    let isAllowed: Bool
    /// Nil if there is no folder to remember it in.
    let remembered: AllowedKeys?

    /// Lets a run read and send its key; nil if no word is needed for it.
    ///
    /// - Parameters:
    ///   - use: what a run would read and send.
    ///   - next: the command to type where nobody can be asked.
    /// - Returns: the use, once it is allowed.
    /// - Throws: `KeyNotAllowed` without the user's word.
    func allowed(_ use: KeyUse?, _ next: NextCommand) throws -> KeyUse? {
        guard let use, use.needsWord else { return nil }
        if remembered?.contains(use) == true { return use }
        guard isAllowed || isAnswered(use) else { throw refusal(use, next) }
        remember(use)
        return use
    }

    private var canAsk: Bool {
        isTerminal(0) && isTerminal(2) && !console.settings.isQuiet
    }

    private func isAnswered(_ use: KeyUse) -> Bool {
        guard canAsk else { return false }
        let question = """
            stocktake: this pipeline file names both a key and the server that gets it:
              pipeline  \(printable(use.pipeline, limit: 4096))
              key       \(use.sourceWords)
              sent to   \(use.destination)
            Allow this, now and in later runs? [y/N]
            """
        _ = writeText(question + " ", to: 2)
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        return answer == "y" || answer == "yes"
    }

    private func refusal(_ use: KeyUse, _ next: NextCommand) -> KeyNotAllowed {
        KeyNotAllowed(
            message: "not allowed yet, so nothing was sent: the pipeline names both a key, "
                + "\(use.sourceWords), and the server that gets it, \(use.destination); if you trust "
                + "\(printable(use.pipeline, limit: 4096)), type once: "
                + next.text(next.name, flags: ["--allow-key"])
        )
    }

    /// Remembers the word; a run that has it goes on even if it can't be remembered.
    private func remember(_ use: KeyUse) {
        guard let remembered else {
            let words = "HOME is not set, so the next run needs --allow-key again"
            return console.note("stocktake: warning: \(words)")
        }
        do throws(FileError) {
            let file = try remembered.remember(use)
            console.note(
                "stocktake: allowed from now on: \(use.sourceWords) to \(use.destination); to take "
                    + "it back: rm \(shellWord(file))"
            )
        } catch {
            console.note(
                "stocktake: warning: \(printable("\(error)", limit: 4096)), so the next run needs "
                    + "--allow-key again"
            )
        }
    }
}
