import Foundation
import Platform

/// `model.key_command`: a shell command that prints a key.
///
/// It gets the variables that password managers need to find their store, agent and terminal, and
/// none that may hold a secret: a pipeline file from someone else can't print those.
struct KeyCommand: Sendable {
    let text: String
    let environment: KeyEnvironment

    init(_ text: String, _ environment: KeyEnvironment) {
        self.text = text
        self.environment = environment
    }

    /// Variables that are passed on; `LC_*` and addresses of proxies without a password are too.
    private static let passedOn: Set = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM",
        "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
        "XDG_SESSION_TYPE", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
        "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_TTY", "GPG_AGENT_INFO", "GNUPGHOME",
        "PINENTRY_USER_DATA", "GOPASS_HOMEDIR", "OP_ACCOUNT", "OP_BIOMETRIC_UNLOCK_ENABLED",
        "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "CLOUDSDK_CONFIG",
        "CLOUDSDK_ACTIVE_CONFIG_NAME", "AZURE_CONFIG_DIR", "KUBECONFIG", "VAULT_ADDR",
        "VAULT_NAMESPACE", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "SECURITYSESSIONID",
        "__CF_USER_TEXT_ENCODING",
    ]
    private static let proxies: Set = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]

    /// What the command sees of the variables of this process.
    var variables: [String: String] {
        environment.variables.filter { name, value in
            Self.passedOn.contains(name) || name.hasPrefix("LC_")
                || Self.proxies.contains(name.uppercased()) && !value.contains("@")
        }
    }

    /// The first line that it prints.
    ///
    /// - Throws: `RunRefusal` with status 77, or 8 where `limits.duration` is shorter than the time
    ///   that a command has; `RunInterruption` after a signal.
    func firstLine() throws -> String {
        let limit = min(environment.commandTime, environment.duration ?? environment.commandTime)
        let command = ShellCommand(
            text,
            environment: variables,
            timeLimit: limit,
            maxBytes: ServiceKey.maxBytes
        )
        let output: ShellOutput
        do throws(FileError) {
            output = try command.run { environment.interruption() != nil }
        } catch {
            throw ServiceKey.missing("model.key_command can't be run: \(printable("\(error)"))")
        }
        let said = words(output.stderr)
        switch output.ending {
        case .exited(0):
            let line = ServiceKey.firstLine(of: output.stdout)
            guard line.trimmingCharacters(in: .whitespaces).isEmpty else { return line }
            throw ServiceKey.missing("the key from model.key_command is empty\(said); \(advice)")
        case .exited(130), .signalled(2): throw RunInterruption(signal: 2)
        case .exited(let status):
            throw ServiceKey.missing(
                "model.key_command ended with status \(status)\(said); \(advice)"
            )
        case .signalled(let number):
            throw ServiceKey.missing("model.key_command ended with signal \(number)\(said)")
        case .stopped: throw RunInterruption(signal: environment.interruption() ?? 2)
        case .printedTooMuch:
            throw ServiceKey.missing(
                "model.key_command printed more than \(ServiceKey.maxBytes) bytes; let it print "
                    + "the key only"
            )
        case .timedOut where limit < environment.commandTime:
            throw RunRefusal(
                message: "limits.duration ended while model.key_command was running, so nothing "
                    + "was sent\(said); raise the limit, or use a faster command",
                exitStatus: .limitReached
            )
        case .timedOut:
            throw ServiceKey.missing(
                "model.key_command printed no key within \(limit.components.seconds) s and was "
                    + "ended\(said); use a command that doesn't wait for anyone"
            )
        }
    }

    private let advice =
        "run it in a shell to see why; of the variables it gets only PATH, HOME and others without "
        + "secrets"

    /// The last thing it said on stderr, made safe to repeat.
    private func words(_ stderr: [UInt8]) -> String {
        let text = String(decoding: stderr, as: UTF8.self)
        let last = text.split(whereSeparator: \.isNewline).last {
            !$0.allSatisfy(\.isWhitespace)
        }
        guard let last else { return "" }
        return ", saying '\(printable(SecretMask.masked(String(last)), limit: 160))'"
    }
}

/// What reading a key depends on.
struct KeyEnvironment: Sendable {
    /// The variables of the process.
    let variables: [String: String]
    /// `limits.duration`; nil for no limit.
    var duration: Duration?
    /// How long a command may take.
    var commandTime = Duration.seconds(30)
    /// The number of a signal that asked the run to stop.
    var interruption: @Sendable () -> Int32? = { nil }
}
