import Foundation

/// The words a model is asked with: instructions, a label before each photo, one closing line.
///
/// Blind: expected stock, earlier counts and capacities never come here. Ids are short and opaque;
/// file names would tell the model what to see.
struct QuestionText: Sendable, Hashable {
    /// SKU and name of each item it may name, in catalogue order.
    let items: [Item]
    let zones: [String]
    let exclude: String
    /// The pipeline's own words.
    let extra: String
    let views: PhotoViews?

    /// What stands before the photos, the same for every request of a pipeline.
    var instructions: String {
        var parts = [
            "You count goods in photos of a stock. Count only what you can see; never guess what is "
                + "hidden.",
            "First list every photo by its id, and whether it can be read. Then, for each item, give "
                + "one point per piece: the photo it is seen best in, and its place from 0 to 1000 "
                + "across and down that photo, in reading order. Then give the count, which is the "
                + "number of points.",
            viewsWords,
            "Name items by their code. Use the code 'unknown' for goods that are none of these:",
            items.map { $0.name.isEmpty ? "- \($0.sku)" : "- \($0.sku): \($0.name)" }
                .joined(separator: "\n"),
        ]
        if !zones.isEmpty {
            parts.append("Give each point the zone it lies in: \(zones.joined(separator: "; ")).")
        }
        if !exclude.isEmpty { parts.append("Do not count: \(exclude).") }
        parts.append(
            "List places meant for goods that you see empty, and goods that you see but can't count, "
                + "with the reason."
        )
        if !extra.isEmpty { parts.append(extra) }
        return parts.joined(separator: "\n\n")
    }

    private var viewsWords: String {
        switch views {
        case .overlapping:
            "The photos show one place from several sides and overlap: give each piece one point in "
                + "all, on the photo where it is seen best."
        case .repeated:
            "The photos are looks at the same goods: give the points of each photo by itself."
        case .separate, nil:
            "Each photo shows other goods: give the points of each photo by itself."
        }
    }

    /// The line before the photo at an index from 0.
    static func label(ofPhoto index: Int) -> String {
        "Photo \(id(ofPhoto: index)):"
    }

    /// Short, opaque, and only of this request.
    static func id(ofPhoto index: Int) -> String {
        "p\(index + 1)"
    }

    static let closing = "Return one entry per photo id listed above, then the items."

    /// How much text that is: the texts themselves are made once, ids add what they add.
    var size: QuestionSize {
        let fixed = instructions.count + schema(photos: 0).count + Self.closing.count
        return QuestionSize(
            instructions: instructions.count,
            items: items.count,
            hasZones: !zones.isEmpty
        ) { photos in
            // "p1" to "pn": each once in its label, and quoted in three lists of the schema.
            let ids = (0..<photos).reduce(0) { $0 + Self.id(ofPhoto: $1).count }
            let labels = (0..<photos).reduce(0) { $0 + Self.label(ofPhoto: $1).count }
            return fixed + labels + 3 * (ids + 2 * photos + max(photos - 1, 0))
        }
    }

    /// The strict JSON Schema of the reply for so many photos.
    func schema(photos: Int) -> String {
        let ids = (0..<photos).map(Self.id)
        let point = Self.object(
            [
                ("photo", Self.choice(ids)), ("x", Self.whole), ("y", Self.whole),
            ] + (zones.isEmpty ? [] : [("zone", Self.choice(zones))])
        )
        let photo = Self.object([
            ("id", Self.choice(ids)), ("readable", #"{"type":"boolean"}"#),
            ("problems", Self.list(Self.choice(Self.problems))),
        ])
        let item = Self.object([
            ("item", Self.choice(items.map(\.sku) + ["unknown"])), ("points", Self.list(point)),
            ("count", Self.whole), ("basis", Self.choice(["counted", "estimated"])),
        ])
        let rest = Self.object([("what", Self.text), ("why", Self.text)])
        return Self.object([
            ("photos", Self.list(photo)), ("items", Self.list(item)),
            (
                "empty_places",
                Self.list(Self.object([("photo", Self.choice(ids)), ("where", Self.text)]))
            ),
            ("not_counted", Self.list(rest)),
        ])
    }

    private static let problems = ["blur", "dark", "glare", "cropped", "obstructed", "other"]
    private static let whole = #"{"type":"integer"}"#
    private static let text = #"{"type":"string"}"#

    private static func list(_ element: String) -> String {
        #"{"type":"array","items":\#(element)}"#
    }

    private static func choice(_ words: [String]) -> String {
        #"{"type":"string","enum":[\#(words.map(quoted).joined(separator: ","))]}"#
    }

    private static func object(_ properties: [(name: String, schema: String)]) -> String {
        let body = properties.map { "\(quoted($0.name)):\($0.schema)" }.joined(separator: ",")
        let names = properties.map { quoted($0.name) }.joined(separator: ",")
        return #"{"type":"object","properties":{\#(body)},"required":[\#(names)],"#
            + #""additionalProperties":false}"#
    }

    /// A JSON string; control characters, quotes and backslashes escaped.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
