import JSONSchema

/// Reads the JSON of a reply as an answer and checks what no schema can express.
///
/// It does not rely on the schema: what it can't read is a fault, reported unless the schema check
/// has reported it, so that a faulty answer still yields the photos that no fault affects.
struct AnswerReading {
    /// The most characters kept of one text by the model.
    static let textLimit = 200
    /// The most empty places, and the most goods not counted, that are kept.
    static let listLimit = 50
    /// No photos show more pieces; a greater count is a mistake.
    static let greatestCount = 1_000_000

    /// One entry of the list of items, as far as it can be read.
    private struct Entry {
        /// Its position in the list.
        let index: Int
        let name: String?
        /// The number of points given, readable or not.
        var given = 0
        var points: [CountAnswer.Point] = []
        /// The photos its points are on; nil without points, when it concerns all photos.
        var photos: Set<Int>?

        var pointer: String { "/items/\(index)" }
    }

    private let vocabulary: AnswerVocabulary
    private(set) var faults: FaultList
    private(set) var notes: [AnswerNote] = []

    private var photos: [CountAnswer.SeenPhoto?]
    private var items: [CountAnswer.SeenItem] = []
    private var emptyPlaces: [CountAnswer.EmptyPlace] = []
    private var notCounted: [CountAnswer.Uncounted] = []

    private var seenPhotos: Set<Int> = []
    private var seenItems: [String: Entry] = [:]
    /// In an open list, the folded name of each entry; the same name twice is one item.
    private var openNames: [Int: String] = [:]
    private var grid = PointGrid()
    /// Photos listed as unreadable for which a fault was reported, as something is seen on them.
    private var reportedUnreadable: Set<Int> = []
    private var textsCut = 0

    /// - Parameters:
    ///   - reply: any JSON.
    ///   - vocabulary: what it may name.
    ///   - faults: the schema violations of the same reply.
    init(_ reply: JSONValue, vocabulary: AnswerVocabulary, faults: FaultList) {
        self.vocabulary = vocabulary
        self.faults = faults
        photos = Array(repeating: nil, count: vocabulary.photoIDs.count)
        readPhotos(reply["photos"])
        for (index, entry) in list(reply["items"], "/items").enumerated() {
            readItem(entry, at: index)
        }
        let places = list(reply["empty_places"], "/empty_places")
        for (index, entry) in places.enumerated() { readEmptyPlace(entry, at: index) }
        let uncounted = list(reply["not_counted"], "/not_counted")
        for (index, entry) in uncounted.enumerated() { readUncounted(entry, at: index) }
        keepWithinLimits()
    }

    /// The answer if it has no fault; otherwise only the part about photos that no fault affects is
    /// valid.
    var answer: CountAnswer {
        CountAnswer(
            photos: photos.map { $0 ?? CountAnswer.SeenPhoto(isReadable: false, problems: []) },
            items: items,
            emptyPlaces: emptyPlaces,
            notCounted: notCounted
        )
    }

    private mutating func keepWithinLimits() {
        let places = max(0, emptyPlaces.count - Self.listLimit)
        let uncounted = max(0, notCounted.count - Self.listLimit)
        if textsCut > 0 { notes.append(.textsCut(textsCut)) }
        guard places + uncounted > 0 else { return }
        emptyPlaces.removeLast(places)
        notCounted.removeLast(uncounted)
        notes.append(.leftOut(emptyPlaces: places, notCounted: uncounted))
    }

    // MARK: - Faults

    private mutating func add(
        _ code: AnswerFault.Code,
        _ pointer: @autoclosure () -> String,
        _ words: @autoclosure () -> String,
        _ photos: Set<Int>?
    ) {
        faults.addUnlessViolation(code, pointer, words, photos)
    }

    /// Returns the value, or adds a fault if it can't be read.
    private mutating func need<Value>(
        _ value: Value?,
        _ pointer: @autoclosure () -> String,
        _ words: @autoclosure () -> String,
        _ photos: @autoclosure () -> Set<Int>?
    ) -> Value? {
        if value == nil { add(.value, pointer(), words(), photos()) }
        return value
    }

    private mutating func list(
        _ value: JSONValue?,
        _ pointer: @autoclosure () -> String
    ) -> [JSONValue] {
        if let list = value?.array { return list }
        add(.value, pointer(), "must be a list", nil)
        return []
    }

    // MARK: - Photos

    /// The photo a value names; otherwise adds a fault that concerns all photos.
    private mutating func photo(_ id: JSONValue?, _ pointer: @autoclosure () -> String) -> Int? {
        if let index = vocabulary.photo(id?.string) { return index }
        let code = id?.string == nil ? AnswerFault.Code.value : .photoUnknown
        add(code, pointer(), "not the id of a photo that was sent", nil)
        return nil
    }

