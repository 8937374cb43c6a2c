import PubSub

/// How much history the journal keeps for replay. Whichever bound is met first counts; the items
/// that nodes keep are not touched by any.
public struct Retention: Sendable, Hashable {
    /// How many entries, at most.
    public var maximumEntries: Int
    /// How old an entry may be.
    public var maximumAge: Duration
    /// How much the entries' content may be together, in bytes.
    public var maximumBytes: Int

    /// Makes bounds; by default a million entries, a week, a gibibyte.
    public init(
        maximumEntries: Int = 1_000_000, maximumAge: Duration = .seconds(7 * 86_400),
        maximumBytes: Int = 1 << 30
    ) {
        self.maximumEntries = maximumEntries
        self.maximumAge = maximumAge
        self.maximumBytes = maximumBytes
    }

    /// The time before which entries are too old.
    func oldestTime(at now: Timestamp) -> Timestamp {
        let (seconds, attoseconds) = maximumAge.components
        let (age, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return Timestamp(milliseconds: .min) }
        let oldest = now.milliseconds.subtractingReportingOverflow(
            age + attoseconds / 1_000_000_000_000_000)
        return Timestamp(milliseconds: oldest.overflow ? .min : oldest.partialValue)
    }

    /// Whether the oldest entry of a window has to leave it.
    func takes(oldest time: Timestamp, entries: Int, bytes: Int, oldestTime: Timestamp) -> Bool {
        entries > maximumEntries || bytes > maximumBytes || time < oldestTime
    }
}
