import NIOHTTP1

/// What a client may ask of the front. A stream leaves the front when it is accepted, so that these
/// bounds are for requests, not for readers.
public struct HTTPLimits: Sendable, Hashable {
    /// The request line and all header fields. Beyond it the answer is 431.
    public var maximumHeadBytes = 16 * 1024
    /// A body. Beyond it the answer is 413.
    public var maximumBodyBytes = 256 * 1024
    /// From the connection's begin to the end of the first head, and from a head to the end of its
    /// body. Then the answer is 408, if a request was begun, and the connection is closed: a client that
    /// sends a byte now and then holds nothing.
    public var requestTimeout = Duration.seconds(10)
    /// From a whole request to its answer. Then the answer is 503, and the connection is closed.
    public var answerTimeout = Duration.seconds(30)
    /// From an answer to the end of the next head. Then as after `requestTimeout`: a client that does not
    /// read its answers holds nothing either.
    public var idleTimeout = Duration.seconds(60)
    /// An encrypted connection whose client acknowledges nothing for so long is gone.
    public var silenceTimeout = Duration.seconds(60)
    /// Connections at once that are not streams. For further ones, the older ones that owe no answer are
    /// closed.
    public var maximumConnections = 2048
    /// Requests and streams at once in one HTTP/2 connection. Further ones are reset.
    public var maximumHTTP2Streams = 1000

    /// Requests over HTTP/2 at once in all connections, beside the first of each. For further ones, the older
    /// ones that are not whole are reset.
    var maximumHTTP2Requests: Int { 2 * maximumConnections }
    /// The body of a request that publishes nothing. Beyond it the answer is 413.
    var maximumOtherBodyBytes: Int { maximumHeadBytes }
    /// Fields of a head. Beyond it the answer is 431.
    static let maximumFields = 100

    public init() {}
}

extension HTTPLimits {
    /// What the decoder of HTTP/1 is to take.
    var decoding: NIOHTTPDecoderLimitConfiguration {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderFieldSize = maximumHeadBytes
        bounds.maxHeaderListSize = maximumHeadBytes
        bounds.maxHeaderFieldCount = Self.maximumFields
        return bounds
    }
}
