import Foundation

/// Finds keys and passwords where they don't belong, so that no message repeats them.
///
/// It knows the forms of common keys, names such as `api_key`, and long random words. What it takes
/// for a secret by mistake is shown as `…`, which does no harm.
public enum SecretMask {
    /// Forms of keys that nothing else has: the prefix of a service and a random part.
    private static var forms: [Regex<Substring>] {
        [
            /\b[spr]k[-_][A-Za-z0-9_-]{6,}/, /\bgh[opsur]_[A-Za-z0-9]{10,}/,
            /\bgithub_pat_\w{10,}/, /\bglpat-[\w-]{10,}/, /\bxox[a-z]-[\w-]{10,}/,
            /\bA(?:KI|SI)A[A-Z0-9]{12,}/, /\bAIza[\w-]{20,}/, /\bya29\.[\w-]{10,}/,
            /\b(?:hf|gsk|r8)_\w{10,}/, /\b(?:nvapi|pplx|xai)-[\w-]{10,}/,
            /\beyJ[\w-]{8,}(?:\.[\w-]+)*/, /-----BEGIN[^\n]*/,
        ]
        .map { $0.wordBoundaryKind(.simple) }
    }

    /// What follows `Bearer`, and what an address has before its host or after its path.
    private static var contexts: [Regex<(Substring, Substring)>] {
        [
            /(?i:\bbearer|\bbasic)\s+["']?([^\s"'$,}]{4,})/, /:\/\/([^\s"']*)@/,
            /:\/\/[^\s"']*?[?#]([^\s"']+)/,
            /--?(?:[\w-]*(?:token|password|api-?key)|pass)[ =]+([^\s"'$-][^\s"']*)/,
        ]
    }

    /// A setting and its value, quoted or not.
    private static var setting: Regex<(Substring, Substring, Substring)> {
        /([A-Za-z][\w.-]*)["']?\s*[=:]\s*("[^"]*"?|'[^']*'?|[^\s"'$,{}\[&;\/][^\s"',}&;]*)/
    }

    /// Settings of a pipeline whose names only sound secret.
    private static let plainNames: Set = [
        "tokens_per_minute", "max_output_tokens", "key_file", "key_command", "key_env", "keys",
    ]

    /// Whether a whole value is a key, and not a path, a name or a word.
    static func isKey(_ value: String) -> Bool {
        let text = value.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.hasPrefix("-----BEGIN") || text.wholeMatch(of: /(?i:bearer)\s+\S{8,}/) != nil {
            return true
        }
        if text.wholeMatch(of: /sk-(?:proj|ant|or|svcacct|admin|live|test)-[\w-]{3,}/) != nil {
            return true
        }
        guard text.utf8.count >= 20, text.contains(where: \.isNumber) else { return false }
        return forms.contains { text.wholeMatch(of: $0) != nil }
            || text.count >= 32 && isRandom(text[...])
    }

    /// The text with `…` for each part that may be a secret.
    public static func masked(_ text: String) -> String {
        text.hiding(secrets(in: text))
    }

    /// A path with `…` for what can only be a key; long names of folders stay.
    static func masked(path: String) -> String {
        path.hiding(forms.flatMap { path.matches(of: $0).map(\.output) })
    }

    /// A shell command with `…` for what may be a secret in it.
    ///
    /// Only plain words are hidden, so that no part of what it does can hide among them.
    static func masked(command: String) -> String {
        command.hiding(secrets(in: command).filter { $0.wholeMatch(of: /[\w+=.:%-]+/) != nil })
    }

    private static func secrets(in text: String) -> [Substring] {
        let known = forms.flatMap { text.matches(of: $0).map(\.output) }
        let placed = contexts.flatMap { text.matches(of: $0).map(\.output.1) }
        let values = text.matches(of: setting).filter { isSecretSetting(String($0.1)) }.map(\.2)
        return known + placed + values + text.split { !isWordCharacter($0) }.filter(isRandom)
    }

    /// Whether the name of a setting means a secret: `api_key`, `apiKey`, `Authorization`, `token`.
    public static func isSecretName(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
        let parts = [
            "apikey", "accesskey", "secret", "token", "passw", "passphrase", "authorization",
            "bearer", "credential", "privatekey",
        ]
        return parts.contains { plain.contains($0) } || plain.hasSuffix("key")
            || ["auth", "pwd", "pat", "keys", "pass", "login"].contains(plain)
    }

    /// The same, but not for the names of Stocktake's own settings, such as `tokens_per_minute`.
    public static func isSecretSetting(_ name: String) -> Bool {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        return !plainNames.contains(last) && isSecretName(last)
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "_-+=".contains(character))
    }

    /// Whether a word looks drawn by lot: at least 20 characters of three kinds, or 32 hex digits.
    private static func isRandom(_ word: Substring) -> Bool {
        guard word.count >= 20, word.allSatisfy(isWordCharacter) else { return false }
        let digits = word.count(where: \.isNumber)
        guard digits >= 3, digits < word.count else { return false }
        let hex = word.count(where: \.isHexDigit)
        if hex >= 32, hex >= word.count - 4 { return true }
        return word.contains(where: \.isLowercase) && word.contains(where: \.isUppercase)
            && Set(word).count >= 12
    }
}

extension String {
    /// The text with `…` in place of parts of it, which may overlap.
    fileprivate func hiding(_ parts: [Substring]) -> String {
        var result = ""
        var end = startIndex
        for part in parts.sorted(by: { $0.startIndex < $1.startIndex }) {
            if part.startIndex >= end { result += self[end..<part.startIndex] + "…" }
            end = Swift.max(end, part.endIndex)
        }
        return result + self[end...]
    }
}
