public import EventStream

/// Follows an event stream (HTML §9.2): a sequence of events that reconnects by itself and goes on
/// where it was.
///
///     for try await event in EventSource("https://pubsub.example.org/eventsource/mynode") {
///         print(event.data ?? "")
///     }
///
/// A connection that ends or breaks is made anew after the time that the server asked for, with the
/// last event id in `Last-Event-ID`, so that a server with a history leaves nothing out. The sequence
/// ends when the server answers 204, when the consumer's task is cancelled, and when the consumer
/// stops. It throws where going on makes no sense: `EventSourceError` says why.
///
/// The consumer sets the pace. Nothing is read from the socket beyond a few hundred kilobytes while
/// the consumer is busy, and no event may be longer than `Configuration.maximumEventBytes`.
///
/// Each iterator is a connection of its own.
public struct EventSource: AsyncSequence, Sendable {
    public typealias Element = ServerSentEvent
    public typealias Failure = EventSourceError

    /// The stream's address, `http:`, `https:` or `http+unix:`.
    public let url: String
    /// The id after which the stream goes on; empty: from where the server likes.
    public let lastEventID: String
    public let configuration: Configuration

    /// Describes a source; nothing is asked of the server before the first event is.
    ///
    /// - Parameters:
    ///   - url: the stream's address, `http:`, `https:` or `http+unix:`.
    ///   - lastEventID: the `id` of the last event that an earlier run has dealt with.
    public init(
        _ url: String, lastEventID: String = "", configuration: Configuration = Configuration()
    ) {
        self.url = url
        self.lastEventID = lastEventID
        self.configuration = configuration
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(self)
    }
}
