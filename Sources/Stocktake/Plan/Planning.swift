import Foundation
import Platform

/// Makes a plan from a pipeline file: reads every file the pipeline names, except the photos.
///
/// All problems are collected; after any error there is no plan.
public struct Planning: Sendable {
    /// Replaces `report.folder` when given (`--output`).
    let output: String?
    /// Replaces `ledger` when given (`--ledger`).
    let ledger: String?
    /// Called once if a list is `-`.
    let readStdin: @Sendable () throws -> [UInt8]

    static let maxTableBytes = 64 << 20

    /// Planning with optional `--output` and `--ledger`, and a function that reads standard input.
    public init(
        output: String?,
        ledger: String? = nil,
        readStdin: @escaping @Sendable () throws -> [UInt8]
    ) {
        self.output = output
        self.ledger = ledger
        self.readStdin = readStdin
    }

    /// The purpose of a plan.
    public enum Purpose: Sendable {
        /// Photo files must exist, and this version must support the delivery.
        case run
        /// A manifest's width and height are enough for a photo that doesn't exist yet.
        case estimate
    }

    /// Makes a plan for a purpose.
    ///
    /// - Throws: `PlanError` with every problem found; also if no photo file exists.
    public func plan(_ path: String, for purpose: Purpose = .run) throws -> Plan {
        var inputs = PlanInputs()
        guard let plan = resolve(path, for: purpose, &inputs) else { throw inputs.error }
        guard purpose == .run, plan.model?.delivery == .batch, plan.count.method == .model else {
            return plan
        }
        inputs.add([Self.batchMissing(.error)])
        throw inputs.error
    }

    private static func reservedItem(_ file: PipelineFile) -> Finding {
        Finding(
            .error,
            .dataInvalid,
            "the SKU '\(CountAnswer.unknownItem)' is reserved for goods that are not in the "
                + "catalogue; give the item another SKU",
            position: file.count.position,
            key: "count.items"
        )
    }

    /// A base address that already ends in an API's path, to which another would be added.
    private static func addressAdvice(_ file: PipelineFile) -> [Finding] {
        guard let url = file.service.baseURL,
            let path = ServiceURL.apiPaths.first(where: { ending in
                url.value.hasSuffix(ending) || url.value.hasSuffix(ending + "/")
            })
        else { return [] }
        return [
            Finding(
                .warning,
                .pipelineInvalid,
                "model.base_url ends in \(path), which is added to it for each request; end it "
                    + "before that, mostly at /v1",
                position: url.position,
                key: "model.base_url"
            )
        ]
    }

    static func batchMissing(_ severity: Finding.Severity) -> Finding {
        Finding(
            severity,
            .notAvailable,
            "delivery by batch is not available in this version; set model.delivery: now; "
                + "'stocktake estimate' shows what a batch would cost",
            key: "model.delivery"
        )
    }

    /// The plan, or nil if there is any error; all findings are added to `inputs`.
    func resolve(
        _ path: String,
        for purpose: Purpose,
        _ inputs: inout PlanInputs
    ) -> Plan? {
        guard let bytes = inputs.read(path, what: "pipeline", maxBytes: 1 << 24) else { return nil }
        let (file, findings) = PipelineFile.read(file: path, bytes: bytes)
        inputs.add(findings)
        guard let file else { return nil }
        inputs.add(Self.addressAdvice(file))

        let folder = parentFolder(of: path)
        let errors = inputs.errorCount
        let count = count(file, folder, &inputs)
        let extract = extraction(file, folder, &inputs)
        // What a faulty catalogue lacks is no news about the books.
        let catalogue = inputs.errorCount == errors ? count.catalogue : nil
        let compare = compare(file, folder, catalogue, &inputs)
        let order = order(file, folder, catalogue, &inputs)
        let rule = locationRule(file, &inputs)
        let tables = tables(file, folder, &inputs)
        let followUps = followUps(file, hasRows: extract != nil, hasOrder: order != nil, &inputs)
        let listed = photos(file, folder, rule, purpose, &inputs)
        inputs.photos = listed
        guard inputs.isValid, let name = file.name, let rule, let tables else { return nil }
        let places = places(of: file, name: name, in: folder)
        var plan = Plan(
            file: path,
            name: name,
            title: file.title ?? name,
            photos: Plan.Photos(listed: listed, location: rule, views: file.photos.views?.value),
            prepare: Plan.Prepare(file),
            count: count,
            extract: extract,
            model: file.model.map { settings($0, in: folder) },
            prices: tables.prices,
            models: tables.models,
            limits: Plan.Limits(file.limits),
            ledger: places.ledger,
            compare: compare,
            then: followUps,
            order: order,
            report: Plan.Report(
                folder: places.reports,
                formats: file.report.formats ?? PipelineFile.Defaults.formats
            ),
            findings: inputs.findings
        )
        plan.findings += [plan.lostLedger].compactMap(\.self)
        return plan
    }

    private func count(
        _ file: PipelineFile,
        _ folder: String,
        _ inputs: inout PlanInputs
    ) -> Plan.Count {
        inputs.add(file.openListProblems)
        let catalogue = catalogue(file, folder, &inputs)
        if file.method == .model, !file.count.isOpen,
            catalogue.item(sku: CountAnswer.unknownItem) != nil
        {
            inputs.add([Self.reservedItem(file)])
        }
        return Plan.Count(file, catalogue)
    }

    /// The settings with the path of the key file resolved.
    private func settings(_ written: ModelSettings, in folder: String) -> ModelSettings {
        var settings = written
        if case .file(let path) = written.service.key {
            settings.service.key = .file(joinedPath(folder, path))
        }
        return settings
    }

