extension SchemaCompiler {
    // MARK: - Demands that need no other schema

    func assertion(of site: Site) throws(SchemaError) -> SchemaAssertion? {
        switch site.keyword {
        case "type": return .type(try types(site))
        case "enum":
            guard let values = site.value.array else {
                throw invalid("must be an array", site.value, site.place)
            }
            return .oneOfValues(values)
        case "const": return .value(site.value)
        case "multipleOf":
            let number = try number(site)
            guard let divisor = ExactDivisor(number) else {
                guard number > JSONNumber(0) else {
                    throw invalid("must be more than 0", site.value, site.place)
                }
                throw unsupported("multipleOf must have at most 37 digits", site.place)
            }
            return .multiple(divisor, text: Excerpt.unquoted(number.text))
        case "maximum": return .atMost(try number(site))
        case "exclusiveMaximum": return .lessThan(try number(site))
        case "minimum": return .atLeast(try number(site))
        case "exclusiveMinimum": return .moreThan(try number(site))
        case "maxLength": return .length(try limit(site, isGreatest: true))
        case "minLength": return .length(try limit(site, isGreatest: false))
        case "pattern":
            guard let source = site.value.string else {
                throw invalid("must be a string", site.value, site.place)
            }
            return .pattern(try pattern(source, at: site.place), source: source)
        default: return try assertionOfContainers(site)
        }
    }

    private func assertionOfContainers(_ site: Site) throws(SchemaError) -> SchemaAssertion? {
        switch site.keyword {
        case "maxItems": .itemCount(try limit(site, isGreatest: true))
        case "minItems": .itemCount(try limit(site, isGreatest: false))
        case "uniqueItems": try flag(site) ? .uniqueItems : nil
        case "maxProperties": .memberCount(try limit(site, isGreatest: true))
        case "minProperties": .memberCount(try limit(site, isGreatest: false))
        case "required": .required(try names(site.value, at: site.place))
        case "dependentRequired": .dependentRequired(try dependentNames(site))
        default: nil
        }
    }

    private func types(_ site: Site) throws(SchemaError) -> JSONTypes {
        let names = site.value.array ?? [site.value]
        var types: JSONTypes = []
        for name in names {
            let type = JSONTypes.named.first { .string($0.name) == name }?.type
            guard let type else {
                throw invalid("must name one of JSON Schema's 7 types", name, site.place)
            }
            guard types.isDisjoint(with: type) else {
                throw invalid("must name each type once", name, site.place)
            }
            types.formUnion(type)
        }
        guard !types.isEmpty else {
            throw invalid("must name one type or more", site.value, site.place)
        }
        return types
    }

    private func number(_ site: Site) throws(SchemaError) -> JSONNumber {
        guard let number = site.value.number else {
            throw invalid("must be a number", site.value, site.place)
        }
        return number
    }

    private func limit(_ site: Site, isGreatest: Bool) throws(SchemaError) -> CountLimit {
        CountLimit(count: try count(site), isGreatest: isGreatest)
    }

    /// A whole number of 0 or more; one that is too great for `Int` is taken as its greatest.
    private func count(_ site: Site) throws(SchemaError) -> Int {
        guard let number = site.value.number, number.isInteger, number >= JSONNumber(0) else {
            throw invalid("must be a whole number of 0 or more", site.value, site.place)
        }
        return number.exactInt ?? .max
    }

    /// The count that a keyword beside this one sets.
    private func count(_ keyword: String, beside site: Site) throws(SchemaError) -> Int? {
        guard let value = site.schema[keyword] else { return nil }
        let other = Site(
            keyword: keyword,
            value: value,
            schema: site.schema,
            schemaPlace: site.schemaPlace,
            resource: site.resource
        )
        return try count(other)
    }

    private func flag(_ site: Site) throws(SchemaError) -> Bool {
        guard let flag = site.value.bool else {
            throw invalid("must be a boolean", site.value, site.place)
        }
        return flag
    }

    // MARK: - Arrays

    func arrayDemand(of site: Site) throws(SchemaError) -> Demand? {
        switch site.keyword {
        case "prefixItems": return .prefixItems(try children(of: site))
        case "items":
            let prefix = site.schema["prefixItems"]?.array?.count ?? 0
            return .items(try child(of: site), from: prefix)
        case "contains":
            let least = try count("minContains", beside: site) ?? 1
            let most = try count("maxContains", beside: site)
            return .contains(try child(of: site), least: least, most: most)
        case "minContains", "maxContains":
            _ = try count(site)
            return nil
        case "unevaluatedItems": return .unevaluatedItems(try child(of: site))
        default: return nil
        }
    }

    // MARK: - Objects

    func objectDemand(of site: Site) throws(SchemaError) -> Demand? {
        switch site.keyword {
        case "dependentSchemas": return .dependentSchemas(try namedChildren(of: site))
        case "properties":
            let nodes = try namedChildren(of: site).map { (ExactKey($0.name), $0.node) }
            return .properties(Dictionary(nodes) { first, _ in first })
        case "patternProperties":
            var nodes: [(pattern: Pattern, node: Int)] = []
            for (name, node) in try namedChildren(of: site) {
                nodes.append((try pattern(name, at: site.place.appending(name)), node))
            }
            return .patternProperties(nodes)
        case "additionalProperties":
            var patterns: [Pattern] = []
            for member in site.schema["patternProperties"]?.object?.members ?? [] {
                patterns.append(try pattern(member.name, at: site.place))
            }
            let names = site.schema["properties"]?.object?.members ?? []
            return .additionalProperties(
                try child(of: site),
                named: Set(names.map { ExactKey($0.name) }),
                patterns: patterns
            )
        case "propertyNames": return .propertyNames(try child(of: site))
        case "unevaluatedProperties": return .unevaluatedProperties(try child(of: site))
        default: return nil
        }
    }

    private func names(_ value: JSONValue, at place: SchemaPlace) throws(SchemaError) -> [String] {
        let names = value.array?.compactMap(\.string)
        guard let names, names.count == value.array?.count else {
            throw invalid("must be an array of strings", value, place)
        }
        guard Set(names.map { ExactKey($0) }).count == names.count else {
            throw invalid("must hold each name once", value, place)
        }
        return names
    }

    private func dependentNames(
        _ site: Site
    ) throws(SchemaError) -> [(name: String, required: [String])] {
        guard let object = site.value.object else {
            throw invalid("must be an object of arrays", site.value, site.place)
        }
        var entries: [(name: String, required: [String])] = []
        for member in object.members {
            let place = site.place.appending(member.name)
            entries.append((member.name, try names(member.value, at: place)))
        }
        return entries
    }

    /// The keyword of earlier drafts, which was split in two; the metaschema still describes it.
    func dependencies(_ site: Site) throws(SchemaError) -> [Demand] {
        guard let object = site.value.object else {
            throw invalid("must be an object", site.value, site.place)
        }
        var names: [(name: String, required: [String])] = []
        var schemas: [(name: String, node: Int)] = []
        for member in object.members {
            let place = site.place.appending(member.name)
            if member.value.array != nil {
                names.append((member.name, try self.names(member.value, at: place)))
            } else if let node = nodeByPlace[place] {
                schemas.append((member.name, node))
            }
        }
        return [.assertion(.dependentRequired(names)), .dependentSchemas(schemas)]
    }
}
