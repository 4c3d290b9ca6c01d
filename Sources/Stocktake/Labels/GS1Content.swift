/// One application identifier and its value, as read.
struct GS1Element: Sendable, Hashable {
    let identifier: GS1Identifier
    let value: String
}

/// What a GS1 code says, every value checked against the dictionary.
struct GS1Content: Sendable, Hashable {
    /// All identifiers with their values in the order of the code, each once.
    let elements: [GS1Element]

    /// The day of AI 17, or of 7003, as `2026-05-31`; a day of 00 is the last of its month.
    let expiry: String?

    /// Checks elements against the dictionary and each other.
    ///
    /// GTINs of 8, 12 or 13 digits must have been padded before. That an identifier needs another
    /// is a rule over all codes of an item, so only that of 02 is applied: content without a count
    /// (37) can't be counted.
    ///
    /// - Parameters:
    ///   - elements: 1 or more; the same identifier again with the same value is dropped.
    ///   - referenceYear: the year from which two-digit years are understood.
    /// - Throws: `GS1Error` for the first rule that is broken.
    init(_ elements: [GS1Element], referenceYear: Int) throws(GS1Error) {
        var kept: [GS1Element] = []
        for element in elements {
            if let before = kept.first(where: { $0.identifier.code == element.identifier.code }) {
                guard before.value == element.value else {
                    throw element.error(.repeated, "it also says \(before.value)")
                }
                continue
            }
            try element.check(referenceYear: referenceYear)
            kept.append(element)
        }
        for element in kept {
            for other in kept where element.identifier.excludes(other.identifier.code) {
                throw element.error(
                    .combination,
                    "it can't stand together with (\(other.identifier.code))"
                )
            }
        }
        let codes = kept.map(\.identifier.code)
        if let content = kept.first(where: { $0.identifier.code == "02" }), !codes.contains("37") {
            throw content.error(.combination, "it needs the count of its content, (37)")
        }
        self.elements = kept
        let day = kept.first { $0.identifier.code == "17" || $0.identifier.code == "7003" }
        expiry = day.flatMap {
            GS1Date(String($0.value.prefix(6)), referenceYear: referenceYear)?.iso
        }
    }

    /// The value of an application identifier.
    func value(of code: String) -> String? {
        elements.first { $0.identifier.code == code }?.value
    }

    /// The trade item the code is on, AI 01; a piece of an item (8006) is not one.
    var gtin: GTIN? { value(of: "01").flatMap(GTIN.init) }

    /// The trade item a logistic unit contains, AI 02; `count` says how many.
    var contentGTIN: GTIN? { value(of: "02").flatMap(GTIN.init) }

    /// AI 21.
    var serial: String? { value(of: "21") }

    /// AI 10.
    var lot: String? { value(of: "10") }

    /// How many: of the contained item (AI 37), else in the item itself (AI 30).
    var count: Int? { (value(of: "37") ?? value(of: "30")).flatMap { Int($0) } }

    /// The serial shipping container code, AI 00, 18 digits.
    var sscc: String? { value(of: "00") }

    /// The location's number, AI 414, 13 digits.
    var gln: String? { value(of: "414") }

    /// AI 254, the part of the location.
    var glnExtension: String? { value(of: "254") }

    /// What a location sign names: the extension, else the GLN; nil unless there is a GLN.
    var locationCode: String? { gln.map { glnExtension ?? $0 } }
}

extension GS1Element {
    /// The error that this element breaks a rule.
    func error(_ code: GS1Error.Code, _ rule: String) -> GS1Error {
        GS1Error(code: code, identifier: identifier.code, value: value, rule: rule)
    }

    /// Checks length, characters and rules of each part of the value, in order.
    fileprivate func check(referenceYear: Int) throws(GS1Error) {
        let components = identifier.components
        let least = components.filter { !$0.isOptional }.reduce(0) { $0 + $1.length.lowerBound }
        let most = components.reduce(0) { $0 + $1.length.upperBound }
        let wanted = least == most ? "\(most)" : "\(least) to \(most)"
        var rest = Array(value.utf8)[...]
        guard (least...most).contains(rest.count) else {
            throw error(.length, "the value must have \(wanted) characters, not \(rest.count)")
        }
        for component in components {
            if rest.isEmpty && component.isOptional { break }
            let part = rest.prefix(component.length.upperBound)
            guard part.count >= component.length.lowerBound else {
                throw error(
                    .length,
                    "the value ends within a part of \(component.length) characters"
                )
            }
            guard part.allSatisfy(component.characters.contains) else {
                throw error(.characters, "only \(component.characters.words) are allowed here")
            }
            rest = rest.dropFirst(part.count)
            let text = String(decoding: part, as: UTF8.self)
            for check in component.checks {
                if let fault = check.fault(in: text, referenceYear: referenceYear) {
                    throw error(fault.code, fault.rule)
                }
            }
        }
    }
}
