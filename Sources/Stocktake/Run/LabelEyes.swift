import Foundation
import Imaging
package import JSONSchema
import Platform
import SymbolReading

/// Answers a model's questions by the labels in the photos, for rehearsals.
///
/// It gets what a model gets, photos and text, plus the catalogue's GTINs. Unlike a model, it can't
/// see goods without a readable label. It keeps nothing between questions: what was seen belongs to
/// the question that carried the photo, so equal photos of other votes don't matter.
package struct LabelEyes: Sendable {
    private let plan: Plan
    private let facts: ModelFacts
    private let reader: LabelReader
    private let decoder = PhotoDecoder(maxPixels: PhotoReading.maxPixels)

    /// A posted photo and what was seen in it.
    package struct SeenPhoto: Sendable {
        /// Of the posted bytes.
        package let sha256: String
        fileprivate let observation: Observation

        /// The observation of the photo under the question's name.
        fileprivate func named(_ id: String) -> Observation {
            let photo = observation.photo
            return Observation(
                photo: Photo(
                    id: id,
                    path: "",
                    sha256: sha256,
                    byteCount: photo.byteCount,
                    header: photo.header,
                    statedLocation: photo.statedLocation,
                    takenAt: nil,
                    columns: []
                ),
                labels: observation.labels,
                signs: observation.signs,
                findings: []
            )
        }
    }

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
    /// - Returns: nil if the bytes are not a photo.
    package func look(at bytes: [UInt8]) -> SeenPhoto? {
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
            return SeenPhoto(sha256: hash, observation: try reader.observe(prepared))
        } catch {
            return nil
        }
    }

    /// The location of photos in a pipeline without signs.
    private static let here = "here"

    /// Whether labels can answer a question with this schema: a count, of an open list only if there
    /// are labels to count.
    package func canAnswer(_ schema: JSONValue?, _ photos: [SeenPhoto?]) -> Bool {
        guard schema?["properties"]?["empty_places"] != nil else { return false }
        return !plan.count.isOpen || photos.contains { $0?.observation.labels.isEmpty == false }
    }

    /// The answer to a question, as JSON according to its schema.
    ///
    /// - Parameter photos: in the question's order: the id, and what was seen; nil for a photo that
    ///   could not be read.
    /// - Returns: one line of JSON.
    package func answer(_ photos: [(id: String, seen: SeenPhoto?)]) -> String {
        let observations = photos.compactMap { $0.seen?.named($0.id) }
        let merged = LabelMerge(
            catalogue: plan.count.catalogue,
            views: plan.photos.views,
            bySign: plan.photos.location.isSign,
            sharedPhotos: [],
            locationsWithRejects: []
        ).merge(observations)
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
                grouped(items, without: edge).map { item($0.sku, $0.evidence) }
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

    /// What the label reader, which can't name goods, calls all that it sees in an open list.
    static let inventedName = "rehearsal text"

    /// Groups evidence by SKU; all labels that are not in the catalogue are one unknown item, and in
    /// an open list, all labels have the one invented name.
    private func grouped(
        _ tallies: [Tally],
        without edge: Set<String>
    ) -> [(sku: String, evidence: [Evidence])] {
        func points(_ tally: Tally) -> [Evidence] {
            self.points(tally).filter { !edge.contains(piece($0)) }
        }
        if plan.count.isOpen {
            let all = tallies.flatMap(points)
            return all.isEmpty ? [] : [(Self.inventedName, all)]
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

    private func item(_ sku: String, _ evidence: [Evidence]) -> String {
        let zone = plan.count.zones.first.map { #","zone":\#(jsonString($0))"# } ?? ""
        let points = evidence.map {
            #"{"photo":\#(jsonString($0.photo)),"x":\#($0.x),"y":\#($0.y)\#(zone)}"#
        }
        return #"{"item":\#(jsonString(sku)),"points":[\#(points.joined(separator: ","))],"#
            + #""hidden":"none","basis":"counted","count":\#(points.count)}"#
    }

    /// The tokens a service would report.
    ///
    /// Photos count by the model's size rule, text as four characters a token.
    ///
    /// - Parameters:
    ///   - photos: what was seen of the photos posted.
    ///   - detail: as requested; nil for the model's default.
    ///   - textLength: characters of everything else posted.
    ///   - answerLength: characters of the answer.
    /// - Returns: input and output tokens.
    package func tokens(
        _ photos: [SeenPhoto],
        detail: String?,
        textLength: Int,
        answerLength: Int
    ) -> (input: Int, output: Int) {
        let wanted = detail.flatMap(ImageDetail.init) ?? facts.defaultDetail
        let photoTokens = photos.reduce(0) { $0 + tokens($1.observation.photo, wanted) }
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
}
