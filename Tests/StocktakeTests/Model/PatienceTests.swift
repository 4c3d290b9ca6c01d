import Testing

@testable import Stocktake

struct PatienceTests {
    private let unreachable = ServiceTrouble(kind: .unreachable)
    private let refused = ServiceTrouble(kind: .rateLimited, status: 429)

    @Test func `a service that was never reached is given up after a minute`() {
        var patience = Patience()
        #expect(patience.end(after: unreachable, at: .seconds(10)) == nil)
        #expect(patience.end(after: unreachable, at: .seconds(69)) == nil)
        #expect(patience.end(after: unreachable, at: .seconds(70)) == .seconds(60))
    }

    @Test func `one that was reached before has five minutes, counted from its last word`() {
        var patience = Patience()
        #expect(
            patience.end(after: ServiceTrouble(kind: .badRequest, status: 400), at: .zero) == nil
        )
        #expect(patience.end(after: unreachable, at: .seconds(10)) == nil)
        #expect(patience.end(after: unreachable, at: .seconds(309)) == nil)
        patience.answered()
        #expect(patience.end(after: unreachable, at: .seconds(310)) == nil)
        #expect(patience.end(after: unreachable, at: .seconds(610)) == .seconds(300))
    }

    @Test func `one that only refuses for its limits has a quarter of an hour`() {
        var patience = Patience()
        #expect(patience.end(after: refused, at: .zero) == nil)
        #expect(patience.end(after: refused, at: .seconds(899)) == nil)
        #expect(patience.end(after: refused, at: .seconds(900)) == .seconds(900))
        patience.answered()
        #expect(patience.end(after: refused, at: .seconds(901)) == nil)
    }

    @Test func `what may be billed is counted as an attempt instead`() {
        var patience = Patience()
        let lost = ServiceTrouble(kind: .overloaded, status: 200, mayBeBilled: true)
        for second in [0, 1000, 10_000] {
            #expect(patience.end(after: lost, at: .seconds(second)) == nil)
        }
    }
}