    private func catalogue(
        _ file: PipelineFile,
        _ folder: String,
        _ inputs: inout PlanInputs
    ) -> Catalogue {
        switch file.count.items {
        case .catalogue(let path):
            return catalogue(path, folder, &inputs, byLabels: file.method == .labels)
        case .any:
            return file.count.catalogue.map { catalogue($0, folder, &inputs, isOpen: true) }
                ?? Catalogue(items: [])
        case .names(let names):
            guard file.method == .labels else { return namedItems(names, &inputs) }
            inputs.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "a list of names has no GTINs, so labels can't be matched; name a catalogue "
                        + "with sku,name,gtin",
                    position: names.first?.position,
                    key: "count.items"
                )
            ])
            return Catalogue(items: [])
        case nil:
            return Catalogue(items: [])
        }
    }

    private func catalogue(
        _ path: Located<String>,
        _ folder: String,
        _ inputs: inout PlanInputs,
        byLabels: Bool = false,
        isOpen: Bool = false
    ) -> Catalogue {
        guard let table = inputs.table(path, in: folder, what: "catalogue") else {
            return Catalogue(items: [])
        }
        let (catalogue, findings) = Catalogue.read(table, isOpen: isOpen)
        inputs.add(findings)
        if byLabels, !findings.contains(where: { $0.severity == .error }) {
            inputs.add(Catalogue.itemsWithoutLabels(in: table))
        }
        return catalogue
    }

    /// A catalogue whose SKUs are the names of a list.
    private func namedItems(
        _ names: [Located<String>],
        _ inputs: inout PlanInputs
    ) -> Catalogue {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            inputs.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "duplicate item '\(printable(name.value, limit: 60))'; remove one",
                    position: name.position,
                    key: "count.items"
                )
            ])
        }
        return Catalogue(
            items: names.map {
                Item(
                    sku: $0.value,
                    name: "",
                    gtin: nil,
                    unit: "",
                    packSize: nil,
                    unitCost: nil,
                    locations: []
                )
            }
        )
    }

    /// The price table and model facts that the pipeline names, else the built-in ones.
    private func tables(
        _ file: PipelineFile,
        _ folder: String,
        _ inputs: inout PlanInputs
    ) -> (prices: PriceTable, models: ModelTable)? {
        let prices = file.prices.map { path in
            inputs.read(path, in: folder, what: "price table", PriceTable.read)
        }
        let models = file.models.map { path in
            inputs.read(path, in: folder, what: "model facts", ModelTable.read)
        }
        if file.method == .model || !file.then.isEmpty, file.model == nil, inputs.isValid {
            inputs.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "the key 'model' is missing; name the model, such as gpt-5.2",
                    position: file.count.by?.position ?? file.extract?.position
                        ?? file.then.first?.name.position,
                    key: "model"
                )
            ])
        }
        guard let prices = prices ?? .some(.standard), let models = models ?? .some(.standard)
        else {
            return nil
        }
        return (prices, models)
    }

    private func compare(
        _ file: PipelineFile,
        _ folder: String,
        _ catalogue: Catalogue?,
        _ inputs: inout PlanInputs
    ) -> Plan.Compare {
        let tolerances = file.compare?.tolerances ?? ToleranceTable()
        guard let path = file.compare?.expected,
            let table = inputs.table(path, in: folder, what: "books")
        else { return Plan.Compare(books: nil, tolerances: tolerances) }
        let isOpen = file.count.isOpen
        let (books, findings) = Books.read(table, catalogue: catalogue, isOpen: isOpen)
        inputs.add(findings)
        if inputs.isValid, let catalogue, let compare = file.compare {
            inputs.add(compare.strayTolerances(books: books, catalogue, isOpen: isOpen))
        }
        return Plan.Compare(books: books, tolerances: tolerances)
    }
}

extension PipelineFile {
    /// By model to extract; else `count.by`, else by model if the pipeline names one.
    var method: CountMethod {
        if extract != nil { return .model }
        return count.by?.value ?? (model == nil ? .labels : .model)
    }
}

extension Planning {
    /// The photos that the pipeline lists, without opening them.
    private func photos(
        _ file: PipelineFile,
        _ folder: String,
        _ rule: LocationRule?,
        _ purpose: Purpose,
        _ inputs: inout PlanInputs
    ) -> [ListedPhoto] {
        guard let rule else { return [] }
        let sources = file.photos.files.map {
            PhotoSource($0.value, folder: folder, position: $0.position)
        }
        let usesStdin = sources.contains { $0.kind == .standardInput }
        let listing = PhotoListing(
            sources,
            rule: rule,
            standardInput: usesStdin ? stdin(&inputs) : []
        )
        inputs.add(listing.findings)
        let mayBeMissing = purpose == .estimate
        inputs.requirePhotos(
            listing.photos,
            mayBeMissing: mayBeMissing,
            at: file.photos.files.first?.position
        )
        return listing.photos
    }

    private func stdin(_ inputs: inout PlanInputs) -> [UInt8] {
        do {
            return try readStdin()
        } catch {
            inputs.add([
                Finding(.error, .fileMissing, "the list on standard input can't be read: \(error)")
            ])
            return []
        }
    }

    /// The rule of `photos.location`; by folder if the pipeline has none.
    private func locationRule(_ file: PipelineFile, _ inputs: inout PlanInputs) -> LocationRule? {
        guard let written = file.photos.location else { return .folder }
        do {
            return try LocationRule(written.value)
        } catch {
            inputs.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "photos.\(error.message)",
                    position: written.position,
                    key: "photos.location"
                )
            ])
            return nil
        }
    }
}
