/// How long a source waits before it connects again.
///
/// After a stream that had something to say: the reconnection time, which is the server's (`retry:`) or
/// `initial`. After each further failure twice as long, up to `longest`. Each wait is up to half
/// longer by chance, so that the clients of a server that comes back do not all come at once.
public struct ReconnectionDelays: Sendable, Hashable {
    /// The reconnection time of a server that names none.
    public var initial = Duration.seconds(2)
    /// What a server may ask for at least: `retry: 0` would be a loop without pause.
    public var shortest = Duration.milliseconds(100)
    /// Where doubling ends. A server that asks for more, by `retry:` or `Retry-After`, gets up to an
    /// hour.
    public var longest = Duration.seconds(60)

    public init() {}

    /// What a server gets if it asks for more.
    static let longestAskedFor = Duration.seconds(3600)
}
