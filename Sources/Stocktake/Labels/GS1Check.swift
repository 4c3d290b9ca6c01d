/// A rule of the dictionary for a part of a value, by its name there.
///
/// Those marked as not checked need tables outside the dictionary (countries, currencies, company
/// prefixes…) or don't matter for a stock count; every value passes them.
enum GS1Check: String, Sendable, CaseIterable {
    case checkDigit = "csum"
    case dateOrMonth = "yymmd0"
    case date = "yymmdd"
    case longDate = "yyyymmdd"
    case hourMinute = "hhmi"
    case hour = "hh"
    case minute = "mi"
    case second = "ss"
    case nonZero = "nonzero"
    case noZeroPrefix = "nozeroprefix"
    case zero
    case pieceOfTotal = "pieceoftotal"
    case yesNo = "yesno"
    case sex = "iso5218"
    case winding
    case hyphen
    case nonDigit = "hasnondigit"

    // Not checked.
    case companyPrefixAtFirst = "gcppos1"
    case companyPrefixAtSecond = "gcppos2"
    case country = "iso3166"
    case countryOr999 = "iso3166999"
    case countryLetters = "iso3166alpha2"
    case currency = "iso4217"
    case iban
    case checkCharacters = "csumalpha"
    case importerIndex = "importeridx"
    case packageType = "packagetype"
    case mediaType = "mediatype"
    case positionInSequence = "posinseqslash"
    case percentEncoded = "pcenc"
    case latitude
    case longitude
    case coupon = "couponcode"
    case positiveOffer = "couponposoffer"

    /// Checks a part whose length and characters are valid.
    ///
    /// - Returns: the kind of fault and the rule it breaks, or nil.
    func fault(in part: String, referenceYear: Int) -> (code: GS1Error.Code, rule: String)? {
        switch self {
        case .checkDigit:
            guard let right = GTIN.checkDigit(of: part.dropLast()),
                part.last?.wholeNumberValue != right
            else { return nil }
            return (.checkDigit, "the check digit must be \(right), not \(part.suffix(1))")
        case .dateOrMonth, .date:
            let date = GS1Date(part, referenceYear: referenceYear)
            let isRight = date.map { self == .dateOrMonth || !$0.isMonth } ?? false
            return isRight ? nil : (.date, "the date must be a valid calendar date, as YYMMDD")
        case .longDate:
            let isRight = Int(part.prefix(4)).flatMap { year in
                GS1Date(String(part.suffix(6)), year: year).map { !$0.isMonth }
            }
            return isRight ?? false
                ? nil : (.date, "the date must be a valid calendar date, as YYYYMMDD")
        case .hourMinute, .hour, .minute, .second:
            return isTime(part) ? nil : (.date, "the time must be 00 to 23 hours, 00 to 59 minutes")
        default:
            return otherFault(in: part).map { (.value, $0) }
        }
    }

    private func isTime(_ part: String) -> Bool {
        let hasHour = self == .hourMinute || self == .hour
        let first = Int(part.prefix(2)) ?? 99
        let second = part.utf8.count > 2 ? Int(part.suffix(2)) ?? 99 : 0
        return first < (hasHour ? 24 : 60) && second < 60
    }

    private func otherFault(in part: String) -> String? {
        let isZero = part.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        switch self {
        case .nonZero:
            return isZero ? "\(part) must not be zero" : nil
        case .noZeroPrefix:
            return part.hasPrefix("0") && part != "0" ? "\(part) must not begin with 0" : nil
        case .zero:
            return isZero ? nil : "it must begin with 0, not \(part)"
        case .pieceOfTotal:
            guard let piece = Int(part.prefix(2)), let total = Int(part.suffix(2)) else {
                return nil
            }
            return (1...max(total, 1)).contains(piece) && total > 0
                ? nil : "piece \(piece) must be 1 to the total, \(total)"
        case .yesNo:
            return oneOf("01", part)
        case .sex:
            return oneOf("0129", part)
        case .winding:
            return oneOf("019", part)
        case .hyphen:
            return oneOf("-", part)
        case .nonDigit:
            return part.utf8.allSatisfy(GS1Characters.digits.contains)
                ? "it must contain a character other than digits" : nil
        default:
            return nil
        }
    }

    private func oneOf(_ allowed: String, _ part: String) -> String? {
        allowed.contains(part) ? nil : "\(part) must be one of \(allowed)"
    }
}

/// A GS1 date: a day or, if the day is 00, a whole month.
struct GS1Date: Sendable, Hashable {
    let year: Int
    let month: Int
    /// The last day of the month if only the month is given.
    let day: Int
    /// Whether the day was given as 00.
    let isMonth: Bool

    /// Reads YYMMDD; nil unless it is a valid calendar date.
    ///
    /// The century: a year 51 or more above that of the reference is in the previous century, one
    /// 50 or more below in the next. From 2026, 76 is 2076 and 77 is 1977.
    ///
    /// Source: GS1 General Specifications, section 7.12.
    init?(_ text: String, referenceYear: Int) {
        guard let short = Int(text.prefix(2)) else { return nil }
        let difference = short - referenceYear % 100
        let century = referenceYear - referenceYear % 100
        let shift = difference >= 51 ? -100 : difference <= -50 ? 100 : 0
        self.init(text, year: century + shift + short)
    }

    /// Reads the MMDD at the end of six digits in a known year.
    init?(_ text: String, year: Int) {
        guard text.utf8.count == 6, let month = Int(text.dropFirst(2).prefix(2)),
            let day = Int(text.suffix(2)), (1...12).contains(month)
        else { return nil }
        let isLeap =
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let length = lengths[month - 1]
        guard (0...length).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day == 0 ? length : day
        isMonth = day == 0
    }

    /// `2026-05-31`.
    var iso: String {
        let padded = { (number: Int, width: Int) in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
