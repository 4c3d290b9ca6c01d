/// The singular of an English noun, by its ending and a table of exceptions.
///
/// Only words of four or more letters a to z are changed. Endings that also end singulars stay: `-ss`
/// (glass), `-us` (hummus, jus), `-is` (cassis), `-chs` (lachs), `-aas` (kaas).
enum EnglishNoun {
    /// - Parameter word: lower case.
    /// - Returns: the word itself if it is singular, or not written in a to z.
    static func singular(of word: String) -> String {
        guard word.utf8.count >= 4, word.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            return word
        }
        if let singular = irregular[word] { return singular }
        guard word.hasSuffix("s"), !unchanged.contains(word) else { return word }
        for (plural, singular) in endings where word.hasSuffix(plural) {
            return word.dropLast(plural.count) + singular
        }
        return word
    }

    /// The first that fits holds.
    private static let endings: [(plural: String, singular: String)] = [
        ("ss", "ss"), ("is", "is"), ("chs", "chs"), ("aas", "aas"),
        ("loaves", "loaf"), ("shelves", "shelf"), ("leaves", "leaf"), ("knives", "knife"),
        ("halves", "half"), ("wolves", "wolf"), ("scarves", "scarf"), ("thieves", "thief"),
        ("shoes", "shoe"), ("canoes", "canoe"), ("oes", "o"), ("ies", "y"),
        ("ouses", "ouse"), ("auses", "ause"), ("uses", "us"), ("us", "us"),
        ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zzes", "zz"),
        ("tzes", "tz"), ("s", ""),
    ]

    /// Singulars, and plurals without one in use.
    private static let unchanged: Set<String> = words(
        """
        ananas atlas bias bras canvas christmas glas gras madras pampas pancreas texas
        asbestos calvados chaos cosmos mentos rhinoceros thermos
        biceps forceps keks krebs lens mars molasses news schnaps species series triceps vlees
        binoculars goggles headphones jeans leggings overalls pajamas pants pliers
        pyjamas scissors shorts sunglasses tights tongs trousers tweezers
        clothes cosmetics electronics goods greens grits oats
        """
    )

    private static let irregular: [String: String] = Dictionary(
        pairs(
            """
            men man women woman children child people person oxen ox mice mouse dormice dormouse
            geese goose feet foot teeth tooth calves calf cacti cactus fungi fungus
            axes axe lenses lens gases gas buses bus quizzes quiz irises iris trellises trellis
            atlases atlas canvases canvas thermoses thermos fuses fuse muses muse excuses excuse
            quiches quiche brioches brioche ceviches ceviche niches niche caches cache aches ache
            headaches headache moustaches moustache mustaches mustache avalanches avalanche
            chilies chili chillies chilli toes toe hoes hoe sloes sloe aloes aloe oboes oboe
            menus menu tofus tofu emus emu kiwis kiwi chilis chili chillis chilli taxis taxi
            zucchinis zucchini paninis panini salamis salami bikinis bikini martinis martini
            broccolis broccoli raviolis ravioli cannolis cannoli sushis sushi skis ski minis mini
            """
        )
            + words(
                """
                birdie brownie budgie calorie cookie cutie genie hoodie movie pixie rookie selfie
                smoothie veggie zombie
                """
            ).map { ($0 + "s", $0) }
            + words("pie tie lie die").map { ($0 + "s", $0) },
        uniquingKeysWith: { first, _ in first }
    )

    private static func words(_ text: String) -> Set<String> {
        Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    }

    /// Plural and singular in turn.
    private static func pairs(_ text: String) -> [(String, String)] {
        let all = text.split { $0 == " " || $0 == "\n" }.map(String.init)
        return stride(from: 0, to: all.count - 1, by: 2).map { (all[$0], all[$0 + 1]) }
    }
}
