import Foundation

/// An exact amount with at least two decimals: `7.20`, `0.00175`.
func moneyText(_ amount: Decimal) -> String {
    let text = "\(amount)"
    guard let point = text.firstIndex(of: ".") else { return text + ".00" }
    return text.distance(from: point, to: text.endIndex) == 2 ? text + "0" : text
}

/// A quantity in all its digits: `8`, `2.5`, `-2`.
func quantityText(_ quantity: Decimal) -> String {
    "\(quantity)"
}

/// An amount in USD for people: `$0.56`; under a cent with four decimals, `$0.0004`.
///
/// The only place where money is rounded, half away from zero. Nil is `unknown`, never `$0.00`.
func dollars(_ amount: Decimal?) -> String {
    guard let amount else { return "unknown" }
    let isTiny = amount != 0 && abs(amount) < Decimal(sign: .plus, exponent: -2, significand: 1)
    return "$" + rounded(amount, decimals: isTiny ? 4 : 2)
}

/// An amount for programs: at least four and at most eight decimals, `0.5600`.
func machineMoney(_ amount: Decimal) -> String {
    var text = rounded(amount, decimals: 8)
    while text.hasSuffix("0"), text.split(separator: ".").last.map(\.count) ?? 0 > 4 {
        text.removeLast()
    }
    return text
}

/// A number with a fixed number of decimals, rounded half away from zero.
func rounded(_ amount: Decimal, decimals: Int) -> String {
    let isNegative = amount < 0
    let scaled = abs(amount) * Decimal(sign: .plus, exponent: decimals, significand: 1)
    // Add half a unit of the last decimal, then truncate.
    let text = "\(scaled + Decimal(sign: .plus, exponent: -1, significand: 5))"
    var digits = String(text.prefix { $0 != "." })
    while digits.count <= decimals { digits = "0" + digits }
    let whole = digits.dropLast(decimals)
    let fraction = digits.suffix(decimals)
    return (isNegative && digits.contains { $0 != "0" } ? "-" : "") + whole + "." + fraction
}

/// A whole number with commas between thousands: `320,000`.
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
        result.append(digit)
    }
    return (number < 0 ? "-" : "") + result
}
