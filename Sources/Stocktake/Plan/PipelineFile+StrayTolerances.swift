extension PipelineFile.Compare {
    /// A warning for every tolerance that no line can use, such as a mistyped class.
    ///
    /// In an open list, a folded name is the SKU of a line too.
    func strayTolerances(
        books: [ExpectedStock],
        _ catalogue: Catalogue,
        isOpen: Bool
    ) -> [Finding] {
        var known: Set<String> = []
        let bookClasses = books.map(\.itemClass).filter { !$0.isEmpty && known.insert($0).inserted }
        let strayClasses = classes.filter { !known.contains($0.value) }.map { name in
            finding(
                .pipelineInvalid,
                "the books have no class",
                name,
                key: "compare.tolerance",
                near: bookClasses + ["default", "items"]
            )
        }
        let strayItems = items.filter { item in
            catalogue.item(sku: item.value) == nil
                && !(isOpen && OpenName(item.value)?.text == item.value)
        }
        .map { name in
            finding(
                .unknownItem,
                "the catalogue has no SKU",
                name,
                key: "compare.tolerance.items",
                near: catalogue.items.map(\.sku)
            )
        }
        return strayClasses + strayItems
    }

    private func finding(
        _ code: Finding.Code,
        _ trouble: String,
        _ name: Located<String>,
        key: String,
        near names: [String]
    ) -> Finding {
        let shown = printable(name.value, limit: 60)
        let advice = nearestName(to: name.value, among: names)
            .map { "did you mean '\(printable($0, limit: 60))'?" }
        return Finding(
            .warning,
            code,
            "\(trouble) '\(shown)', so its tolerance is not used; "
                + (advice ?? "correct or remove it"),
            position: name.position,
            key: "\(key).\(shown)"
        )
    }
}
