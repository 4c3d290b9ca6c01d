import Foundation

/// Random numbers that a seed repeats: `SEED=17 make test` does again what printed `SEED=17`.
struct Dice: RandomNumberGenerator {
    /// The seed of this test run.
    static let seed: UInt64 = {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        let seed = given ?? .random(in: 1...999_999)
        print("SEED=\(seed)")
        return seed
    }()

    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Source: SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