    private mutating func readPhotos(_ value: JSONValue?) {
        guard let entries = value?.array else {
            return add(.value, "/photos", "must be a list", nil)
        }
        for (index, entry) in entries.enumerated() {
            var pointer: String { "/photos/\(index)" }
            guard let photo = photo(entry["id"], pointer + "/id") else { continue }
            let id = vocabulary.photoIDs[photo]
            guard seenPhotos.insert(photo).inserted else {
                add(.photoTwice, pointer, "photo \(id) is listed again; list it once", [photo])
                continue
            }
            let isReadable = need(
                entry["readable"]?.bool,
                pointer + "/readable",
                "must be true or false",
                [photo]
            )
            let problems = need(
                entry["problems"]?.array,
                pointer + "/problems",
                "must be a list",
                [photo]
            )
            guard let isReadable, let problems = problems?.compactMap(\.string) else { continue }
            photos[photo] = CountAnswer.SeenPhoto(
                isReadable: isReadable,
                problems: vocabulary.problems.filter(problems.contains)
            )
        }
        for (photo, id) in vocabulary.photoIDs.enumerated() where !seenPhotos.contains(photo) {
            add(.photoMissing, "/photos", "photo \(id) is missing; list every photo once", [photo])
        }
    }

    /// Nothing can be seen on an unreadable photo; reported once per photo.
    private mutating func checkReadable(_ photo: Int, _ pointer: @autoclosure () -> String) {
        guard photos[photo]?.isReadable == false, reportedUnreadable.insert(photo).inserted else {
            return
        }
        let id = vocabulary.photoIDs[photo]
        let words = "is on photo \(id), which is listed as unreadable; correct one of the two"
        add(.photoUnreadable, pointer(), words, [photo])
    }

    // MARK: - Items

    private mutating func readItem(_ value: JSONValue, at index: Int) {
        guard value.object != nil else {
            return add(.value, "/items/\(index)", "must be an object", nil)
        }
        var entry = Entry(index: index, name: value["item"]?.string)
        let points = list(value["points"], entry.pointer + "/points")
        entry.given = points.count
        let isOpen = vocabulary.isOpen
        if isOpen { openNames[index] = entry.name.flatMap(vocabulary.item) }
        let isRepeated = !isOpen && entry.name.map { seenItems[$0] != nil } ?? false
        for (place, point) in points.enumerated() {
            if let read = readPoint(point, of: index, at: place) {
                entry.points.append(read)
                if !isRepeated { checkDistance(read, of: entry, at: place) }
            }
        }
        if !entry.points.isEmpty { entry.photos = Set(entry.points.map(\.photo)) }
        let said = readCount(value["count"], of: entry)
        let hidden = readChoice(
            value["hidden"],
            entry.pointer + "/hidden",
            ["none": CountAnswer.Hidden.none, "some": .some, "many": .many],
            entry.photos
        )
        let isEstimated = readChoice(
            value["basis"],
            entry.pointer + "/basis",
            ["counted": false, "estimated": true],
            entry.photos
        )
        let rule = isOpen ? vocabulary.itemRule : "must be a code"
        let name = need(entry.name, entry.pointer + "/item", rule, entry.photos)
        guard let said, let hidden, let isEstimated, let name else { return }
        guard let sku = vocabulary.item(name) else {
            let pointer = entry.pointer + "/item"
            return add(.itemUnknown, pointer, vocabulary.itemRule, entry.photos)
        }
        guard isFirst(entry, sku: sku, said: said) else { return }
        if said != entry.given {
            notes.append(.pointsDiffer(sku: sku, said: said, points: entry.given))
        }
        guard !entry.points.isEmpty else { return }
        let item = CountAnswer.SeenItem(
            sku: sku,
            points: entry.points,
            said: said,
            hidden: hidden,
            isEstimated: isEstimated
        )
        if isOpen { items.unite(item) } else { items.append(item) }
    }

    private mutating func readChoice<Choice>(
        _ value: JSONValue?,
        _ pointer: @autoclosure () -> String,
        _ choices: KeyValuePairs<String, Choice>,
        _ photos: Set<Int>?
    ) -> Choice? {
        let choice = choices.first { $0.key == value?.string }?.value
        return need(
            choice,
            pointer(),
            "must be one of: \(choices.map(\.key).joined(separator: ", "))",
            photos
        )
    }

