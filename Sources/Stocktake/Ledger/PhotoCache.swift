import Foundation
import Platform
import Synchronization

/// Hashes and headers of photos from earlier runs, so that an unchanged photo need not be read to be
/// identified.
///
/// 1. A small SQLite file in the user's cache folder; a missing, damaged or foreign one counts as
///    empty.
/// 2. Queried before a photo is read, and filled afterwards, by several threads at once.
/// 3. Saved at the end, in one transaction, if anything is new; a damaged file is replaced then.
///
/// A photo that is opened later must have the cached hash (see Prepare); a duplicate, which is never
/// opened, is read again by `PhotoReading.confirmingDuplicates`; one whose look is in the ledger
/// under this hash is trusted, as `PhotoFileIdentity` reveals every change of a file.
final class PhotoCache: Sendable {
    private let path: String
    private let maxPhotos: Int
    private let version: String
    private let now: @Sendable () -> Date
    private let state: Mutex<State>

    private struct State {
        var file: PhotoCacheFile
        /// By listed path: the keys answered from the file.
        var recalled: [String: String] = [:]
        /// Photos read in this run, by key.
        var fresh: [String: PhotoContent] = [:]
        /// Keys of entries that turned out wrong.
        var forgotten: Set<String> = []
        /// Whether a recalled photo was last used on another day.
        var hasNewUse = false

        var isWorthSaving: Bool { hasNewUse || !fresh.isEmpty || !forgotten.isEmpty }
    }

    /// The cache in a file.
    ///
    /// - Parameters:
    ///   - path: its folder may be missing.
    ///   - maxPhotos: beyond it, the least recently used are dropped at saving.
    ///   - version: of the program; another version may read headers differently, so it starts anew.
    ///   - now: the time of day, by the clock that dates files.
    init(
        at path: String,
        maxPhotos: Int = 200_000,
        version: String = StocktakeVersion.text,
        now: @escaping @Sendable () -> Date
    ) {
        self.path = path
        self.maxPhotos = maxPhotos
        self.version = version
        self.now = now
        state = Mutex(State(file: PhotoCacheFile(at: path)))
    }

    /// The identity that a file's content is cached under; nil where it can't be, such as for a file
    /// less than 2 s old.
    ///
    /// Take it before the file is read.
    func identity(of path: String) -> PhotoFileIdentity? {
        guard let identity = PhotoFileIdentity(of: path), identity.isSettled(at: now()) else {
            return nil
        }
        return identity
    }

    /// The file's content when it was last read; nil when it has changed or isn't known.
    func recall(_ identity: PhotoFileIdentity) -> PhotoContent? {
        let (key, today) = (identity.key(version: version), today)
        return state.withLock { state in
            if let content = state.fresh[key] { return content }
            guard !state.forgotten.contains(key), let entry = state.file.entry(key) else {
                return nil
            }
            state.recalled[identity.path] = key
            if entry.lastUsed != today { state.hasNewUse = true }
            return entry.content
        }
    }

    /// Keeps what was read, unless the file has changed since the identity was taken.
    func remember(_ content: PhotoContent, of identity: PhotoFileIdentity) {
        guard PhotoFileIdentity(of: identity.path) == identity else { return }
        let key = identity.key(version: version)
        state.withLock { $0.fresh[key] = content }
    }

    /// Whether a listed photo was recalled without being read in this run.
    func hasRecalled(_ path: String) -> Bool {
        state.withLock { $0.recalled[path] != nil }
    }

    /// Drops the entry recalled for a listed photo whose bytes turned out to be others.
    func forget(_ path: String) {
        state.withLock { state in
            guard let key = state.recalled.removeValue(forKey: path) else { return }
            state.forgotten.insert(key)
        }
    }

    /// Writes all news to the file, in a folder made if need be, readable by this user only.
    ///
    /// Entries that other processes saved meanwhile are kept. Call it when all photos are known, and
    /// again after `forget`.
    ///
    /// - Returns: why it could not be written, for a note; nil on success.
    func save() -> String? {
        let today = today
        return state.withLock { state in
            guard state.isWorthSaving else { return nil }
            let news = PhotoCacheFile.News(
                day: today,
                used: state.hasNewUse ? Array(state.recalled.values) : [],
                removed: Array(state.forgotten),
                added: state.fresh
            )
            if let trouble = state.file.store(news, maxPhotos: maxPhotos) {
                return "the hashes of the photos could not be remembered in "
                    + "\(printable(path)): \(trouble); the next run reads all photos again"
            }
            state.fresh = [:]
            state.forgotten = []
            state.hasNewUse = false
            return nil
        }
    }

    /// Days since 1970.
    private var today: Int { Int(now().timeIntervalSince1970 / 86_400) }
}
