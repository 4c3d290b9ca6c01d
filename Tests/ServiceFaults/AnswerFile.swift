import JSONSchema

/// What some photos really show, from which correct answers are made.
///
/// The file: `{"version":1,"photos":[{"file","sha256","readable","problems":[…],"pieces":[{"piece",
/// "item","x","y","zone","seen"}],"empty_places":["where"],"not_counted":[{"what","why"}]}]}`.
/// `sha256` is of the file in its folder; `x` and `y` are 0 to 1000 across and down;
/// `piece` names one physical thing, the same in all photos that show it; `seen` is how much of it
/// that photo shows, from 0 to 1; `zone` may be missing.
package struct AnswerFile: Sendable {
    /// How the photos of one request overlap.
    package enum Views: Sendable, Hashable {
        /// The same place: each piece gets one point, on the photo that shows most of it.
        case overlapping
        /// Separate goods: every piece of every photo gets a point.
        case separate
    }

    /// Why there is no answer.
    package enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The file has another form; what is missing.
        case unreadable(String)
        /// A photo that is not in the file, by its index in the request.
        case unknownPhoto(Int)

        /// What is wrong.
        package var description: String {
            switch self {
            case .unreadable(let what): "the answer file can't be read: \(what)"
            case .unknownPhoto(let index): "photo \(index + 1) is not in the answer file"
            }
        }
    }

    struct Piece: Sendable {
        let name: String
        let item: String
        let x: Int
        let y: Int
        let zone: String?
        let seen: Double
    }

    struct Photo: Sendable {
        let file: String
        let sha256: String
        let isReadable: Bool
        let problems: [JSONValue]
        let pieces: [Piece]
        let emptyPlaces: [String]
        let notCounted: [JSONValue]
    }

    let photos: [Photo]

    /// The files' names, in the file's order.
    package var fileNames: [String] { photos.map(\.file) }

    /// Reads an answer file.
    ///
    /// - Throws: `AnswerFile.Failure.unreadable`.
    package init(reading bytes: [UInt8]) throws {
        let json: JSONValue
        do {
            json = try JSONValue(reading: bytes)
        } catch {
            throw Failure.unreadable("\(error)")
        }
        guard json["version"]?.number?.exactInt == 1, let list = json["photos"]?.array else {
            throw Failure.unreadable("version 1 and photos are expected")
        }
        photos = try list.map(Self.photo)
    }

    private static func photo(_ json: JSONValue) throws -> Photo {
        guard let file = json["file"]?.string, let hash = json["sha256"]?.string,
            let readable = json["readable"]?.bool, let problems = json["problems"]?.array,
            let pieces = json["pieces"]?.array, let empty = json["empty_places"]?.array,
            let rest = json["not_counted"]?.array
        else { throw Failure.unreadable("a photo lacks a key") }
        return Photo(
            file: file,
            sha256: hash,
            isReadable: readable,
            problems: problems,
            pieces: try pieces.map(piece),
            emptyPlaces: empty.compactMap(\.string),
            notCounted: rest
        )
    }

    private static func piece(_ json: JSONValue) throws -> Piece {
        guard let name = json["piece"]?.string, let item = json["item"]?.string,
            let x = json["x"]?.number?.exactInt, let y = json["y"]?.number?.exactInt,
            let seen = json["seen"]?.number.flatMap({ Double($0.text) })
        else { throw Failure.unreadable("a piece lacks a key") }
        let zone = json["zone"]?.string
        return Piece(name: name, item: item, x: x, y: y, zone: zone, seen: seen)
    }
}
