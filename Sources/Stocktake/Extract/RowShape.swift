import JSONSchema

/// How answers under a schema become rows of cells.
///
/// 1. Each field is a column; a field of a nested object is the column `parent.child`.
/// 2. A list of plain values is one cell, joined by `; `. A list of objects or lists is one cell of
///    compact JSON; named in `rows`, it has a row for each element instead.
/// 3. Null and what is missing are an empty cell.
/// 4. Columns are in the order of the schema, through `$ref` and `allOf`; those of alternatives
///    follow each other, a name once. Names that the schema doesn't list come last, in natural order.
/// 5. With `rows`, the fields around the list come first and are repeated on each of its rows; a
///    field of an element has its own name, after that of the list only where both have one.
struct RowShape: Sendable {
    /// Where a cell's value is: `["colour", "name"]`.
    typealias Path = [String]

    /// A column of the schema.
    struct Field: Sendable, Hashable {
        let path: Path
        let isElement: Bool
        let kind: RowTable.Column.Kind
        let isClosed: Bool
    }

    /// The steps to the list that has a row for each element; nil for one row each.
    let list: Path?
    /// In the order of columns: those around the list, then those of an element.
    let fields: [Field]
    /// The objects that have columns for their members.
    private let divided: Set<Place>

    /// A place in an answer, or in an element of the list.
    fileprivate struct Place: Sendable, Hashable {
        let path: Path
        let isElement: Bool
    }

    /// - Parameters:
    ///   - schema: a valid JSON Schema.
    ///   - rows: a JSON Pointer to a list in the answers, as `lists` names them; nil for none.
    init(_ schema: JSONValue, rows: String?) {
        let list = rows.flatMap { JSONPointer.steps(of: $0) }
        var walk = FieldWalk(SchemaReading(schema), list: list)
        walk.visit([[SchemaReading.root]], [])
        let outer = walk.fields
        if list != nil {
            walk.beginElement()
            walk.visit(walk.elements, [])
        }
        self.list = list
        fields = outer + walk.fields.dropFirst(outer.count)
        divided = walk.divided
    }

    /// JSON Pointers to the lists in an answer that may have a row for each element, in order.
    static func lists(in schema: JSONValue) -> [String] {
        var walk = FieldWalk(SchemaReading(schema), list: nil)
        walk.visit([[SchemaReading.root]], [])
        return walk.lists
    }

    /// The columns of a table with these answers, which may have names that the schema doesn't list.
    fileprivate func fields(seenIn rows: [[Place: RowTable.Cell]]) -> [Field] {
        let known = Set(fields.map { Place(path: $0.path, isElement: $0.isElement) })
        let seen = rows.reduce(into: Set<Place>()) { $0.formUnion($1.keys) }.subtracting(known)
        let extra = seen.map { Field(path: $0.path, isElement: $0.isElement, cells: rows) }
        func ordered(_ isElement: Bool) -> [Field] {
            fields.filter { $0.isElement == isElement }
                + extra.filter { $0.isElement == isElement }
                .sorted { isBeforeNaturally($0.joined, $1.joined) }
        }
        return ordered(false) + ordered(true)
    }
}

extension RowShape.Field {
    fileprivate var joined: String { path.isEmpty ? "value" : path.joined(separator: ".") }

    /// A column of cells that the schema doesn't list.
    fileprivate init(path: [String], isElement: Bool, cells: [[RowShape.Place: RowTable.Cell]]) {
        let place = RowShape.Place(path: path, isElement: isElement)
        let all = cells.compactMap { $0[place] }.filter { $0 != .empty }
        let areNumbers = all.allSatisfy { if case .number = $0 { true } else { false } }
        let areFlags = all.allSatisfy { if case .flag = $0 { true } else { false } }
        self.init(
            path: path,
            isElement: isElement,
            kind: all.isEmpty ? .text : areNumbers ? .number : areFlags ? .flag : .text,
            isClosed: false
        )
    }
}

// MARK: Values

extension RowShape {
    /// The rows of one answer, each with the cells of its places.
    struct Cells: Sendable {
        fileprivate var cells: [Place: RowTable.Cell] = [:]
    }

    /// Columns, and the cells of each answer's rows.
    struct Grid: Sendable {
        let columns: [RowTable.Column]
        fileprivate let places: [Place]

        /// One cell per column.
        func cells(of row: Cells) -> [RowTable.Cell] {
            places.map { row.cells[$0] ?? .empty }
        }
    }

    /// The rows of an answer: one, or one per element of the list.
    ///
    /// - Returns: for a list without elements one row of what is around it, and true.
    func rows(of value: JSONValue) -> (rows: [Cells], isEmptyList: Bool) {
        var outer = Cells()
        divide(value, [], isElement: false, into: &outer)
        guard let list else { return ([outer], false) }
        let elements = list.reduce(Optional(value)) { $0?[$1] }?.array ?? []
        guard !elements.isEmpty else { return ([outer], true) }
        return (
            elements.map { element in
                var row = outer
                divide(element, [], isElement: true, into: &row)
                return row
            }, false
        )
    }

    private func divide(
        _ value: JSONValue,
        _ path: Path,
        isElement: Bool,
        into row: inout Cells
    ) {
        if !isElement, path == list { return }
        let place = Place(path: path, isElement: isElement)
        if divided.contains(place), let object = value.object {
            for member in object.members {
                divide(member.value, path + [member.name], isElement: isElement, into: &row)
            }
        } else if value != .null {
            row.cells[place] = Self.cell(value)
        }
    }

    private static func cell(_ value: JSONValue) -> RowTable.Cell {
        switch value {
        case .null: .empty
        case .bool(let flag): .flag(flag)
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        case .object: .text(value.compactText)
        case .array(let values): list(values) ?? .text(value.compactText)
        }
    }

