public import Foundation

/// Something that happened in a run: a line of `--log`.
///
/// Nothing of it is a secret, a photo or a model's text.
public struct RunEvent: Sendable {
    /// What happened; the raw values are a promise.
    public enum Kind: String, Sendable, CaseIterable {
        case plan, request, retry, photo, finding, merge, summary
        case exitError = "exit_error"
    }

    /// A value of a line.
    enum Value: Sendable {
        case text(String)
        case whole(Int)
        case none

        var json: String {
            switch self {
            case .text(let text): jsonString(printable(text, limit: 4096))
            case .whole(let number): "\(number)"
            case .none: "null"
            }
        }
    }

    /// What happened.
    public let kind: Kind
    let fields: [(name: String, value: Value)]

    init(_ kind: Kind, _ fields: [(name: String, value: Value)]) {
        self.kind = kind
        self.fields = fields
    }

    /// An error that ends the program.
    public static func exitError(_ status: ExitStatus, _ message: String) -> RunEvent {
        RunEvent(
            .exitError,
            [("exit_status", .whole(Int(status.rawValue))), ("message", .text(message))]
        )
    }

    /// One line of JSON without its newline.
    ///
    /// - Parameters:
    ///   - time: when it happened.
    ///   - run: the run's id; empty where there is none yet.
    /// - Returns: an object with `version`, `time`, `run`, `type` and the event's own members.
    public func line(at time: Date, run: String) -> String {
        let head: [(name: String, value: Value)] = [
            ("version", .whole(1)),
            (
                "time",
                .text(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ),
            ("run", run.isEmpty ? .none : .text(run)), ("type", .text(kind.rawValue)),
        ]
        let members = (head + fields).map { "\"\($0.name)\":\($0.value.json)" }
        return "{" + members.joined(separator: ",") + "}"
    }
}
