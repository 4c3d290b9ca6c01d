import Foundation
import Imaging
import Platform
import SymbolReading
import Synchronization

/// Answers a model's questions by the labels in the photos, for rehearsals.
///
/// It gets what a model gets, photos and text, plus the catalogue's GTINs. Unlike a model, it can't
/// see goods without a readable label.
package final class LabelEyes: Sendable {
    private let plan: Plan
    private let facts: ModelFacts
    private let reader: LabelReader
    private let decoder = PhotoDecoder(maxPixels: PhotoReading.maxPixels)
    /// What was seen in posted photos, by the SHA-256 of the posted bytes.
    private let seen = Mutex<[String: Observation]>([:])

    /// A label reader for the questions of a plan.
    package init(_ plan: Plan, year: Int) {
        self.plan = plan
        let name = plan.model?.name ?? ""
        facts = plan.models.facts(of: name) ?? .careful(name)
        reader = LabelReader(symbols: SymbolReader(), referenceYear: year)
    }

    /// Reads the labels of a photo.
    ///
    /// - Parameter bytes: as posted.
    /// - Returns: false if the bytes are not a photo.
    package func look(at bytes: [UInt8]) -> Bool {
        let hash = sha256(of: bytes)
        do {
            let header = try decoder.header(of: bytes)
            let gray = try decoder.gray(of: bytes)
            let photo = Photo(
                id: String(hash.prefix(10)),
                path: "",
                sha256: hash,
                byteCount: bytes.count,
                header: header,
                statedLocation: plan.photos.location.isSign ? nil : Self.here,
                takenAt: nil,
                columns: []
            )
            let prepared = PreparedPhoto(
                photo: photo,
                gray: gray,
                quality: PhotoQuality(measuring: gray)
            )
            let observation = try reader.observe(prepared)
            seen.withLock { $0[hash] = observation }
            return true
        } catch {
            return false
        }
    }

    /// The location of photos in a pipeline without signs.
    private static let here = "here"

    /// The answer to a question, as JSON according to its schema.
    ///
    /// - Parameter photos: in the question's order: the id and the SHA-256 of the posted bytes.
    /// - Returns: one line of JSON.
    package func answer(_ photos: [(id: String, sha256: String)]) -> String {
        let observations = seen.withLock { seen in photos.compactMap { seen[$0.sha256] } }
        let merged = LabelMerge(
            catalogue: plan.count.catalogue,
            views: plan.photos.views,
            bySign: plan.photos.location.isSign,
            sharedPhotos: [],
            locationsWithRejects: []
        ).merge(observations)
        let ids = photos.reduce(into: [:]) { $0[String($1.sha256.prefix(10))] = $1.id }
        let place = location(merged)
        let items = merged.tallies.filter { locationKey($0.location) == place && !$0.sku.isEmpty }
        let edge = edgePieces(items)
        let lists = [
            (
                "photos",
                photos.map { #"{"id":\#(jsonString($0.id)),"readable":true,"problems":[]}"# }
            ),
            (
                "items",
                grouped(items, without: edge).map { item($0.sku, $0.evidence, ids) }
            ), ("empty_places", []),
            ("not_counted", items.flatMap { notCounted($0, edge) }),
        ]
        return "{"
            + lists.map { "\"\($0.0)\":[\($0.1.joined(separator: ","))]" }
            .joined(separator: ",") + "}"
    }

    /// The location that most of the photos show.
    private func location(_ merged: MergedTallies) -> String {
        let found = merged.locations.compactMap { $0.map(locationKey) }
        let counts = found.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
    }

    /// With signs, labels near the side edge of every picture: they belong to a neighbouring bay.
    ///
    /// - Returns: their serials, or their codes if they have none.
    private func edgePieces(_ tallies: [Tally]) -> Set<String> {
        guard plan.photos.location.isSign else { return [] }
        let all = tallies.flatMap(\.evidence)
        let inside = all.filter { Self.bayWidth.contains($0.x) }.map(piece)
        return Set(all.map(piece)).subtracting(inside)
    }

    /// The part of a picture's width, in thousandths, that shows the bay of its sign.
    private static let bayWidth = 100...900

    private func piece(_ evidence: Evidence) -> String {
        evidence.serial.isEmpty ? evidence.code : evidence.serial
    }

    private func notCounted(_ tally: Tally, _ edge: Set<String>) -> [String] {
        let count = Set(tally.evidence.map(piece)).intersection(edge).count
        guard count > 0 else { return [] }
        let what = jsonString("\(count) of \(tally.sku)")
        return [#"{"what":\#(what),"why":"at the edge of the picture, of the next location"}"#]
    }

    /// Groups evidence by SKU; all labels that are not in the catalogue are one unknown item.
    private func grouped(
        _ tallies: [Tally],
        without edge: Set<String>
    ) -> [(sku: String, evidence: [Evidence])] {
        func points(_ tally: Tally) -> [Evidence] {
            self.points(tally).filter { !edge.contains(piece($0)) }
        }
        let known = tallies.filter { !$0.reasons.contains(.unknownItem) }
        let unknown = tallies.filter { $0.reasons.contains(.unknownItem) }.flatMap(points)
        return known.map { ($0.sku, points($0)) }.filter { !$0.1.isEmpty }
            + (unknown.isEmpty ? [] : [(CountAnswer.unknownItem, unknown)])
    }

    /// Each serial once; with repeated views, once on each photo.
    private func points(_ tally: Tally) -> [Evidence] {
        plan.photos.views == .repeated ? tally.evidence : tally.evidence.filter(\.counts)
    }

    private func item(_ sku: String, _ evidence: [Evidence], _ ids: [String: String]) -> String {
        let zone = plan.count.zones.first.map { #","zone":\#(jsonString($0))"# } ?? ""
        let points = evidence.compactMap { evidence in
            ids[evidence.photo].map {
                #"{"photo":\#(jsonString($0)),"x":\#(evidence.x),"y":\#(evidence.y)\#(zone)}"#
            }
        }
        return #"{"item":\#(jsonString(sku)),"points":[\#(points.joined(separator: ","))],"#
            + #""hidden":"none","basis":"counted","count":\#(points.count)}"#
    }

    /// The tokens a service would report.
    ///
    /// Photos count by the model's size rule, text as four characters a token.
    ///
    /// - Parameters:
    ///   - hashes: SHA-256 of the photos posted.
    ///   - detail: as requested; nil for the model's default.
    ///   - textLength: characters of everything else posted.
    ///   - answerLength: characters of the answer.
    /// - Returns: input and output tokens.
    package func tokens(
        _ hashes: [String],
        detail: String?,
        textLength: Int,
        answerLength: Int
    ) -> (input: Int, output: Int) {
        let wanted = detail.flatMap(ImageDetail.init) ?? facts.defaultDetail
        let photos = seen.withLock { seen in hashes.compactMap { seen[$0]?.photo } }
        let photoTokens = photos.reduce(0) { sum, photo in
            sum + tokens(photo, wanted)
        }
        return (photoTokens + (textLength + 3) / 4, (answerLength + 3) / 4)
    }

    /// The tokens of a photo; 0 if it doesn't fit the model's size rule.
    private func tokens(_ photo: Photo, _ detail: ImageDetail) -> Int {
        do {
            return try facts.images.tokens(
                width: photo.width,
                height: photo.height,
                detail: detail
            ).tokens
        } catch {
            return 0
        }
    }

    /// Forgets photos after their question was answered.
    package func forget(_ hashes: [String]) {
        seen.withLock { seen in
            for hash in hashes { seen[hash] = nil }
        }
    }
}
