/// One application identifier and its value, as read.
struct GS1Element: Sendable, Hashable {
    let identifier: GS1Identifier
    let value: String
}

/// The content of a GS1 code, with every value checked against the dictionary.
struct GS1Content: Sendable, Hashable {
    /// All identifiers with their values in the order of the code, each once.
    let elements: [GS1Element]

    /// The day of AI 17, or of 7003, as `2026-05-31`; a day of 00 is the last of its month.
    let expiry: String?

    /// Checks elements against the dictionary and each other.
    ///
    /// GTINs of 8, 12 or 13 digits must already be padded. That an identifier requires another is a
    /// rule over all codes of an item, so only that of 02 is applied: content without a count (37)
    /// can't be counted.
    ///
    /// - Parameters:
    ///   - elements: 1 or more; repetitions with the same value are dropped.
    ///   - referenceYear: the year by which two-digit years get their century.
    /// - Throws: `GS1Error` for the first broken rule.
    init(_ elements: [GS1Element], referenceYear: Int) throws(GS1Error) {
        var kept: [GS1Element] = []
        for element in elements {
            if let before = kept.first(where: { $0.identifier.code == element.identifier.code }) {
                guard before.value == element.value else {
                    throw element.error(.repeated, "it conflicts with the earlier \(before.value)")
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
                    "it can't be combined with (\(other.identifier.code))"
                )
            }
        }
        let codes = kept.map(\.identifier.code)
        if let content = kept.first(where: { $0.identifier.code == "02" }), !codes.contains("37") {
            throw content.error(.combination, "it requires the count of its content, (37)")
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

    /// The count of the contained item (AI 37), else of the item itself (AI 30).
    var count: Int? { (value(of: "37") ?? value(of: "30")).flatMap { Int($0) } }

    /// The serial shipping container code, AI 00, 18 digits.
    var sscc: String? { value(of: "00") }

    /// The location's number, AI 414, 13 digits.
    var gln: String? { value(of: "414") }

    /// The extension of the location's number, AI 254.
    var glnExtension: String? { value(of: "254") }

    /// The code of a location sign: the extension, else the GLN; nil without a GLN.
    var locationCode: String? { gln.map { glnExtension ?? $0 } }
}

extension GS1Element {
    /// The error for a rule broken by this element.
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
