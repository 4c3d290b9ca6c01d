import Testing

@testable import Stocktake

@Suite("Any answer") struct CheckPropertyTests {
    /// Numbers that are the same on every run: SplitMix64.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// A correct answer about some photos: readable ones in front, points in a loose grid.
    static func answer(photos: Int, _ dice: inout Dice) -> CountAnswer {
        let readable = Int.random(in: 1...photos, using: &dice)
        var spots = (0..<readable).flatMap { photo in
            (0..<36).map { (photo: photo, x: $0 % 6 * 190, y: $0 / 6 * 190) }
        }
        spots.shuffle(using: &dice)
        let items = CheckScene.skus.shuffled(using: &dice).map { sku in
            let count = Int.random(in: 1...9, using: &dice)
            let points = spots.prefix(count).map { spot in
                CountAnswer.Point(
                    photo: spot.photo,
                    x: spot.x + Int.random(in: 0...50, using: &dice),
                    y: spot.y + Int.random(in: 0...50, using: &dice),
                    zone: CheckScene.zones.randomElement(using: &dice) ?? ""
                )
            }
            spots.removeFirst(count)
            return CountAnswer.SeenItem(
                sku: sku,
                points: points,
                said: count,
                hidden: CountAnswer.Hidden.allCases.randomElement(using: &dice) ?? .none,
                isEstimated: Bool.random(using: &dice)
            )
        }
        return CountAnswer(
            photos: (0..<photos).map { photo in
                CountAnswer.SeenPhoto(
                    isReadable: photo < readable,
                    problems: ReplySchema.problems.filter { _ in Bool.random(using: &dice) }
                )
            },
            items: items,
            emptyPlaces: [
                CountAnswer.EmptyPlace(
                    photo: Int.random(in: 0..<readable, using: &dice),
                    sku: "ICE",
                    place: #"shelf "2" \ 漢字 👍🏽"#
                )
            ],
            notCounted: [CountAnswer.Uncounted(what: "=SUM(A1)", why: "")]
        )
    }

