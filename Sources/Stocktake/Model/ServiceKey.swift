import Foundation
import HTTPTransfer
import Platform

/// A service's key, in the forms that headers need it; it is never printed.
struct ServiceKey: Sendable {
    /// `Bearer ` and the key.
    let bearer: SecretText
    let plain: SecretText

    /// Reads the key from where the pipeline says it is.
    ///
    /// - Parameters:
    ///   - source: a file, a command, or a variable.
    ///   - environment: the variables of the process.
    /// - Throws: `RunRefusal` with status 77; its message never contains what was read.
    init(
        _ source: ServiceChoice.KeySource,
        environment: [String: String]
    ) throws(RunRefusal) {
        let text: String
        switch source {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw Self.missing(
                    "no key, \(printable(name, limit: 60)) is not set; export it, set "
                        + "model.key_file, or try 'stocktake run --rehearse'"
                )
            }
            text = value
        case .file(let path): text = try Self.firstLine(ofFile: path)
        case .command(let command): text = try Self.firstLine(printedBy: command)
        }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            let words = key.isEmpty ? "is empty" : "contains spaces or invalid characters"
            throw Self.missing("the key from \(Self.words(source)) \(words); correct it")
        }
        bearer = SecretText("Bearer " + key)
        plain = SecretText(key)
    }

    private static func missing(_ message: String) -> RunRefusal {
        RunRefusal(message: message, exitStatus: .noAccess)
    }

    private static func words(_ source: ServiceChoice.KeySource) -> String {
        switch source {
        case .environment(let name): printable(name, limit: 60)
        case .file(let path): "the file \(printable(path))"
        case .command: "model.key_command"
        }
    }

    private static func firstLine(ofFile path: String) throws(RunRefusal) -> String {
        do {
            let bytes = try readFile(at: path, maxBytes: 65_536)
            return firstLine(of: bytes)
        } catch {
            throw missing(
                "the key file \(printable(path)) can't be read: \(error.message); correct "
                    + "model.key_file"
            )
        }
    }

    private static func firstLine(of bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    /// A password manager may prompt on the terminal, so there is no time limit.
    private static func firstLine(printedBy command: String) throws(RunRefusal) -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
            let data = try output.fileHandleForReading.read(upToCount: 65_536) ?? Data()
            // A command that prints more would block on the pipe and never exit.
            try output.fileHandleForReading.close()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw missing(
                    "model.key_command ended with status \(process.terminationStatus); run it in "
                        + "a shell to see why"
                )
            }
            return firstLine(of: Array(data))
        } catch let error as RunRefusal {
            throw error
        } catch {
            throw missing("model.key_command can't be run: \(printable("\(error)"))")
        }
    }
}
