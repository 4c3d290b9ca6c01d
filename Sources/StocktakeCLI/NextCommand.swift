import Foundation
import Platform
import Stocktake

/// A command to type next, with all that decides what is asked and where answers are kept.
///
/// An option is repeated wherever it came from, a flag or a variable: the line of a mail from cron is
/// typed in another shell. `--fresh` never is, as it would pay for everything twice.
struct NextCommand {
    /// The command that was typed: `run`, `retry` or `estimate`.
    let name: String
    let pipeline: String
    var ledger: String?
    var output: String?
    /// The locations of `--only`.
    var locations: [String] = []
    var maxCost: Decimal?
    var isRehearsal = false

    /// The program and the command, such as `stocktake retry`, its options and the pipeline.
    func text(_ command: String, flags: [String] = []) -> String {
        var words = ["stocktake", command] + flags
        if isRehearsal { words.append("--rehearse") }
        words += locations.map { option("only", $0) }
        words += [
            maxCost.map { option("max-cost", "\($0)") }, ledger.map { option("ledger", $0) },
            output.map { option("output", $0) },
        ]
        .compactMap(\.self)
        // A leading dash would make an option of it.
        words.append(shellWord(pipeline.hasPrefix("-") ? "./" + pipeline : pipeline))
        return words.joined(separator: " ")
    }

    /// The command that was typed.
    var again: String { text(name) }

    /// The command that asks only about what failed; a rehearsal has no such command.
    var retry: String { text(isRehearsal ? "run" : "retry") }

    private func option(_ name: String, _ value: String) -> String {
        value.hasPrefix("-")
            ? "--\(name)=" + shellWord(value) : "--\(name) " + shellWord(value)
    }
}

/// A text as one word for a shell, quoted if necessary, without control characters.
func shellWord(_ text: String) -> String {
    if text.wholeMatch(of: /[A-Za-z0-9._\/+:@%=,-]+/) != nil { return text }
    if printable(text, limit: .max) == text {
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
    // What a terminal might act on, printf makes of octal digits.
    let characters = text.map { character in
        let text = String(character)
        if printable(text) != text {
            return text.utf8.map { "\\" + octal($0) }.joined()
        }
        return switch character {
        case "\\": "\\\\"
        case "%": "%%"
        case "'": "'\\''"
        default: text
        }
    }
    return "\"$(printf '\(characters.joined())')\""
}

private func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
}
