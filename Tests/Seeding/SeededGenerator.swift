/// Random numbers of which a seed decides (SplitMix64): the same seed gives the same test again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of the elements; there has to be one.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }

    /// Whether one of so many chances came up.
    public mutating func chance(in count: Int) -> Bool { next() % UInt64(count) == 0 }

    /// Another generator, of which this seed decides too.
    public mutating func fork() -> SeededGenerator {
        SeededGenerator(seed: next())
    }
}
