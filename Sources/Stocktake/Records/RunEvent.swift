public import Foundation

/// An event of a command: a line of `--log`.
///
/// A command's last line is its `summary` or `exit_error`, with the exit status of the process.
/// Events never contain secrets, photos or a model's text.
public struct RunEvent: Sendable {
    /// The kind of event; the raw values never change.
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

    /// The kind of event.
    public let kind: Kind
    let fields: [(name: String, value: Value)]

    init(_ kind: Kind, _ fields: [(name: String, value: Value)]) {
        self.kind = kind
        self.fields = fields
    }

    /// A finding, even if it is not printed.
    public static func finding(_ finding: Finding) -> RunEvent {
        func text(_ text: String?) -> Value { text.map { .text($0) } ?? .none }
        func whole(_ number: Int?) -> Value { number.map { .whole($0) } ?? .none }
        return RunEvent(
            .finding,
            [
                ("severity", .text(finding.severity.rawValue)),
                ("code", .text(finding.code.rawValue)), ("message", .text(finding.message)),
                ("photo", text(finding.photo)), ("location", text(finding.location)),
                ("key", text(finding.key)), ("file", text(finding.position?.file)),
                ("line", whole(finding.position?.line)),
                ("column", whole(finding.position?.column)),
            ]
        )
    }

    /// The summary of a completed command: its exit status, then more members in this order.
    public static func summary(
        exitStatus: Int32,
        counts: KeyValuePairs<String, Int> = [:]
    ) -> RunEvent {
        summary(exitStatus: exitStatus, counts.map { ($0.key, .whole($0.value)) })
    }

    static func summary(
        exitStatus: Int32,
        _ fields: [(name: String, value: Value)]
    ) -> RunEvent {
        RunEvent(.summary, [("exit_status", .whole(Int(exitStatus)))] + fields)
    }

    /// An error that ends the program or makes its work ineffective.
    public static func exitError(exitStatus: Int32, _ message: String) -> RunEvent {
        RunEvent(
            .exitError,
            [("exit_status", .whole(Int(exitStatus))), ("message", .text(message))]
        )
    }

    /// One line of JSON without its newline.
    ///
    /// - Parameters:
    ///   - time: the time of the event.
    ///   - run: the run's id; empty if there is none yet.
    ///   - command: the command's name, such as `estimate`.
    /// - Returns: an object with `version`, `time`, `run`, `command`, `type` and the event's own
    ///   members.
    public func line(at time: Date, run: String, command: String) -> String {
        let head: [(name: String, value: Value)] = [
            ("version", .whole(1)),
            (
                "time",
                .text(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ),
            ("run", run.isEmpty ? .none : .text(run)), ("command", .text(command)),
            ("type", .text(kind.rawValue)),
        ]
        let members = (head + fields).map { "\"\($0.name)\":\($0.value.json)" }
        return "{" + members.joined(separator: ",") + "}"
    }
}
