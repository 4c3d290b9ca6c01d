extension Plan {
    /// The plan for some locations only, in any spelling; the whole plan for an empty list.
    ///
    /// Photos stated to be of other locations are not read. If signs in the photos give the
    /// location, all photos are read, because a neighbour's photo may show goods of a selected
    /// location.
    public func restricted(to locations: [String]) -> Plan {
        guard !locations.isEmpty else { return self }
        var plan = self
        plan.only = locations
        plan.photos.listed = photos.listed.filter { $0.location.map(plan.isSelected) ?? true }
        plan.compare.books = compare.books?.filter { plan.isSelected($0.location) }
        return plan
    }

    /// The plan of a run that ends with status 4 if a line meets one of the conditions.
    public func failing(on conditions: [FailCondition]) -> Plan {
        var plan = self
        plan.failOn = conditions
        return plan
    }

    /// The plan for a rehearsal: it asks a model even if the pipeline counts by labels.
    public var askingModel: Plan {
        var plan = self
        plan.count.method = .model
        plan.model = model ?? ModelSettings(name: Self.rehearsedModel)
        plan.model?.delivery = .now
        return plan
    }

    /// The model whose prices and limits a rehearsal uses if the pipeline names none.
    static let rehearsedModel = "gpt-5.2"

    /// The rows of the selected locations.
    func selected(_ table: RowTable?) -> RowTable? {
        guard let table, !only.isEmpty else { return table }
        return RowTable(
            columns: table.columns,
            rows: table.rows.filter { isSelected($0.location) }
        )
    }

    /// The lines of the selected locations; goods without a location are excluded.
    func selected(_ lines: [StockLine]) -> [StockLine] {
        only.isEmpty ? lines : lines.filter { isSelected($0.tally.location) }
    }

    /// Whether a photo may concern the selected locations: its location is one, or unknown.
    func concerns(_ location: String?) -> Bool {
        only.isEmpty || location.map(isSelected) ?? true
    }

    /// A warning for each selected location that no line or row is about; `someUnread` says whether some photos
    /// were not looked at.
    func unmatched(_ places: [String], someUnread: Bool) -> [Finding] {
        let found = Set(places.map(locationKey))
        let what =
            someUnread
            ? "no book line and no photo looked at so far has this location"
            : "no photo and no book line has this location"
        return only.filter { !found.contains(locationKey($0)) }.map { location in
            Finding(
                .warning,
                .noPhotos,
                "--only \(printable(location, limit: 60)): \(what)",
                location: location
            )
        }
    }

    private func isSelected(_ location: String) -> Bool {
        only.contains { locationKey($0) == locationKey(location) }
    }
}
