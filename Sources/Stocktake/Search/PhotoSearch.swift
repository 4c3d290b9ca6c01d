import Foundation
import Platform

/// Finds photos of a pipeline by the words of their descriptions, in its ledger.
///
/// 1. A run stores what it says about its photos (`PhotoSearch.keep`).
/// 2. A search reads them; it takes no lock, so a run may be in progress.
public struct PhotoSearch: Sendable {
    let places: PipelinePlaces

    /// A search in the ledger of a pipeline.
    public init(in places: PipelinePlaces) {
        self.places = places
    }

    /// The best matches.
    ///
    /// - Parameters:
    ///   - words: as a person types them; every text is valid.
    ///   - limit: the most photos to return, 1 or more.
    /// - Returns: nil if there is no ledger, or no description in it.
    /// - Throws: `RunRefusal` if the ledger can't be read.
    public func photos(matching words: String, limit: Int) throws(RunRefusal) -> FoundPhotos? {
        do throws(LedgerError) {
            guard let ledger = try LedgerReader(at: places.ledger, .asFound) else { return nil }
            let described = try ledger.descriptionCount(of: places.name)
            guard described > 0 else { return nil }
            let query = SearchQuery(words)
            let (matched, found, count) = try photos(matching: query, limit: limit, in: ledger)
            return FoundPhotos(
                pipeline: places.name,
                query: query,
                described: described,
                matched: matched,
                count: count,
                photos: found.enumerated().map { index, hit in
                    FoundPhoto(
                        hit.photo,
                        marked: hit.marked,
                        rank: index + 1,
                        path: joinedPath(places.folder, hit.photo.path),
                        score: hit.score / (found.first?.score ?? 1)
                    )
                }
            )
        } catch {
            throw RunRefusal(error)
        }
    }

    private func photos(
        matching query: SearchQuery,
        limit: Int,
        in ledger: LedgerReader
    ) throws(LedgerError) -> (FoundPhotos.Match, [FoundDescription], Int) {
        let tries = [(FoundPhotos.Match.all, query.all), (.some, query.some)]
        for (match, expression) in tries {
            guard let expression else { continue }
            let (found, count) = try ledger.descriptions(
                of: places.name,
                matching: expression,
                limit: limit
            )
            if count > 0 { return (match, found, count) }
        }
        return (.none, [], 0)
    }

    /// Stores what a run says about its photos, so that they can be found; a rehearsal says nothing.
    ///
    /// - Throws: `LedgerError`.
    static func keep(
        _ record: RunRecord,
        of plan: Plan,
        in ledger: Ledger
    ) async throws(LedgerError) {
        guard record.asking?.isRehearsal != true else { return }
        let photos = DescribedPhotos(
            record,
            folder: parentFolder(of: plan.file),
            isWhole: plan.only.isEmpty
        )
        try await ledger.record(photos, of: plan.name, run: record.id)
    }
}