    private static func list(_ values: [JSONValue]) -> RowTable.Cell? {
        if values.isEmpty { return .empty }
        let texts = values.map { value -> String? in
            switch value {
            case .null: ""
            case .bool(let flag): flag ? "true" : "false"
            case .number(let number): number.text
            case .string(let text): text
            case .object, .array: nil
            }
        }
        let plain = texts.compactMap(\.self)
        return plain.count == texts.count ? .text(plain.joined(separator: "; ")) : nil
    }

    /// The columns for these rows.
    func grid(of rows: [Cells]) -> Grid {
        let fields = fields(seenIn: rows.map(\.cells))
        let outer = Set(fields.filter { !$0.isElement }.map(\.joined))
        let prefix = list?.last ?? ""
        var names: Set<String> = []
        let columns = fields.map { field in
            var name = field.joined
            if field.isElement, field.path.isEmpty, !prefix.isEmpty { name = prefix }
            if field.isElement, outer.contains(name), !prefix.isEmpty { name = "\(prefix).\(name)" }
            // A name with a dot in it may look like a nested one.
            var (unique, number) = (name, 1)
            while !names.insert(unique).inserted {
                number += 1
                unique = "\(name)_\(number)"
            }
            return RowTable.Column(name: unique, kind: field.kind, isClosed: field.isClosed)
        }
        return Grid(
            columns: columns,
            places: fields.map { Place(path: $0.path, isElement: $0.isElement) }
        )
    }

    /// A table of one answer, for a question that has no photos.
    func rows(ofOne value: JSONValue) -> (columns: [RowTable.Column], rows: [[RowTable.Cell]]) {
        let (rows, isEmptyList) = rows(of: value)
        let grid = grid(of: rows)
        return (grid.columns, isEmptyList ? [] : rows.map(grid.cells))
    }
}

// MARK: The schema

/// Collects the fields of a schema.
private struct FieldWalk {
    let reading: SchemaReading
    /// The list that is left out around, and whose elements are visited afterwards.
    let list: [String]?
    private(set) var fields: [RowShape.Field] = []
    private(set) var divided: Set<RowShape.Place> = []
    private(set) var lists: [String] = []
    /// The schemas of the list's elements.
    private(set) var elements: [[SchemaReading.Place]] = []
    private var isElement = false
    private var known: Set<RowShape.Place> = []
    /// The schemas with properties around the place at hand, to end recursion.
    private var around: [Set<SchemaReading.Place>] = []

    init(_ reading: SchemaReading, list: [String]?) {
        self.reading = reading
        self.list = list
    }

    mutating func beginElement() {
        isElement = true
        around = []
    }

    /// Visits a place; each option is an alternative, the schemas that apply together.
    mutating func visit(_ options: [[SchemaReading.Place]], _ path: [String]) {
        let all = options.flatMap { alternatives(of: $0, depth: 0) }
        let kinds = all.reduce(into: Set<SchemaKind>()) { $0.formUnion($1.kinds ?? []) }
        let place = RowShape.Place(path: path, isElement: isElement)
        if kinds.contains(.array) {
            let pointer = path.reduce("") { JSONPointer.appending($1, to: $0) }
            if !isElement, !lists.contains(pointer) { lists.append(pointer) }
            if !isElement, path == list {
                for whole in all {
                    let (each, first) = whole.elements
                    elements += (each.isEmpty ? [] : [each]) + first.map { [$0] }
                }
                return
            }
        }
        let owners = Set(
            all.flatMap(\.conjuncts).filter { $0.keywords["properties"] != nil }.map(\.place)
        )
        let isRecursive = around.contains { !$0.isDisjoint(with: owners) } || around.count > 20
        let isObject = kinds.contains(.object) && !isRecursive
        let others = kinds.subtracting(isObject ? [.object, .null] : [.null])
        if !others.isEmpty || !isObject, known.insert(place).inserted {
            fields.append(field(path, others, all))
        }
        guard isObject else { return }
        divided.insert(place)
        around.append(owners)
        var order: [String] = []
        var members: [String: [[SchemaReading.Place]]] = [:]
        for whole in all {
            for property in whole.properties {
                if members[property.name] == nil { order.append(property.name) }
                members[property.name, default: []].append(property.places)
            }
        }
        for name in order { visit(members[name] ?? [], path + [name]) }
        around.removeLast()
    }

    private func field(
        _ path: [String],
        _ kinds: Set<SchemaKind>,
        _ all: [SchemaReading.Whole]
    ) -> RowShape.Field {
        let isNumber = !kinds.isEmpty && kinds.isSubset(of: [.number, .integer])
        let leaves = all.filter { $0.groups.isEmpty || $0.statedKinds != nil }
        let isClosed =
            kinds.isSubset(of: SchemaKind.scalars) && !leaves.isEmpty
            && leaves.allSatisfy { whole in
                whole.values != nil || whole.statedKinds?.isSubset(of: [.boolean, .null]) == true
            }
        return RowShape.Field(
            path: path,
            isElement: isElement,
            kind: isNumber ? .number : kinds == [.boolean] ? .flag : .text,
            isClosed: isClosed
        )
    }

    /// What may apply to a value: the schemas themselves, then each of their alternatives.
    private func alternatives(
        of places: [SchemaReading.Place],
        depth: Int
    ) -> [SchemaReading.Whole] {
        let whole = reading.whole(places)
        guard !whole.isNever else { return [] }
        let inside = depth < 20 ? whole.groups.flatMap(\.branches) + whole.conditional : []
        return [whole] + inside.flatMap { alternatives(of: [$0], depth: depth + 1) }
    }
}