    /// Whether the entry counts: no earlier one names the item, or it is an open list; entries with a
    /// count of 0 are ignored.
    private mutating func isFirst(_ entry: Entry, sku: String, said: Int) -> Bool {
        if said == 0, entry.given == 0 { return false }
        guard !vocabulary.isOpen, let first = seenItems[sku] else {
            seenItems[sku] = entry
            return true
        }
        let words =
            "item \(printable(sku, limit: 60)) is listed again after \(first.pointer); list it "
            + "once with all its points"
        let photos = (first.photos ?? []).union(entry.photos ?? [])
        let isTied = first.photos != nil && entry.photos != nil
        add(.itemTwice, entry.pointer + "/item", words, isTied ? photos : nil)
        return false
    }

    private mutating func readCount(_ value: JSONValue?, of entry: Entry) -> Int? {
        var pointer: String { entry.pointer + "/count" }
        guard let said = Self.whole(value, in: 0...Self.greatestCount) else {
            let words = "must be a whole number from 0 to \(Self.greatestCount)"
            add(.value, pointer, words, entry.photos)
            return nil
        }
        if said > 0, entry.given == 0 {
            let words = "gives a count of \(said) but no points; give one point per piece"
            add(.countWithoutPoints, pointer, words, nil)
        }
        return said
    }

    private static func whole(_ value: JSONValue?, in range: ClosedRange<Int>) -> Int? {
        guard let whole = value?.number?.exactInt, range.contains(whole) else { return nil }
        return whole
    }

    // MARK: - Points

    private mutating func readPoint(
        _ value: JSONValue,
        of item: Int,
        at place: Int
    ) -> CountAnswer.Point? {
        var pointer: String { "/items/\(item)/points/\(place)" }
        guard let photo = photo(value["photo"], pointer + "/photo") else { return nil }
        let (x, y) = (Self.whole(value["x"], in: 0...1000), Self.whole(value["y"], in: 0...1000))
        guard let x, let y else {
            let words = "must be a whole number from 0 to 1000"
            add(.value, pointer + (x == nil ? "/x" : "/y"), words, [photo])
            return nil
        }
        guard let zone = vocabulary.zone(value["zone"]?.string) else {
            let code = value["zone"]?.string == nil ? AnswerFault.Code.value : .zoneUnknown
            add(code, pointer + "/zone", "not one of the zones", [photo])
            return nil
        }
        checkReadable(photo, pointer)
        return CountAnswer.Point(photo: photo, x: x, y: y, zone: zone)
    }

    private mutating func checkDistance(_ point: CountAnswer.Point, of entry: Entry, at place: Int)
    {
        let placed = PointGrid.Entry(item: entry.index, index: place, x: point.x, y: point.y)
        guard let other = grid.place(placed, onPhoto: point.photo) else { return }
        let first = "/items/\(other.item)/points/\(other.index)"
        let name = openNames[entry.index]
        let isSame = other.item == entry.index || name != nil && name == openNames[other.item]
        let words =
            isSame
            ? "marks the same piece as \(first); give each piece one point"
            : "marks the same spot as \(first), another item; decide which item it is"
        add(
            isSame ? .samePoint : .sameSpot,
            "\(entry.pointer)/points/\(place)",
            words,
            [point.photo]
        )
    }

    // MARK: - Places and goods not counted

    private mutating func readEmptyPlace(_ value: JSONValue, at index: Int) {
        var pointer: String { "/empty_places/\(index)" }
        guard let photo = photo(value["photo"], pointer + "/photo") else { return }
        guard let name = value["item"]?.string, let words = value["where"]?.string else {
            return add(.value, pointer, "must have photo, item and where", [photo])
        }
        guard let sku = vocabulary.item(name) else {
            return add(.itemUnknown, pointer + "/item", vocabulary.itemRule, [photo])
        }
        checkReadable(photo, pointer)
        emptyPlaces.append(CountAnswer.EmptyPlace(photo: photo, sku: sku, place: kept(words)))
    }

    private mutating func readUncounted(_ value: JSONValue, at index: Int) {
        guard let what = value["what"]?.string, let why = value["why"]?.string else {
            return add(.value, "/not_counted/\(index)", "must have what and why", nil)
        }
        notCounted.append(CountAnswer.Uncounted(what: kept(what), why: kept(why)))
    }

    /// The model's text as it is kept: one line of limited length.
    private mutating func kept(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex,
                offsetBy: Self.textLimit,
                limitedBy: scalars.endIndex
            ), end < scalars.endIndex
        else { return printable(text) }
        textsCut += 1
        return printable(String(scalars[..<end])) + "…"
    }
}
