import Foundation
import HTTPTransfer
import Platform

/// A service's key, in the forms that headers need it; it is never printed.
struct ServiceKey: Sendable {
    /// `Bearer ` and the key.
    let bearer: SecretText
    let plain: SecretText

    /// The largest key file, and the most that a command may print.
    static let maxBytes = 16_384

    /// Reads the key from where the pipeline says it is.
    ///
    /// - Parameters:
    ///   - source: a file, a command, or a variable.
    ///   - environment: the variables of the process, and the limits of a command.
    /// - Throws: `RunRefusal` with status 77, `RunInterruption` after a signal; no message contains
    ///   what was read.
    init(_ source: ServiceChoice.KeySource, _ environment: KeyEnvironment) throws {
        let text: String
        switch source {
        case .environment(let name):
            guard let value = environment.variables[name], !value.isEmpty else {
                throw Self.missing(
                    "no key, \(source.shown) is not set; export it, set model.key_file, or try "
                        + "'stocktake run --rehearse'"
                )
            }
            text = value
        case .file(let path): text = try Self.onlyLine(ofFile: path)
        case .command(let command): text = try KeyCommand(command, environment).firstLine()
        }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            let words = key.isEmpty ? "is empty" : "contains spaces or invalid characters"
            throw Self.missing("the key from \(source.words) \(words); correct it")
        }
        bearer = SecretText("Bearer " + key)
        plain = SecretText(key)
    }

    static func missing(_ message: String) -> RunRefusal {
        RunRefusal(message: message, exitStatus: .noAccess)
    }

    /// A file of several lines is something else than a key, and stays where it is.
    private static func onlyLine(ofFile path: String) throws -> String {
        let shown = ServiceChoice.KeySource.file(path).shown
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try readFile(at: path, maxBytes: maxBytes)
        } catch {
            throw missing(
                "the key file \(shown) can't be read: \(error.message); correct model.key_file"
            )
        }
        let rest = bytes.drop { !isLineEnd($0) }
        guard rest.allSatisfy({ isLineEnd($0) || $0 == 0x20 || $0 == 0x09 }) else {
            throw missing(
                "the key file \(shown) has more than one line, so it is not a key; name a file that "
                    + "holds the key only"
            )
        }
        return firstLine(of: bytes)
    }

    static func firstLine(of bytes: [UInt8]) -> String {
        String(decoding: bytes.prefix { !isLineEnd($0) }, as: UTF8.self)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
