import Foundation
import Platform

/// Applies a location rule to the photos of one source.
struct PhotoLocation {
    /// A location, or why there is none.
    enum Answer {
        case place(String)
        /// Control characters in it became spaces.
        case cleaned(String)
        case unknown(because: String)
        /// Left to the sign in the photo.
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
                // A rule checks its expression when it is made; without one no name matches.
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
    ///   - column: `location` of a manifest.
    /// - Returns: one line of text, or why there is none.
    func location(of path: String, column: String?) -> Answer {
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

    /// Whether a photo is not below the source's own folder, as an absolute path in a list may be.
    func isOutside(_ path: String) -> Bool {
        partsBelow(path) == nil
    }

    /// Outside the source's folder, the whole path of the photo's folder: two shelves with the same
    /// last name must not become one.
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

    private func patternLocation(of name: String) -> Answer {
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

    /// A location is one line of text without spaces around it.
    private static func cleaned(_ text: String) -> Answer {
        let scalars = text.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " as Unicode.Scalar : scalar
        }
        let clean = String(String.UnicodeScalarView(scalars))
        let trimmed = clean.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty else { return .unknown(because: "its location is empty") }
        return clean.unicodeScalars.elementsEqual(text.unicodeScalars)
            ? .place(trimmed) : .cleaned(trimmed)
    }

    /// The last part of a folder's path, looked up where it only says `.` or `..`.
    private static func name(ofFolder folder: String) -> String? {
        if let last = pathParts(folder).last, last != "." && last != ".." { return last }
        do {
            return pathParts(try realPath(of: folder)).last
        } catch {
            return nil
        }
    }
}
