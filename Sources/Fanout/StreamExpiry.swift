public import PubSub

/// When a stream ends by itself, because what its reader showed is valid no longer.
public struct StreamExpiry: Sendable, Hashable {
    /// What the reader is told.
    public var moment: Timestamp
    /// How long from now on.
    public var remaining: Duration
    /// How long before the end the reader is warned, by `event: stream`, state `expiring`.
    public var notice: Duration

    public init(moment: Timestamp, remaining: Duration, notice: Duration) {
        self.moment = moment
        self.remaining = remaining
        self.notice = notice
    }
}
