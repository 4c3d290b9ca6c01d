import Foundation

/// How the location of a photo is found: `photos.location`.
enum LocationRule: Sendable, Hashable {
    /// The folders between the source's own folder and the photo.
    case folder
    /// A location code in the photo itself.
    case sign
    /// The column `location` of a manifest.
    case column
    /// A regular expression with a group `location`, found in the file name.
    case pattern(String)

    /// Reads the value of `photos.location`.
    ///
    /// - Throws: `LocationRuleError` for an invalid regular expression or one without a group
    ///   `location`.
    init(_ text: String) throws(LocationRuleError) {
        switch text {
        case "folder": self = .folder
        case "sign": self = .sign
        case "column": self = .column
        default:
            _ = try Self.expression(text)
            self = .pattern(text)
        }
    }

    /// Whether the location is read from a sign in the photo.
    var isSign: Bool { self == .sign }

    /// The value in the pipeline file.
    var words: String {
        switch self {
        case .folder: "folder"
        case .sign: "sign"
        case .column: "column"
        case .pattern(let source): source
        }
    }

    /// Compiles the expression, each time anew as it can't be shared between threads.
    static func expression(
        _ source: String
    ) throws(LocationRuleError) -> Regex<AnyRegexOutput> {
        let expected =
            "location must be folder, sign, column or a regular expression with (?<location>…)"
        let shown = printable(source, limit: 100)
        guard source.contains("(?<location>") || source.contains("(?P<location>") else {
            throw LocationRuleError(message: "\(expected), not '\(shown)'")
        }
        do {
            let expression = try Regex(source)
            if expression.contains(captureNamed: "location") { return expression }
        } catch {
            let message = "\(expected); '\(shown)' is not a regular expression"
            throw LocationRuleError(message: message)
        }
        throw LocationRuleError(message: "\(expected), not '\(shown)'")
    }
}

/// An invalid `photos.location`.
struct LocationRuleError: Error, Sendable, Hashable {
    /// What is wrong and what is allowed.
    let message: String
}
