/// The JSON Schema of a model's answer: one for every provider, within the strict subset.
///
/// Ids, items and zones are enumerated if the service accepts lists of that length. Item codes of a
/// longer catalogue are plain text in the schema and checked here; see `hasItemList`. Keys are in
/// the order in which a model should think: photos, points, what is hidden, and then the count.
///
/// Source of the limits: the Structured Outputs guide, June 2026: 1,000 list entries in all, one
/// list of more than 250 at most 15,000 characters, 120,000 characters of names and entries.
struct ReplySchema: Sendable, Hashable {
    /// p1 to pn.
    let photoIDs: [String]
    /// SKUs in catalogue order, then `unknown`; nil for an open list, whose items are plain text.
    let items: [String]?
    /// Empty if the pipeline names none.
    let zones: [String]

    static let problems = ["blur", "dark", "glare", "cropped", "obstructed", "other"]
    static let bases = ["counted", "estimated"]
    static let amountsHidden = ["none", "some", "many"]

    static let maxListEntries = 1000
    static let longListEntries = 250
    static let maxLongListCharacters = 15_000
    static let maxCharacters = 120_000

    /// Whether the schema enumerates the items.
    var hasItemList: Bool { listedItems != nil }

    /// The items, if there are some and the schema can enumerate them.
    private var listedItems: [String]? {
        guard let items else { return nil }
        let others = photoIDs + zones + Self.problems + Self.bases + Self.amountsHidden
        let characters = items.reduce(0) { $0 + $1.unicodeScalars.count }
        let otherCharacters = others.reduce(0) { $0 + $1.unicodeScalars.count }
        let fits =
            items.count + others.count <= Self.maxListEntries
            && (items.count <= Self.longListEntries || characters <= Self.maxLongListCharacters)
            && characters + otherCharacters + 200 <= Self.maxCharacters
        return fits ? items : nil
    }

    /// Compact JSON; the same bytes for the same lists.
    var text: String {
        let photo = Self.object([
            ("id", Self.reference("photo")), ("readable", #"{"type":"boolean"}"#),
            ("problems", Self.list(Self.choice(Self.problems))),
        ])
        let point = Self.object(
            [
                ("photo", Self.reference("photo")), ("x", Self.thousandth), ("y", Self.thousandth),
            ] + (zones.isEmpty ? [] : [("zone", Self.choice(zones))])
        )
        let item = Self.object([
            ("item", Self.reference("item")), ("points", Self.list(point)),
            ("hidden", Self.choice(Self.amountsHidden)), ("basis", Self.choice(Self.bases)),
            ("count", Self.count),
        ])
        let place = Self.object([
            ("photo", Self.reference("photo")), ("item", Self.reference("item")),
            ("where", Self.text),
        ])
        let rest = Self.object([("what", Self.text), ("why", Self.text)])
        let definitions =
            #""$defs":{"photo":\#(Self.choice(photoIDs)),"#
            + #""item":\#(listedItems.map(Self.choice) ?? Self.text)}"#
        return Self.object(
            [
                ("photos", Self.list(photo)), ("items", Self.list(item)),
                ("empty_places", Self.list(place)), ("not_counted", Self.list(rest)),
            ],
            definitions: definitions
        )
    }

    private static let thousandth = #"{"type":"integer","minimum":0,"maximum":1000}"#
    private static let count = #"{"type":"integer","minimum":0}"#
    private static let text = #"{"type":"string"}"#

    private static func reference(_ name: String) -> String {
        ##"{"$ref":"#/$defs/\##(name)"}"##
    }

    private static func list(_ element: String) -> String {
        #"{"type":"array","items":\#(element)}"#
    }

    private static func choice(_ words: [String]) -> String {
        #"{"type":"string","enum":[\#(words.map(jsonString).joined(separator: ","))]}"#
    }

    private static func object(
        _ properties: [(name: String, schema: String)],
        definitions: String? = nil
    ) -> String {
        let body = properties.map { "\(jsonString($0.name)):\($0.schema)" }.joined(separator: ",")
        let names = properties.map { jsonString($0.name) }.joined(separator: ",")
        return #"{"type":"object","properties":{\#(body)},"required":[\#(names)],"#
            + #""additionalProperties":false"# + (definitions.map { ",\($0)" } ?? "") + "}"
    }
}
