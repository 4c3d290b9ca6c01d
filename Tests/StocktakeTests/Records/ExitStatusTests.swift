import Testing

@testable import Stocktake

@Suite("Exit statuses") struct ExitStatusTests {
    @Test(
        arguments: [
            ([], 0), ([.success], 0), ([.failOnMatched, .success], 4),
            ([.failOnMatched, .notAllCounted], 3), ([.notAllCounted, .limitReached], 8),
            ([.limitReached, .interrupted], 130), ([.interrupted, .cannotWrite], 73),
            ([.cannotWrite, .unexpected], 1), ([.success, .failOnMatched, .limitReached], 8),
        ] as [([Stocktake.ExitStatus], Int32)]
    )
    func `the worst of several wins`(_ statuses: [Stocktake.ExitStatus], _ worst: Int32) {
        #expect(Stocktake.ExitStatus.worst(of: statuses).rawValue == worst)
        #expect(Stocktake.ExitStatus.worst(of: statuses.reversed()).rawValue == worst)
    }

    @Test func `the order is the promised one`() {
        #expect(
            Stocktake.ExitStatus.worstFirst.map(\.rawValue) == [1, 73, 77, 69, 130, 8, 3, 4, 0]
        )
    }

    @Test func `every status but those of a plan that fails has a rank`() {
        let unranked = Set(Stocktake.ExitStatus.allCases).subtracting(
            Stocktake.ExitStatus.worstFirst
        )
        #expect(unranked == [.usage, .invalidData, .missingInput, .locked])
        #expect(
            Set(Stocktake.ExitStatus.allCases.map(\.meaning)).count
                == Stocktake.ExitStatus.allCases.count
        )
    }
}
