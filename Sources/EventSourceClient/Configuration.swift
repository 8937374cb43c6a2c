public import AsyncHTTPClient
public import NIOHTTP1
public import NIOSSL

extension EventSource {
    /// How a source asks, how long it waits, and what it takes.
    public struct Configuration: Sendable {
        /// Sent with every request, beside `Accept`, `Cache-Control` and `Last-Event-ID`. On a
        /// redirect to another origin, `Authorization` and `Cookie` stay behind.
        public var headers = HTTPHeaders()
        /// Asked before each connection for headers that do not last, for instance a new token in
        /// `Authorization`; they replace those of the same name. When it throws, the connection
        /// counts as failed.
        public var freshHeaders: (@Sendable () async throws -> HTTPHeaders)?
        /// What a source gives up at.
        public var persistence = Persistence.always
        /// How long it waits before it connects again.
        public var delays = ReconnectionDelays()
        /// How long a server may take from the connection's beginning to the head of its answer.
        public var answerTimeout = Duration.seconds(30)
        /// How long an open stream may be silent before it counts as lost; `nil`: for ever.
        ///
        /// The standard advises servers to send a comment every 15 s (HTML §9.2.7), and a connection
        /// whose other end has vanished is never noticed otherwise. Time in which the consumer does
        /// not ask for events does not count.
        public var silenceTimeout: Duration? = .seconds(60)
        /// The bytes that the lines of one event may have together; a longer one ends the sequence
        /// with `EventSourceError.eventTooBig`.
        public var maximumEventBytes = 8 * 1024 * 1024
        /// Told of each change, before the events that follow it. Called in the consumer's task: it
        /// must not block.
        public var onStateChange: (@Sendable (State) -> Void)?
        /// Which certificates are trusted, and what the client shows of itself; `nil`: as the HTTP
        /// client has it, which by default trusts what the system does.
        public var tlsConfiguration: TLSConfiguration?
        /// Who makes the connections; `nil`: a client that all sources share.
        ///
        /// A client of your own follows redirects as it is told, and its limits hold: with
        /// `timeout.read`, a consumer that takes its time loses the connection, and eight streams
        /// to one host are the most that it opens over HTTP/1.1 by default.
        public var httpClient: HTTPClient?

        public init() {}
    }

    /// What a source goes on after.
    public enum Persistence: Sendable, Hashable, CaseIterable {
        /// As browsers do it (HTML §9.2.3): after a connection that ended, broke or could not be
        /// made, and never after an answer other than an event stream.
        case standard
        /// Until a stream has been open for the first time, any failure is final; from then on as
        /// `always`. For programs whose user waits.
        case onceOpened
        /// After whatever may pass: also the statuses 408, 425, 429 and 5xx. For services, whose
        /// server may be away for a while when they start. The other statuses, and a content type
        /// that is none of event streams, are final.
        case always
    }

    /// What becomes of a source, for logs and status lines.
    public enum State: Sendable, Hashable {
        /// The server has answered with a stream.
        case opened
        /// There is no stream at present; the next connection is made after this delay.
        case reconnecting(after: Duration, because: Interruption)
    }
}
