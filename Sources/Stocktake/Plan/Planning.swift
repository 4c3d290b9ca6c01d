import Foundation
import Platform

/// From a pipeline file to a plan: reads every file that the pipeline names, except the photos.
///
/// All problems are collected; one error anywhere and there is no plan.
public struct Planning: Sendable {
    /// Replaces `report.folder` when given (`--output`).
    let output: String?
    /// Replaces `ledger` when given (`--ledger`).
    let ledger: String?
    /// Called once when a list is `-`.
    let readStdin: @Sendable () throws -> [UInt8]

    static let maxTableBytes = 64 << 20

    /// Planning with an `--output` folder and a `--ledger` file, if any, and the way to read a list on
    /// standard input.
    public init(
        output: String?,
        ledger: String? = nil,
        readStdin: @escaping @Sendable () throws -> [UInt8]
    ) {
        self.output = output
        self.ledger = ledger
        self.readStdin = readStdin
    }

    /// What a plan is wanted for.
    public enum Purpose: Sendable {
        /// Photo files must exist, and this version must have the counter.
        case run
        /// A manifest's width and height stand for a photo that doesn't exist yet.
        case estimate
    }

    /// A plan for a purpose.
    ///
    /// - Throws: `PlanError` with every problem found; also when no photo file exists.
    public func plan(_ path: String, for purpose: Purpose = .run) throws -> Plan {
        var desk = PlanningDesk()
        guard let plan = resolve(path, for: purpose, &desk) else { throw desk.error }
        guard purpose == .run, plan.model?.delivery == .batch, plan.method == .model else {
            return plan
        }
        desk.add([Self.batchMissing(.error)])
        throw desk.error
    }

    private static func reservedItem(_ file: PipelineFile) -> Finding {
        Finding(
            .error,
            .dataInvalid,
            "an item is called '\(Answer.unknownItem)', which models call goods that are none of the "
                + "items; give it another SKU",
            position: file.count.position,
            key: "count.items"
        )
    }

    static func batchMissing(_ severity: Finding.Severity) -> Finding {
        Finding(
            severity,
            .notAvailable,
            "delivery by batch is not available in this version; set model.delivery: now, or ask "
                + "'stocktake estimate' what a batch would cost",
            key: "model.delivery"
        )
    }

    /// As far as it goes: nil when there is any error, with all findings in `desk`.
    func resolve(
        _ path: String,
        for purpose: Purpose,
        _ desk: inout PlanningDesk
    ) -> Plan? {
        guard let bytes = desk.read(path, what: "pipeline", maxBytes: 1 << 24) else { return nil }
        let (file, findings) = PipelineFile.read(file: path, bytes: bytes)
        desk.add(findings)
        guard let file else { return nil }

        let folder = parentFolder(of: path)
        let catalogue = catalogue(file, folder, &desk)
        if file.method == .model, catalogue.item(sku: Answer.unknownItem) != nil {
            desk.add([Self.reservedItem(file)])
        }
        let books = books(file, folder, catalogue, &desk)
        let rule = locationRule(file, &desk)
        let tables = tables(file, folder, &desk)
        let photos = photos(file, folder, rule, purpose, &desk)
        desk.photos = photos
        guard desk.isSound, let name = file.name, let rule, let tables else { return nil }
        let reports = joinedPath(folder, file.report.folder?.value ?? "../Output")
        return Plan(
            file: path,
            name: name,
            title: file.title ?? name,
            photos: photos,
            locationRule: rule,
            views: file.photos.views,
            reject: reject(file),
            sendSize: file.send.size ?? .useful,
            jpegQuality: file.send.jpegQuality ?? 85,
            method: file.method,
            model: file.model.map { settings($0, in: folder) },
            zones: file.count.zones.map(\.value),
            exclude: file.count.exclude ?? "",
            instructions: file.count.instructions ?? "",
            prices: tables.prices,
            modelTable: tables.models,
            costLimit: file.limits.costUSD?.value,
            catalogue: catalogue,
            books: books,
            tolerances: file.compare?.tolerances ?? ToleranceTable(),
            durationLimit: file.limits.duration,
            failureLimit: file.limits.failures,
            ledgerPath: ledger ?? file.ledger.map { joinedPath(folder, $0.value) }
                ?? "\(reports)/\(name)/ledger.sqlite",
            reportFolder: output ?? reports,
            formats: file.report.formats ?? ReportFormat.allCases,
            findings: desk.findings
        )
    }