    /// The answer as a model writes it, entries of photos in any order.
    static func text(_ answer: CountAnswer, _ dice: inout Dice) -> String {
        let photos = answer.photos.enumerated().map { index, photo in
            let problems = photo.problems.shuffled(using: &dice).map { "\"\($0)\"" }
            return #"{"id":"p\#(index + 1)","readable":\#(photo.isReadable),"#
                + #""problems":[\#(problems.joined(separator: ","))]}"#
        }
        let items = answer.items.map { item in
            let points = item.points.map { point in
                #"{"photo":"p\#(point.photo + 1)","x":\#(point.x),"y":\#(point.y),"#
                    + #""zone":"\#(point.zone)"}"#
            }
            return #"{"item":"\#(item.sku)","points":[\#(points.joined(separator: ","))],"#
                + #""hidden":"\#(item.hidden.rawValue)","#
                + #""basis":"\#(item.isEstimated ? "estimated" : "counted")","#
                + #""count":\#(item.said)}"#
        }
        let places = answer.emptyPlaces.map { place in
            #"{"photo":"p\#(place.photo + 1)","item":"\#(place.sku)","#
                + #""where":\#(jsonString(place.place))}"#
        }
        let rest = answer.notCounted.map { #"{"what":"\#($0.what)","why":"\#($0.why)"}"# }
        let lists = [
            ("photos", photos.shuffled(using: &dice)), ("items", items), ("empty_places", places),
            ("not_counted", rest),
        ]
        return "{"
            + lists.map { "\"\($0.0)\":[\($0.1.joined(separator: ","))]" }
            .joined(separator: ",") + "}"
    }

    @Test(arguments: 1...40) func `a correct answer is returned unchanged`(_ seed: UInt64) throws {
        var dice = Dice(state: seed)
        let photos = Int.random(in: 1...12, using: &dice)
        let answer = Self.answer(photos: photos, &dice)
        let check = try CheckScene.check(photos: photos, promise: .strict)
        let checked = check.check(Self.text(answer, &dice))
        #expect(checked == .passed(answer, notes: []))
    }

    /// One slip of the pen, somewhere in an answer.
    enum Slip: CaseIterable {
        case photoLost, photoRepeated, photoRenamed, pointMoved, pointRepeated, pointOfNoPhoto
        case zoneRenamed, itemRepeated, itemRenamed, pointsLost, countNegative, keyLost, keyAdded
        case bracketLost, commaLost

        func spoiled(_ text: String, _ dice: inout Dice) -> String {
            switch self {
            case .photoLost: replacing(text, /\{"id":[^}]*\},?/, "", &dice)
            case .photoRepeated: replacing(text, /\{"id":[^}]*\}/, twice, &dice)
            case .photoRenamed: replacing(text, /"id":"p/, #""id":"q"#, &dice)
            case .pointMoved: replacing(text, /"x":\d+/, #""x":1001"#, &dice)
            case .pointRepeated: replacing(text, /\{"photo":"p\d+","x"[^}]*\}/, twice, &dice)
            case .pointOfNoPhoto: replacing(text, /"photo":"p/, #""photo":"P"#, &dice)
            case .zoneRenamed: replacing(text, /"zone":"/, #""zone":" "#, &dice)
            case .itemRepeated: replacing(text, /\{"item":.*?"count":\d+\}/, twice, &dice)
            case .itemRenamed: replacing(text, /"item":"/, #""item":"an "#, &dice)
            case .pointsLost: replacing(text, /"points":\[.*?\]/, #""points":[]"#, &dice)
            case .countNegative: replacing(text, /"count":/, #""count":-"#, &dice)
            case .keyLost: replacing(text, /"(?:y|zone|hidden|readable|why)":/, #""z":"#, &dice)
            case .keyAdded: replacing(text, /\{"/, #"{"z":0,""#, &dice)
            case .bracketLost: replacing(text, /[\[\]{}]/, "", &dice)
            case .commaLost: replacing(text, /,(?="[a-z])/, "", &dice)
            }
        }

        private static let repeated = "\u{1}"
        private var twice: String { Self.repeated }

        /// One of the matches, by chance.
        private func replacing<Output>(
            _ text: String,
            _ pattern: Regex<Output>,
            _ new: String,
            _ dice: inout Dice
        ) -> String {
            guard let range = text.ranges(of: pattern).randomElement(using: &dice) else {
                return text
            }
            let old = text[range]
            let slip = new == Self.repeated ? "\(old),\(old)" : new
            return text[..<range.lowerBound] + slip + text[range.upperBound...]
        }
    }

    @Test(arguments: Slip.allCases, 1...12)
    func `one mistake is caught, and the sound part is correct`(
        _ slip: Slip,
        _ seed: UInt64
    ) throws {
        var dice = Dice(state: seed)
        let photos = Int.random(in: 2...9, using: &dice)
        let answer = Self.answer(photos: photos, &dice)
        let text = slip.spoiled(Self.text(answer, &dice), &dice)
        let check = try CheckScene.check(photos: photos)
        let faulty = try #require(check.check(text).faulty, "\(text)")
        guard let sound = faulty.sound else { return }
        #expect(sound.answer == answer.restricted(to: sound.photos))
        let concerned = faulty.concerned(of: photos)
        #expect((sound.photos + concerned).sorted() == Array(0..<photos))
        let repaired = answer.restricted(to: concerned)
        let whole = CountAnswer.combining([(sound.photos, sound.answer), (concerned, repaired)])
        #expect(Self.byItem(whole) == Self.byItem(answer.restricted(to: Array(0..<photos))))
    }

    /// Points and said numbers of every item, in no order.
    private static func byItem(_ answer: CountAnswer) -> [String: [Set<CountAnswer.Point>]] {
        Dictionary(
            grouping: answer.items,
            by: { "\($0.sku) \($0.said) \($0.hidden) \($0.isEstimated)" }
        )
        .mapValues { $0.map { Set($0.points) } }
    }
}
