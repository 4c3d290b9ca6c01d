import Testing

@testable import Stocktake

@Suite("Names of an open list") struct OpenNameTests {
    /// What several spellings become.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let spellings: [String]
        var testDescription: String { name }

        init(_ name: String, _ spellings: String...) {
            self.name = name
            self.spellings = spellings
        }
    }

    static let rows = [
        // Case, Unicode form, white space, what is around a name.
        Row("egg", "egg", "Eggs", " EGGS ", "\"egg\"", "- eggs.", "(eggs)", "ｅｇｇｓ", "eg\u{AD}gs"),
        Row("käse", "Käse", "KA\u{308}SE", "käse,"),
        Row("weisswurst", "Weißwurst", "WEISSWURST", "WEIẞWURST"),
        Row("milk bottle", "Milk  bottles", "milk\tbottle", "Milk\u{A0}Bottle", "milk\u{0}bottle"),
        Row("milk 3.5%", "Milk 3.5%", "MILK 3.5%."),
        Row("fig", "ﬁg", "figs"),
        Row("m&m's", "M&M's", "m&m's"),
        Row("50 cm ruler", "50 cm rulers"),
        // The head noun.
        Row("bunch of grapes", "bunch of grapes", "Bunches of grapes"),
        Row("jar of pickled gherkins", "jars of pickled gherkins"),
        Row("egg, brown", "eggs, brown", "Egg, brown"),
        Row("egg (brown)", "eggs (brown)", "Egg (brown)"),
        Row("jar with lid", "jars with lid"),
        Row("corn on the cob", "corn on the cob"),
        Row("t-shirt", "T-shirts", "t-shirt"),
        Row("brussels sprout", "Brussels sprouts"),
        Row("(brown) egg", "(brown) eggs"),
        // Plurals.
        Row("box", "boxes", "box"), Row("dish", "Dishes"), Row("peach", "peaches"),
        Row("berry", "berries"), Row("cookie", "cookies"), Row("pie", "pies"),
        Row("loaf", "loaves"), Row("meatloaf", "meatloaves"), Row("knife", "knives"),
        Row("leaf", "leaves"), Row("olive", "olives"), Row("glove", "gloves"),
        Row("tomato", "tomatoes"), Row("potato", "Potatoes"), Row("avocado", "avocados"),
        Row("shoe", "shoes"), Row("horseshoe", "horseshoes"), Row("mouse", "mice"),
        Row("glass", "glass", "glasses"), Row("bus", "bus", "buses"), Row("lens", "lenses"),
        Row("cheese", "cheese", "cheeses"), Row("vase", "vases"), Row("orange", "oranges"),
        Row("kiwi", "kiwis"), Row("menu", "menus"), Row("cactus", "cactuses", "cacti"),
        Row("fuse", "fuses"), Row("house", "houses"), Row("virus", "viruses"),
        Row("quiche", "quiches"), Row("axe", "axes"), Row("banana", "bananas"),
        Row("child", "children"), Row("key", "keys"), Row("prize", "prizes"),
        // Singulars that end in s, and plurals without a singular.
        Row("hummus", "hummus", "Hummus"), Row("asparagus", "asparagus"), Row("series", "series"),
        Row("couscous", "couscous"), Row("swiss", "Swiss"), Row("molasses", "molasses"),
        Row("scissors", "scissors"), Row("canvas", "canvas", "canvases"), Row("gas", "gas"),
        // Other languages are folded only, unless a word ends as an English plural does.
        Row("ananas", "Ananas"), Row("riz", "Riz"), Row("jus", "JUS"), Row("radis", "radis"),
        Row("jus d'orange", "Jus d'orange"), Row("maïs", "Maïs"), Row("kürbis", "Kürbis"),
        Row("glas", "Glas"), Row("lachs", "Lachs"), Row("keks", "Keks"), Row("kaas", "kaas"),
        Row("gamba", "gambas", "Gamba"), Row("яйца", "Яйца"), Row("鸡蛋", "鸡蛋", "鸡蛋。"),
        Row("بيض", "بيض"), Row("ñoquis", "Ñoquis"), Row("ηρωσ", "Ηρως", "ΗΡΩΣ"),
        // No synonyms.
        Row("aubergine", "aubergines"), Row("eggplant", "Eggplants"),
        Row("bottle of milk", "bottles of milk"),
        Row("unknown", "Unknown", "unknown."),
    ]

    @Test(arguments: rows)
    func `spellings of one name are one name`(_ row: Row) throws {
        for spelling in row.spellings {
            let name = try #require(OpenName(spelling)?.text, "\(spelling)")
            #expect(
                name.unicodeScalars.elementsEqual(row.name.unicodeScalars),
                "\(spelling): \(name)"
            )
            #expect(OpenName(name)?.text == name, "folded again")
        }
    }

    @Test func `names of different goods remain different`() {
        let names = Self.rows.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: [
        "", "  ", "...", "\u{200B}", "\u{0}\n", "\"()\"", String(repeating: "a", count: 101),
    ])
    func `what is no name is none`(_ text: String) {
        #expect(OpenName(text) == nil)
    }

    @Test func `100 characters are a name`() {
        let long = String(repeating: "ä", count: 100)
        #expect(OpenName(long)?.text == long)
    }

    @Test func `an item is found by SKU, name and aliases`() {
        var eggs = ReplySchemaTests.item("EGG-6", name: "Fresh eggs")
        eggs.aliases = ["hen's egg", "huevo"]
        let names = ItemNames([eggs, ReplySchemaTests.item("milk")])
        #expect(names.sku(named: "egg-6") == "EGG-6" && names.sku(named: "fresh egg") == "EGG-6")
        #expect(names.sku(named: "hen's egg") == "EGG-6" && names.sku(named: "milk") == "milk")
        #expect(names.sku(named: "egg") == nil)
    }
}