    /// The settings with the key's file named from where the program runs.
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
        _ desk: inout PlanningDesk
    ) -> Catalogue {
        switch file.count.items {
        case .catalogue(let path):
            guard let table = desk.table(path, in: folder, what: "catalogue") else {
                return Catalogue(items: [])
            }
            let (catalogue, findings) = Catalogue.read(table)
            desk.add(findings)
            if file.method == .labels, !findings.contains(where: { $0.severity == .error }) {
                desk.add(Catalogue.itemsWithoutLabels(in: table))
            }
            return catalogue
        case .names(let names):
            guard file.method == .labels else { return namedItems(names, &desk) }
            desk.add([
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

    /// A list of names is a catalogue whose SKUs are the names.
    private func namedItems(
        _ names: [Located<String>],
        _ desk: inout PlanningDesk
    ) -> Catalogue {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            desk.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "the item '\(printable(name.value, limit: 60))' stands twice; keep one",
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

    /// The price table and the model facts: those the pipeline names, else the built-in ones.
    private func tables(
        _ file: PipelineFile,
        _ folder: String,
        _ desk: inout PlanningDesk
    ) -> (prices: PriceTable, models: ModelTable)? {
        let prices = file.prices.map { path in
            desk.read(path, in: folder, what: "price table", PriceTable.read)
        }
        let models = file.models.map { path in
            desk.read(path, in: folder, what: "model facts", ModelTable.read)
        }
        if file.method == .model, file.model == nil, desk.isSound {
            desk.add([
                Finding(
                    .error,
                    .pipelineInvalid,
                    "the key 'model' is missing; name the model, as gpt-5.2",
                    position: file.count.by?.position,
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

    private func books(
        _ file: PipelineFile,
        _ folder: String,
        _ catalogue: Catalogue,
        _ desk: inout PlanningDesk
    ) -> [ExpectedStock]? {
        guard let path = file.compare?.expected,
            let table = desk.table(path, in: folder, what: "books")
        else { return nil }
        let (books, findings) = Books.read(table, catalogue: catalogue)
        desk.add(findings)
        if desk.isSound, let compare = file.compare {
            desk.add(compare.strayTolerances(books: books, catalogue: catalogue))
        }
        return books
    }

    private func reject(_ file: PipelineFile) -> RejectLimits {
        let standard = RejectLimits()
        return RejectLimits(
            darkerThan: file.reject.darkerThan ?? standard.darkerThan,
            blurrierThan: file.reject.blurrierThan ?? standard.blurrierThan,
            smallerThan: file.reject.smallerThan ?? standard.smallerThan
        )
    }
}

extension PipelineFile {
    /// Labels, unless the pipeline says otherwise or names a model.
    var method: CountMethod {
        count.by?.value ?? (model == nil ? .labels : .model)
    }
}

extension Planning {
    /// The photos that the pipeline lists, none of them opened.
    private func photos(
        _ file: PipelineFile,
        _ folder: String,
        _ rule: LocationRule?,
        _ purpose: Purpose,
        _ desk: inout PlanningDesk
    ) -> [ListedPhoto] {
        guard let rule else { return [] }
        let sources = file.photos.files.map {
            PhotoSource($0.value, folder: folder, position: $0.position)
        }
        let usesStdin = sources.contains { $0.kind == .standardInput }
        let listing = PhotoListing(
            sources,
            rule: rule,
            standardInput: usesStdin ? stdin(&desk) : []
        )
        desk.add(listing.findings)
        let mayBeMissing = purpose == .estimate
        desk.requirePhotos(
            listing.photos,
            mayBeMissing: mayBeMissing,
            at: file.photos.files.first?.position
        )
        return listing.photos
    }

    private func stdin(_ desk: inout PlanningDesk) -> [UInt8] {
        do {
            return try readStdin()
        } catch {
            desk.add([
                Finding(.error, .fileMissing, "the list on standard input can't be read: \(error)")
            ])
            return []
        }
    }

    /// Folder where the pipeline says nothing.
    private func locationRule(_ file: PipelineFile, _ desk: inout PlanningDesk) -> LocationRule? {
        guard let written = file.photos.location else { return .folder }
        do {
            return try LocationRule(written.value)
        } catch {
            desk.add([
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
