public import PubSub

/// A stretch of history, as much as one reading gives.
public struct Page: Sendable, Hashable {
    /// Oldest first. Empty when `isLost`.
    public var entries: [Entry]
    /// Every entry of the wanted nodes up to here is in `entries`: where the next reading goes on.
    public var through: Position
    /// Retention has taken entries that the reader does not have: there is a gap to tell of.
    public var isLost: Bool

    /// Makes a page of entries.
    public init(entries: [Entry], through: Position) {
        self.entries = entries
        self.through = through
        self.isLost = false
    }

    /// Makes the page that a reader gets whose position lies below the floor of its nodes.
    public init(lostAfter position: Position) {
        self.entries = []
        self.through = position
        self.isLost = true
    }
}
