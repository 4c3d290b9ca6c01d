import Testing

@testable import JSONSchema

struct JSONNumberTests {
    private func number(_ text: String) throws -> JSONNumber { try #require(JSONNumber(text)) }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("-0.0e5", 0), ("1.0", 1), ("1e2", 100), ("1.5e1", 15),
        ("100e-2", 1), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ("-9223372036854775808.000", .min), ("922337203685477580.7e1", .max), ("-12", -12),
    ])
    func `is a whole number however it is written`(text: String, value: Int) throws {
        #expect(try number(text).exactInt == value)
        #expect(try number(text).isInteger)
    }

    @Test(arguments: [
        ("1.5", false), ("1e-1", false), ("0.1e0", false), ("9223372036854775808", true),
        ("-9223372036854775809", true), ("1e400", true), ("1e-1000000000", false),
        ("1e999999999999999999", true),
    ])
    func `has no Int`(text: String, isInteger: Bool) throws {
        #expect(try number(text).exactInt == nil)
        #expect(try number(text).isInteger == isInteger)
    }

    @Test(arguments: [
        "", "-", "01", "1.", ".1", "1e", "+1", "1 ", " 1", "0x1", "NaN", "1e1000000000000000000",
    ])
    func `takes only JSON's own grammar`(_ text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test(arguments: [
        ("1", "1.0"), ("0", "-0"), ("1e2", "100"), ("10e-1", "1"), ("0.10", "1e-1"),
        ("1e400", "10e399"), ("-1.20e-1000000000", "-12e-1000000001"),
    ])
    func `equal values are equal and hash alike`(one: String, other: String) throws {
        #expect(try number(one) == number(other))
        #expect(try number(one).hashValue == number(other).hashValue)
    }

    @Test(arguments: [
        ("1", "2"), ("-2", "-1"), ("-1", "0"), ("0", "1e-1000000000"), ("-1e-1000000000", "0"),
        ("1e399", "1e400"), ("9007199254740992", "9007199254740993"),
        ("0.1", "0.10000000000000000001"),
        ("1e-999999999999999999", "1e-999999999999999998"), ("-1e400", "-1e399"), ("9.99", "10"),
        ("123456789012345678901234567890", "123456789012345678901234567891"),
    ])
    func `the lesser is less`(lesser: String, greater: String) throws {
        let (one, other) = (try number(lesser), try number(greater))
        #expect(one < other)
        #expect(!(other < one))
        #expect(one != other)
    }

    @Test(arguments: [
        ("0", "0.01", true), ("4.50", "0.01", true), ("4.505", "0.01", false),
        ("1e400", "3", false),
        ("3e400", "3", true), ("1e400", "1e399", true), ("1e399", "1e400", false),
        ("1e1000000000", "7", false), ("7e1000000000", "7", true), ("1e308", "0.123456789", false),
        ("1e-1000000000", "1", false), ("1e-1000000000", "1e-1000000000", true),
        ("-6", "2", true), ("12391239123", "1e-8", true), ("5e17", "1024", true),
        ("5e3", "1024", false),
        ("123456789012345678901234567890", "1234567890123456789012345678901234567", false),
        ("2469135780246913578024691357802469134", "1234567890123456789012345678901234567", true),
    ])
    func `knows multiples exactly`(text: String, divisor: String, isMultiple: Bool) throws {
        #expect(try ExactDivisor(number(divisor))?.divides(number(text)) == isMultiple)
    }

    @Test(arguments: ["0", "-1", "12345678901234567890123456789012345678"])
    func `divides by nothing else`(_ divisor: String) throws {
        #expect(try ExactDivisor(number(divisor)) == nil)
    }

    @Test func `a number of a million digits takes no time to speak of`() throws {
        let digits = String(repeating: "7", count: 1_000_000)
        let value = try number(digits)
        #expect(try ExactDivisor(number("7"))?.divides(value) == true)
        #expect(try value < number("1e1000000"))
        #expect(value.exactInt == nil)
        #expect(value.isInteger)
    }
}
