import Foundation
import Platform

/// Applies a location rule to the photos of one source.
struct PhotoLocation {
    /// A location, or why it is unknown.
    enum Outcome {
        case place(String)
        /// Control characters were replaced by spaces.
        case cleaned(String)
        case unknown(because: String)
        /// To be read from the sign in the photo.
        case bySign
    }

    /// The source's own folder: of a list, of a manifest, or before the first glob character.
    let folder: String
    private let rule: LocationRule
    private let expression: Regex<AnyRegexOutput>?
    private let ownName: String?

    init(_ rule: LocationRule, below folder: String) {
        self.rule = rule
        self.folder = folder
        ownName = rule == .folder ? Self.name(ofFolder: folder) : nil
        if case .pattern(let source) = rule {
            do {
                expression = try LocationRule.expression(source)
            } catch {
                // The rule has already checked its expression; without one no name matches.
                expression = nil
            }
        } else {
            expression = nil
        }
    }

    /// The location of a photo.
    ///
    /// - Parameters:
    ///   - path: as listed.
    ///   - column: the manifest's `location`.
    /// - Returns: one line of text, or why it is unknown.
    func location(of path: String, column: String?) -> Outcome {
        switch rule {
        case .sign: .bySign
        case .column:
            if let column {
                Self.cleaned(column)
            } else {
                .unknown(because: "its location in the manifest is empty")
            }
        case .folder:
            if let text = folderLocation(of: path) {
                Self.cleaned(text)
            } else {
                .unknown(because: "its folder has no name")
            }
        case .pattern: patternLocation(of: fileName(of: path))
        }
    }

    /// Whether a photo is not below the source's own folder, such as an absolute path in a list.
    func isOutside(_ path: String) -> Bool {
        partsBelow(path) == nil
    }

    /// The folders below the source's folder; outside it, the full path of the photo's folder, so
    /// that two folders of the same name stay distinct.
    private func folderLocation(of path: String) -> String? {
        guard let parts = partsBelow(path) else { return parentFolder(of: path) }
        return parts.isEmpty ? ownName : parts.joined(separator: "/")
    }

    /// The folders between the source's own and the photo; nil for a photo outside.
    private func partsBelow(_ path: String) -> [String]? {
        let isAbsolute = path.hasPrefix("/")
        let folders = folder == "." ? [] : pathParts(folder)
        let parts = pathParts(path).dropLast()
        guard isAbsolute == folder.hasPrefix("/"), parts.starts(with: folders) else { return nil }
        let below = Array(parts.dropFirst(folders.count))
        return below.contains("..") ? nil : below
    }

    private func patternLocation(of name: String) -> Outcome {
        let shown = printable(name, limit: 100)
        do {
            guard let match = try expression?.firstMatch(in: name) else {
                return .unknown(because: "the name '\(shown)' does not match photos.location")
            }
            let text = match["location"]?.substring.map(String.init) ?? ""
            return Self.cleaned(text)
        } catch {
            return .unknown(because: "photos.location can't be applied to the name '\(shown)'")
        }
    }

    /// A location is one line of text without surrounding spaces.
    private static func cleaned(_ text: String) -> Outcome {
        let scalars = text.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " as Unicode.Scalar : scalar
        }
        let clean = String(String.UnicodeScalarView(scalars))
        let trimmed = clean.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty else { return .unknown(because: "its location is empty") }
        return clean.unicodeScalars.elementsEqual(text.unicodeScalars)
            ? .place(trimmed) : .cleaned(trimmed)
    }

    /// The last part of a folder's path, resolved if it is `.` or `..`.
    private static func name(ofFolder folder: String) -> String? {
        if let last = pathParts(folder).last, last != "." && last != ".." { return last }
        do {
            return pathParts(try realPath(of: folder)).last
        } catch {
            return nil
        }
    }
}
