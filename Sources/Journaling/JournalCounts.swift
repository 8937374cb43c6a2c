public import PubSub

/// How much there is to replay, for the operator's status page.
public struct JournalCounts: Sendable, Hashable {
    /// The entries in the window.
    public var entries = 0
    /// Their content in UTF-8 bytes; what the disk needs for them is somewhat more.
    public var bytes = 0
    /// The position of the oldest entry in the window.
    public var oldest: Position?
    /// When the oldest entry in the window came about.
    public var oldestTime: Timestamp?

    /// Makes the counts of an empty journal.
    public init() {}
}
