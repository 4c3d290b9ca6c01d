import Foundation
import Platform
import Synchronization

/// Hashes and headers of photos from earlier runs, so that an unchanged photo isn't read to know it.
///
/// 1. Made from its file in the user's cache folder; a missing, damaged or foreign one is empty.
/// 2. Asked before a photo is read, and told after. Several threads may do so at once.
/// 3. Saved at the end, when there is anything new.
///
/// A photo that is opened later must have the remembered hash (in Prepare); a duplicate, which is
/// not, is read again by `PhotoReading.confirmingDuplicates`; one whose look is in the ledger under
/// this hash is trusted, as `PhotoFileIdentity` sees every change of a file.
final class PhotoMemory: Sendable {
    private let path: String
    private let maxPhotos: Int
    private let now: @Sendable () -> Date
    private let state: Mutex<State>

    private struct State {
        var table: PhotoMemoryTable
        /// By listed path: what was answered from the table.
        var recalled: [String: PhotoKey] = [:]
        /// What was read in this run.
        var fresh: [PhotoKey: PhotoContent] = [:]
        /// What turned out wrong.
        var forgotten: Set<PhotoKey> = []
        /// Whether a recalled photo was last of use on another day.
        var hasNewUse = false

        var isWorthSaving: Bool { hasNewUse || !fresh.isEmpty || !forgotten.isEmpty }
    }

    /// The memory in a file.
    ///
    /// - Parameters:
    ///   - path: its folder may be missing.
    ///   - maxPhotos: beyond it, those not used for the longest time are dropped at saving.
    ///   - now: the time of day, as files are dated by.
    init(at path: String, maxPhotos: Int = 200_000, now: @escaping @Sendable () -> Date) {
        self.path = path
        self.maxPhotos = maxPhotos
        self.now = now
        state = Mutex(State(table: Self.table(at: path, maxPhotos: maxPhotos)))
    }

    /// What a file's content is remembered by; nil where it can't be, such as when it is not 2 s old.
    ///
    /// To be taken before the file is read.
    func identity(of path: String) -> PhotoFileIdentity? {
        guard let identity = PhotoFileIdentity(of: path), identity.isSettled(at: now()) else {
            return nil
        }
        return identity
    }

    /// What the file said when it was last read; nil when it has changed or isn't known.
    func recall(_ identity: PhotoFileIdentity) -> PhotoContent? {
        let (key, today) = (identity.key, today)
        return state.withLock { state in
            if let content = state.fresh[key] { return content }
            guard !state.forgotten.contains(key), let entry = state.table.entry(key) else {
                return nil
            }
            state.recalled[identity.path] = key
            if entry.day != today { state.hasNewUse = true }
            return entry.content
        }
    }

    /// Keeps what was read, unless the file has changed since the identity was taken.
    func remember(_ content: PhotoContent, of identity: PhotoFileIdentity) {
        guard PhotoFileIdentity(of: identity.path) == identity else { return }
        let key = identity.key
        state.withLock { $0.fresh[key] = content }
    }

    /// Whether a listed photo was answered for without being read in this run.
    func hasRecalled(_ path: String) -> Bool {
        state.withLock { $0.recalled[path] != nil }
    }

    /// Drops what was recalled for a listed photo, as its bytes are others.
    func forget(_ path: String) {
        state.withLock { state in
            guard let key = state.recalled.removeValue(forKey: path) else { return }
            state.forgotten.insert(key)
        }
    }

    /// Writes the memory to its file, in a folder made if need be, for this user only.
    ///
    /// What another process has saved meanwhile is kept; of two that save in the same moment, one
    /// loses its news, and the file is whole. After it nothing more is recalled: to be called when all
    /// photos are known, and again after something was forgotten; it then does only what is new.
    ///
    /// - Returns: why it could not be written, for a note; nil when all is well.
    func save() -> String? {
        let today = today
        return state.withLock { state in
            guard state.isWorthSaving else { return nil }
            // Let go of before it is read again: never more than two tables in memory.
            state.table = PhotoMemoryTable()
            var table = Self.table(at: path, maxPhotos: maxPhotos)
            for key in state.recalled.values { table.use(key, day: today) }
            table.keepNewest(max(0, maxPhotos - state.fresh.count))
            table = table.merged(adding: state.fresh, removing: state.forgotten, day: today)
            table.keepNewest(maxPhotos)
            do throws(FileError) {
                try makeFolders(to: parentFolder(of: path))
                try writeFile(table.file(), at: path, mode: 0o600)
            } catch {
                return "the hashes of the photos could not be remembered in "
                    + "\(printable(path)): \(error.message); the next run reads all photos again"
            }
            state.fresh = [:]
            state.forgotten = []
            state.hasNewUse = false
            return nil
        }
    }

    /// Days since 1970.
    private var today: UInt32 {
        UInt32(clamping: Int(now().timeIntervalSince1970 / 86_400))
    }

    /// The table of a file; an empty one for a file that is missing, unreadable, damaged or foreign.
    private static func table(at path: String, maxPhotos: Int) -> PhotoMemoryTable {
        let maxBytes = PhotoMemoryTable.fileBytes(count: maxPhotos)
        do {
            return try PhotoMemoryTable(file: readFile(at: path, maxBytes: maxBytes))
                ?? PhotoMemoryTable()
        } catch {
            // Nothing is lost but time: the photos are read, and saving replaces the file or says why not.
            return PhotoMemoryTable()
        }
    }
}
