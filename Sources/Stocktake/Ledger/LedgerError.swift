import Foundation
import GRDB
import Platform

/// Why a ledger could not be opened, read or written.
///
/// Nothing here removes or replaces a ledger: what is damaged stays as it is for a person to see.
/// No message holds a stored value, so no photo, prompt, reply or error text of a service.
struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    enum Code: String, Sendable, CaseIterable {
        /// Not a database, or one whose content can't be trusted any more.
        case damaged
        /// A sound SQLite file of another program.
        case foreign
        /// Written by a later version of Stocktake.
        case newerVersion
        /// Written by an earlier version, and opened only to be read.
        case olderVersion
        /// The file or its folder can't be opened, made or written.
        case notWritable
        case diskFull
        /// Another program keeps it locked.
        case busy
        /// The record contradicts what is stored; a fault of the caller.
        case refused
        /// Used after it was closed.
        case closed
        /// Any other trouble of SQLite or of the disk.
        case failed
    }

    /// The kind of trouble.
    let code: Code
    /// The ledger's path as the caller gave it.
    let path: String
    /// What is wrong and what to do, in lower case, without the path.
    let message: String

    /// The path, what is wrong and what to do.
    var description: String { "\(path): \(message)" }

    init(_ code: Code, path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// A record that can't be stored at this point of the order in which things happen.
    init(refusing words: String, path: String) {
        self.init(.refused, path: path, Self.advice(.refused, words))
    }

    /// Any error that came up while working with a ledger.
    init(_ error: any Error, path: String) {
        switch error {
        case let known as LedgerError: self = known
        case let damage as LedgerDamage:
            self.init(.damaged, path: path, Self.advice(.damaged, damage.what))
        case let trouble as FileError:
            let code: Code = trouble.code == .diskFull ? .diskFull : .notWritable
            self.init(code, path: path, Self.advice(code, trouble.message))
        case let trouble as DatabaseError:
            let code = Self.code(of: trouble)
            let words = printable(trouble.message ?? "no message")
            let number = trouble.extendedResultCode.rawValue
            self.init(code, path: path, Self.advice(code, "\(words), SQLite \(number)"))
        case is RowDecodingError:
            self.init(.damaged, path: path, Self.advice(.damaged, "a value of another kind"))
        default:
            self.init(.failed, path: path, Self.advice(.failed, "\(type(of: error))"))
        }
    }

    /// Source: the SQLite manual, "Result and Error Codes".
    private static func code(of error: DatabaseError) -> Code {
        switch error.extendedResultCode {
        // A file that ends in the middle of a page, and a file system that gives back other bytes.
        case .SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_CORRUPTFS: return .damaged
        // The file beside it, `-shm`, can't be given its size: a full disk, by another name.
        case .SQLITE_IOERR_SHMSIZE: return .diskFull
        default: break
        }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: return .damaged
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: return .notWritable
        case .SQLITE_FULL: return .diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy
        case .SQLITE_CONSTRAINT: return .refused
        case .SQLITE_MISUSE: return .closed
        // Our statements are valid, so the file does not match its version.
        case .SQLITE_ERROR: return .damaged
        default: return .failed
        }
    }

    private static func advice(_ code: Code, _ words: String) -> String {
        switch code {
        case .damaged:
            """
            the ledger is damaged (\(words)); nothing was repaired: restore a copy, \
            or move it away and run again, which asks every question anew
            """
        case .notWritable:
            "the ledger can't be opened or written (\(words)); check its folder and permissions"
        case .diskFull:
            "the ledger can't grow (\(words)); make room and run again: what was stored is kept"
        case .busy:
            "the ledger is in use by another program (\(words)); run again when that has ended"
        case .closed: "the ledger was used after it was closed; please report this as a bug"
        case .refused: "the ledger refused a record (\(words)); please report this as a bug"
        case .foreign, .newerVersion, .olderVersion, .failed:
            "the ledger can't be used (\(words)); check its disk, or name another path"
        }
    }
}

/// A stored value that no version of Stocktake writes: the sign of a damaged file.
struct LedgerDamage: Error {
    /// The column or rule concerned, never the value.
    let what: String
}
