/// How far a reader is behind what its nodes have had.
public struct Lag: Sendable, Hashable {
    /// Events that it was not sent yet.
    public var entries: Int
    /// What these take as bytes of the stream.
    public var bytes: Int

    public init(entries: Int, bytes: Int) {
        self.entries = entries
        self.bytes = bytes
    }

    /// Whether it is more than a bound allows, in one or the other.
    func exceeds(_ bound: Lag) -> Bool {
        entries > bound.entries || bytes > bound.bytes
    }
}

/// What becomes of a reader that takes less than its nodes get, when the ring keeps no more for it.
public enum SlowReaders: String, Sendable, Hashable, CaseIterable {
    /// It is sent what it missed from the journal, as long as it is within `maximumLag`.
    case catchUp = "catch_up"
    /// Its stream ends after a whole event, and it may come back with its cursor.
    case close
}
