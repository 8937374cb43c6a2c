import XMPP

/// How a connection ended.
struct ConnectionEnd: Sendable, Hashable {
    var reason: CloseReason
    /// The server had accepted the component before.
    var wasReady = false
}

/// When to connect again, and whether the reason is worth a line in the log.
///
/// A reason is told once and not again at each attempt that fails alike; after a connection that
/// was ready, everything is news.
struct Reconnection: Sendable, Hashable {
    private var backoff: Backoff
    private var lastReason: CloseReason?

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// A connection has ended, and another is to be made.
    ///
    /// - Parameter random: a random number, at least 0 and below 1.
    mutating func ended(
        _ end: ConnectionEnd, random: Double
    ) -> (wait: Duration, isNews: Bool) {
        if end.wasReady, !end.reason.needsOperator { backoff.reset() }
        let isNews = end.wasReady || end.reason != lastReason
        lastReason = end.reason
        return (backoff.next(random: random), isNews)
    }
}
