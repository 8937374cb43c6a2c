public import PubSub

/// What a link to an XMPP server does at present.
public enum LinkState: Sendable, Hashable {
    /// A connection is being made, the handshake included.
    case connecting
    /// The server has accepted the component.
    case connected(since: Timestamp)
    /// The last connection failed; the sentence says why, and what to change.
    case waiting(until: Timestamp, because: String)
    /// The link has been shut down.
    case stopped
}

/// What has gone over a link since the start; every number only grows.
public struct LinkCounts: Sendable, Hashable {
    /// Stanzas that came.
    public var received = 0
    /// Stanzas that were handed to the connection.
    public var sent = 0
    /// Stanzas that were not sent, because there was no link or it ended before.
    public var dropped = 0
    /// Stanzas that the server would not have taken, because they were too large.
    public var oversize = 0
    /// How often the server has accepted the component.
    public var connections = 0

    public init() {}
}
