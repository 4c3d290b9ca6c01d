/// Finds what Stocktake's YAML files don't have: anchors, aliases, and keys that are no words.
///
/// An alias stands for a copy of what its anchor names, so a few lines can stand for more text than
/// there is memory, and a key made of them is hashed for ever. Yams tells of them only once it has
/// made the copies. So the text is walked beforehand, token by token, by the rules that libyaml goes
/// by: where a quoted, plain or block scalar ends, and which column a line is held against. It keeps
/// no values and takes linear time. Where libyaml would stop with an error, so does the walk.
///
/// Source: libyaml's scanner.c (yaml_parser_fetch_next_token); YAML 1.1, chapters 4 to 9.
struct YAMLScanner {
    /// What can't be read, and where it begins; lines and columns from 1.
    struct Refusal: Hashable {
        enum Cause: Hashable {
            case anchor, alias, markedKey, collectionKey
        }

        let cause: Cause
        let line: Int
        let column: Int
    }

    private struct Mark {
        let index: Int
        let line: Int
        let column: Int
    }

    private enum Token {
        case mappingStart, entry, collectionEnd, other
    }

    private enum Step {
        case goOn, stop
        case refuse(Refusal.Cause, Mark)
    }

    var cursor: YAMLCursor
    /// The column of the block collection that is open; -1 outside all.
    private(set) var indent = -1
    private var outerIndents: [Int] = []
    /// The flow collections that are open, outermost first.
    private var flow: [(isMapping: Bool, start: Mark)] = []
    /// Where the flow collection that ended last began.
    private var lastStart: Mark?
    private var lastToken = Token.other
    /// Whether a key may begin here without a mark.
    var mayBeginKey = true
    /// Where the text before a `:` began, if it may be a key; outside flow collections.
    private var possibleKey: Mark?

    /// A walk from the start of a text.
    init(_ text: String) {
        cursor = YAMLCursor(text)
    }

    var isInFlow: Bool { !flow.isEmpty }

    /// The first thing that can't be read; nil for a text without any, or a text with an error.
    mutating func firstRefusal() -> Refusal? {
        while true {
            switch step() {
            case .goOn: continue
            case .stop: return nil
            case .refuse(let cause, let mark):
                return Refusal(cause: cause, line: mark.line, column: mark.column + 1)
            }
        }
    }

    private var mark: Mark {
        Mark(index: cursor.index, line: cursor.line, column: cursor.column)
    }

    private mutating func step() -> Step {
        skipToToken()
        unroll(to: cursor.column)
        guard let next = cursor.peek() else { return .stop }
        if cursor.column == 0, next == "%" || cursor.isAtDocumentMarker {
            unroll(to: -1)
            mayBeginKey = false
            take(.other, characters: next == "%" ? 0 : 3)
            if next == "%" { cursor.skipToBreak() }
            return .goOn
        }
        switch next {
        case "[", "{": return beginCollection(isMapping: next == "{")
        case "]", "}":
            lastStart = flow.popLast()?.start
            mayBeginKey = false
            return take(.collectionEnd)
        case ",":
            mayBeginKey = true
            return take(.entry)
        case "-" where cursor.isBlankOrEnd(1): return beginItem()
        case "?" where isInFlow || cursor.isBlankOrEnd(1): return .refuse(.markedKey, mark)
        case ":" where isInFlow || cursor.isBlankOrEnd(1): return beginValue()
        case "*": return .refuse(.alias, mark)
        case "&": return .refuse(.anchor, mark)
        default: return scalarOrTag(next)
        }
    }

    private mutating func scalarOrTag(_ first: Unicode.Scalar) -> Step {
        switch first {
        case "!":
            saveKey()
            mayBeginKey = false
            return skipTag() ? .goOn : .stop
        case "|" where !isInFlow, ">" where !isInFlow:
            possibleKey = nil
            mayBeginKey = true
            lastToken = .other
            return skipBlockScalar() ? .goOn : .stop
        case "'", "\"":
            saveKey()
            mayBeginKey = false
            lastToken = .other
            return cursor.skipQuoted() ? .goOn : .stop
        default:
            guard beginsPlain(first) else { return .stop }
            saveKey()
            mayBeginKey = false
            lastToken = .other
            return skipPlain() ? .goOn : .stop
        }
    }

    @discardableResult
    private mutating func take(_ token: Token, characters: Int = 1) -> Step {
        if !isInFlow, token != .collectionEnd { possibleKey = nil }
        for _ in 0..<characters { cursor.advance() }
        lastToken = token
        return .goOn
    }

    private mutating func beginCollection(isMapping: Bool) -> Step {
        let startsEntry = lastToken == .mappingStart || lastToken == .entry
        if startsEntry, flow.last?.isMapping == true { return .refuse(.collectionKey, mark) }
        saveKey()
        flow.append((isMapping, mark))
        mayBeginKey = true
        return take(isMapping ? .mappingStart : .other)
    }

    private mutating func beginItem() -> Step {
        if !isInFlow {
            guard mayBeginKey else { return .stop }
            roll(to: cursor.column)
        }
        mayBeginKey = true
        return take(.other)
    }

    private mutating func beginValue() -> Step {
        let key = keyHere
        if lastToken == .collectionEnd, isInFlow || key != nil, let lastStart {
            return .refuse(.collectionKey, lastStart)
        }
        if isInFlow {
            mayBeginKey = false
        } else if let key {
            roll(to: key.column)
            mayBeginKey = false
        } else {
            guard mayBeginKey else { return .stop }
            roll(to: cursor.column)
        }
        return take(.other)
    }

    /// The start of the key that a `:` would end here: in this line, at most 1024 characters back.
    private var keyHere: Mark? {
        guard let key = possibleKey, key.line == cursor.line, key.index + 1024 >= cursor.index
        else { return nil }
        return key
    }

    private mutating func saveKey() {
        if mayBeginKey, !isInFlow { possibleKey = mark }
    }

    private mutating func roll(to column: Int) {
        guard indent < column else { return }
        outerIndents.append(indent)
        indent = column
    }

    private mutating func unroll(to column: Int) {
        while !isInFlow, indent > column { indent = outerIndents.popLast() ?? -1 }
    }

    /// Passes blanks, comments and line breaks; a tab is none where a key may begin.
    private mutating func skipToToken() {
        while true {
            if cursor.column == 0, cursor.peek() == "\u{FEFF}" { cursor.advance() }
            while cursor.peek() == " " || (isInFlow || !mayBeginKey) && cursor.peek() == "\t" {
                cursor.advance()
            }
            if cursor.peek() == "#" { cursor.skipToBreak() }
            guard cursor.isAtBreak else { return }
            cursor.advance()
            if !isInFlow { mayBeginKey = true }
        }
    }

    private func beginsPlain(_ first: Unicode.Scalar) -> Bool {
        switch first {
        case "-": true
        case "?", ":": !isInFlow
        case "#", "|", ">", "%", "@", "`", "\t": false
        default: true
        }
    }
}
