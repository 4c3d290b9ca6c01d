/// One part of a glob between two slashes.
enum GlobPart: Sendable, Hashable {
    /// `**`: any number of folders, including none.
    case anyDepth
    /// A name without glob characters.
    case name(String)
    case pattern(GlobPattern)

    /// The folder before the first part with a glob character, and the parts from there on.
    ///
    /// `../photos/A*/**/*.jpg` gives `../photos` and three parts. The folder may be "" and has no
    /// trailing slash, except for `/` itself.
    static func parts(of glob: String) -> (fixed: String, parts: [GlobPart]) {
        let names = pathParts(glob)
        let fixed = names.prefix { !GlobPattern.isGlob($0) }
        var parts: [GlobPart] = []
        for name in names.dropFirst(fixed.count) {
            let part: GlobPart =
                switch name {
                case "**": .anyDepth
                case let name where GlobPattern.isGlob(name) || hasPhotoExtension(name):
                    .pattern(GlobPattern(name))
                default: .name(name)
                }
            // Two in a row equal one, and would be walked twice.
            if part != .anyDepth || parts.last != .anyDepth { parts.append(part) }
        }
        let root = glob.hasPrefix("/") ? "/" : ""
        return (root + fixed.joined(separator: "/"), parts)
    }
}

/// A file name pattern: `*` any characters, `?` one, `[a-z]` one of a set, `[!…]` one outside it.
///
/// Matching is case-sensitive but for a photo's extension: `*.jpg` matches `B.JPG`. An unclosed set
/// is an ordinary bracket. A name that begins with a dot is matched only by a pattern that does, and
/// a system file or folder, such as `@eaDir`, only by one that begins with the same sign. Characters
/// are compared by canonical equivalence, so both Unicode forms of a name match.
struct GlobPattern: Sendable, Hashable {
    private enum Token: Sendable, Hashable {
        case anyRun
        case anyOne
        case one(Character)
        /// A character in either case, as lower case.
        case anyCase(Character)
        case set([ClosedRange<Character>], isNegated: Bool)
    }

    private let tokens: [Token]
    /// The tokens before a photo's extension and its dot; nil for a pattern without one.
    private let stem: [Token]?

    /// Whether a text has any glob character.
    static func isGlob(_ text: String) -> Bool {
        text.utf8.contains {
            [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0)
        }
    }

    init(_ pattern: String) {
        var rest = Array(pattern)[...]
        var tokens: [Token] = []
        while let character = rest.popFirst() {
            switch character {
            case "*":
                if tokens.last != .anyRun { tokens.append(.anyRun) }
            case "?": tokens.append(.anyOne)
            case "[": tokens.append(Self.takeSet(&rest) ?? .one("["))
            default: tokens.append(.one(character))
            }
        }
        guard let dot = tokens.lastIndex(of: .one(".")), hasPhotoExtension(pattern) else {
            self.tokens = tokens
            stem = nil
            return
        }
        stem = Array(tokens[..<dot])
        self.tokens =
            tokens[...dot]
            + tokens[(dot + 1)...].map { token in
                guard case .one(let character) = token else { return token }
                return character.lowercased().first.map { .anyCase($0) } ?? token
            }
    }

    /// Whether a whole name matches, in time proportional to name times pattern.
    func matches(_ name: String) -> Bool {
        let isSpecial = name.hasPrefix(".") || isSystemName(name)
        return matchesAny(name) && (!isSpecial || names(name))
    }

    /// Whether a name matches, be it a hidden or a system file.
    func matchesAny(_ name: String) -> Bool { Self.matches(tokens, name) }

    /// Whether a name would match with another extension, or none.
    ///
    /// `IMG_*.jpg` misses `IMG_1.HEIC` by its extension alone, but not `DSC_1.HEIC`.
    func missesByExtension(_ name: String) -> Bool {
        guard let stem, !matchesAny(name) else { return false }
        let bare = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        return !name.hasPrefix(".") && Self.matches(stem, bare)
    }

    /// Whether the pattern begins with the sign that a hidden or system name begins with.
    private func names(_ name: String) -> Bool {
        guard let first = name.first, !first.isLetter else { return false }
        return tokens.first == .one(first)
    }

    private static func matches(_ tokens: [Token], _ name: String) -> Bool {
        let characters = Array(name)
        var (at, token) = (0, 0)
        // On a mismatch, the last `*` takes one more character and matching continues here.
        var retry: (at: Int, token: Int)?
        while at < characters.count {
            if token < tokens.count, tokens[token] == .anyRun {
                token += 1
                retry = (at, token)
            } else if token < tokens.count, matches(tokens[token], characters[at]) {
                at += 1
                token += 1
            } else if let last = retry {
                retry = (last.at + 1, last.token)
                (at, token) = (last.at + 1, last.token)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anyRun }
    }

    private static func matches(_ token: Token, _ character: Character) -> Bool {
        switch token {
        case .anyRun: false
        case .anyOne: true
        case .one(let wanted): character == wanted
        case .anyCase(let wanted): character.lowercased().first == wanted
        case .set(let ranges, let isNegated):
            ranges.contains { $0.contains(character) } != isNegated
        }
    }

    /// The set after an opening bracket; nil, and nothing consumed, if it is not closed.
    private static func takeSet(_ rest: inout ArraySlice<Character>) -> Token? {
        var characters = rest
        let isNegated = characters.first == "!" || characters.first == "^"
        if isNegated { characters.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let first = characters.popFirst() {
            // A closing bracket in first position is a member: `[]a]`.
            if first == "]" && !ranges.isEmpty {
                rest = characters
                return .set(ranges, isNegated: isNegated)
            }
            let end = characters.dropFirst().first
            if characters.first == "-", let end, end != "]", first <= end {
                characters.removeFirst(2)
                ranges.append(first...end)
            } else {
                ranges.append(first...first)
            }
        }
        return nil
    }
}
