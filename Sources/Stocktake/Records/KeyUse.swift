import Foundation
import Platform

/// What a run of a pipeline would read as its key, and where it would send it.
public struct KeyUse: Sendable, Hashable {
    /// The pipeline file, absolute and with all links followed.
    public let pipeline: String
    /// Where the key is; a file is absolute and with all links followed.
    let source: ServiceChoice.KeySource
    /// Scheme, host and port: `https://host:8443`.
    public let destination: String
    /// Whether the pipeline names both, so that the user's word is needed.
    public let needsWord: Bool

    /// Where the key is, in words: `the file /etc/stocktake/key`, without what may be a secret.
    public var sourceWords: String { source.words }

    /// The use of a key; nil if none is read, or if the address can't be used.
    ///
    /// - Parameters:
    ///   - choice: the pipeline's; a key file is relative to the working folder.
    ///   - pipeline: the pipeline file as the user named it.
    ///   - variables: of the process, for `OPENAI_BASE_URL`.
    init?(_ choice: ServiceChoice, pipeline: String, variables: [String: String]) {
        guard let source = choice.keySource else { return nil }
        do throws(ServiceURLError) {
            destination = try ServiceURL(choice, variables: variables).origin
        } catch {
            return nil
        }
        self.pipeline = fullPath(of: pipeline)
        self.source =
            if case .file(let path) = source { .file(fullPath(of: path)) } else { source }
        needsWord = choice.baseURL != nil
    }
}

/// The absolute path with all links followed; of a missing file, as far as it can be known.
private func fullPath(of path: String) -> String {
    do throws(FileError) {
        return try realPath(of: path)
    } catch {
        return URL(filePath: path).standardizedFileURL.path
    }
}

extension ServiceChoice.KeySource {
    /// What it is, and its name without what may be a secret.
    var words: String {
        switch self {
        case .file: "the file \(shown)"
        case .command: "the command '\(shown)'"
        case .environment: "the variable \(shown)"
        }
    }

    /// Its name alone: the path, the command or the variable, without what may be a secret.
    var shown: String {
        switch self {
        case .file(let path): printable(SecretMask.masked(path: path), limit: 4096)
        // Whole, as a person decides by it whether it may run.
        case .command(let command): printable(SecretMask.masked(command: command), limit: .max)
        case .environment(let name): printable(SecretMask.masked(name), limit: 60)
        }
    }
}

extension ServiceChoice {
    /// The source of the key: the pipeline's own, or `OPENAI_API_KEY` unless it has an own address.
    var keySource: KeySource? {
        key ?? (baseURL == nil ? .environment("OPENAI_API_KEY") : nil)
    }
}
