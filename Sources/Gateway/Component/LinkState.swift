public import PubSub

/// What a link to an XMPP server does at present.
public enum LinkState: Sendable, Hashable {
    /// A connection is being made, the handshake included; `after`: it is not the first attempt.
    case connecting(after: LinkOutage?)
    /// The server has accepted the component.
    case connected(since: Timestamp)
    /// The last connection failed.
    case waiting(until: Timestamp, LinkOutage)
    /// The link has been shut down.
    case stopped
}

/// There is no link to an XMPP server.
public struct LinkOutage: Sendable, Hashable {
    /// When the last link ended; where there never was one, when it was first tried.
    public var since: Timestamp
    /// What happened at the last attempt, and what to change: one sentence without its full stop.
    public var reason: String
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
