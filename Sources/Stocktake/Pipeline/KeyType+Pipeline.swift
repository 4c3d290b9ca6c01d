import JSONSchema
import YAML

extension KeyType where Value == String {
    /// What `name` may be: a folder's name on every system.
    static var name: Self {
        KeyType(
            "1 to 63 letters a-z, digits and hyphens",
            schema: ["type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"]
        ) { values, entry in
            guard let name = values.text(entry)?.value else { return nil }
            if name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil { return name }
            values.problem(
                "name must be 1 to 63 letters a-z, digits and hyphens, starting with a letter or "
                    + "digit, not '\(printable(name, limit: 60))'",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
    }

    /// One line of 1 to 200 characters: a workbook's own title can't hold more.
    static var title: Self {
        KeyType(
            "text of 1 to 200 characters",
            schema: [
                "type": "string", "minLength": 1, "maxLength": 200,
                "pattern": #"^[^\u0000-\u001F\u007F-\u009F\u2028\u2029]*$"#,
                "not": ["pattern": #"^\s*$"#],
            ]
        ) { values, entry in
            guard let title = values.text(entry)?.value else { return nil }
            guard let fault = titleFault(title) else { return title }
            values.problem("title \(fault)", at: entry.node, key: entry.key)
            return nil
        }
    }
}

private func titleFault(_ title: String) -> String? {
    if title.allSatisfy(\.isWhitespace) {
        return "is empty; leave the key out or enter text"
    }
    if title.unicodeScalars.contains(where: isControl) {
        return "must be one line without control characters, not '\(printable(title, limit: 60))'"
    }
    let count = title.unicodeScalars.count
    return count > 200 ? "has \(count) characters; the maximum is 200" : nil
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isNoncharacterCodePoint
    }
}

extension KeyType where Value == Located<String> {
    /// The name of an environment variable; what else is written there is not repeated.
    static var variable: Self {
        KeyType(
            "name of a variable",
            schema: ["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"]
        ) { values, entry in
            guard let name = values.text(entry) else { return nil }
            if name.value.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil { return name }
            values.problem(
                "\(entry.key) must be the name of an environment variable, such as MY_KEY",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
    }

    /// A command of a shell.
    static var command: Self {
        KeyType("shell command", schema: ["type": "string", "minLength": 1]) {
            values,
            entry in values.filled(entry, advice: "enter a command")
        }
    }
}

extension KeyType where Value == SendSize {
    /// Pixels, or the word `original`.
    static var sendSize: Self {
        let pixels = KeyType<Int>.whole(64...65_535)
        return KeyType(
            "\(pixels.words), or original",
            schema: ["anyOf": [.object(pixels.schema), ["enum": ["original"]]]]
        ) { values, entry in
            if entry.node.scalar?.string == "original" { return .original }
            return pixels.read(&values, entry).map { .pixels($0) }
        }
    }
}

extension KeyType where Value == PipelineFile.Items {
    /// A catalogue's path, a list of names, or the word `any` alone.
    static var items: Self {
        let texts = KeyType<[Located<String>]>.texts
        return KeyType("path, list of names, or any", schema: .object(texts.schema)) {
            values,
            entry in
            guard entry.node.sequence != nil else {
                if entry.node.scalar?.string == "any" {
                    return .any(values.position(of: entry.node))
                }
                return values.path(entry).map { .catalogue($0) }
            }
            let names = texts.read(&values, entry) ?? []
            return names.isEmpty ? nil : .names(names)
        }
    }
}
