import ArgumentParser
import Foundation
import Stocktake

/// The format of standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
    /// For `estimate` only.
    case csv
}

/// When to show what is meant for a terminal.
enum DisplayMode: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    func holds(onTerminal isTerminal: Bool) -> Bool {
        switch self {
        case .auto: isTerminal
        case .always: true
        case .never: false
        }
    }
}

/// The options of every command.
struct SharedOptions: ParsableArguments {
    @Option(help: "Format of standard output: text or json.")
    var format: OutputFormat?

    @Flag(name: .shortAndLong, help: "Print errors only; silent on success.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Also print notes and what was read.")
    var verbose = false

    @Option(help: "Progress line: auto (on a terminal), always, never.")
    var progress: DisplayMode?

    @Option(help: "Colour: auto (on a terminal, unless NO_COLOR is set), always, never.")
    var color: DisplayMode?

    @Option(
        help: ArgumentHelp("Append events to this file as JSON lines.", valueName: "file")
    )
    var log: String?

    func validate() throws {
        if log?.isEmpty == true { throw ValidationError("--log is empty; name a file") }
    }
}

/// The environment variables of the options: a flag overrides `STOCKTAKE_…`, and that a default.
struct ProcessEnvironment {
    let variables: [String: String]

    /// The environment of this process.
    static var current: ProcessEnvironment {
        ProcessEnvironment(variables: ProcessInfo.processInfo.environment)
    }

    /// `STOCKTAKE_FAIL_ON` for `fail-on`; nil when unset or empty.
    func text(_ option: String) -> String? {
        let name = "STOCKTAKE_" + option.uppercased().replacing("-", with: "_")
        return variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: a usage error naming the variable, if its value is not one of the option's.
    func value<Value: ExpressibleByArgument & CaseIterable & RawRepresentable>(
        _ option: String,
        as type: Value.Type
    ) throws -> Value? where Value.RawValue == String {
        guard let text = text(option) else { return nil }
        guard let value = Value(rawValue: text) else {
            let name = "STOCKTAKE_" + option.uppercased().replacing("-", with: "_")
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\(name) must be one of \(known), not '\(text)'")
        }
        return value
    }

    /// A time such as `10m`, from a flag or its variable; zero if neither is given.
    func duration(_ flag: String?, _ option: String) throws -> Duration {
        guard let written = flag ?? text(option) else { return .zero }
        guard let duration = Duration(written: written) else {
            throw ValidationError(
                "--\(option) must be a time like 90s, 10m or 1h30m, not '\(written)'"
            )
        }
        return duration
    }

    /// A comma-separated list; empty when unset.
    func list(_ option: String) -> [String] {
        (text(option) ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// The folder for cached photo hashes: `$XDG_CACHE_HOME/stocktake` or `~/.cache/stocktake`.
    var cacheFolder: String? {
        if let cache = variables["XDG_CACHE_HOME"], cache.hasPrefix("/") {
            return cache + "/stocktake"
        }
        return variables["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache/stocktake" : nil }
    }

    /// The folder for what the user has decided: `$XDG_STATE_HOME/stocktake` or
    /// `~/.local/state/stocktake`.
    var stateFolder: String? {
        if let state = variables["XDG_STATE_HOME"], state.hasPrefix("/") {
            return state + "/stocktake"
        }
        return variables["HOME"].flatMap {
            $0.hasPrefix("/") ? $0 + "/.local/state/stocktake" : nil
        }
    }

    /// The uses of keys that the user has allowed; nil without a folder for them.
    var allowedKeys: AllowedKeys? { stateFolder.map { AllowedKeys(in: $0) } }

    /// Whether the variable is set to anything but `0`, `false`, `no` or `off`.
    func flag(_ option: String) -> Bool {
        guard let text = text(option) else { return false }
        return !["0", "false", "no", "off", "n", "f"].contains(text.lowercased())
    }
}

/// The shared options, combined with their variables and defaults.
struct Settings {
    let format: OutputFormat
    let isQuiet: Bool
    let isVerbose: Bool
    let progress: DisplayMode
    let color: DisplayMode
    let hasNoColor: Bool
    /// `COLUMNS`: the width of tables if stdout is not a terminal; nil for no limit.
    let columns: Int?

    init(_ options: SharedOptions, in environment: ProcessEnvironment) throws {
        format = try options.format ?? environment.value("format", as: OutputFormat.self) ?? .text
        isQuiet = options.quiet || environment.flag("quiet")
        isVerbose = options.verbose || environment.flag("verbose")
        progress =
            try options.progress ?? environment.value("progress", as: DisplayMode.self) ?? .auto
        color = try options.color ?? environment.value("color", as: DisplayMode.self) ?? .auto
        columns = environment.variables["COLUMNS"].flatMap { Int($0) }.map { max($0, 60) }
        hasNoColor = !(environment.variables["NO_COLOR"] ?? "").isEmpty
    }
}
