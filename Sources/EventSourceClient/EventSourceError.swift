/// Why a source does not go on.
public enum EventSourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address is none, or of a scheme that is not `http:`, `https:` or `http+unix:`.
    case invalidURL(String)
    /// The server answered with something else than a stream.
    case refused(Refusal)
    /// No stream could be had, and the source was told not to try again (`Persistence`).
    case unreachable(Interruption)
    /// The redirects go in a circle, or are too many.
    case tooManyRedirects
    /// An event has more bytes than `Configuration.maximumEventBytes`: connecting again would only
    /// bring it again.
    case eventTooBig(maximumBytes: Int)
    /// A header cannot be sent: one of the configuration's, or the last event id, which holds a
    /// control character.
    case invalidHeader

    /// An answer that is no stream.
    public struct Refusal: Sendable, Hashable {
        public var interruption: Interruption
        /// The HTTP status.
        public var status: Int
        /// As in `Content-Type`.
        public var contentType: String?
        /// The beginning of the body, 16 KiB at most: often it says what to do.
        public var body: String
    }

    /// One sentence, without the body of a refusal.
    public var description: String {
        switch self {
        case .invalidURL(let url): "'\(url)' is not an address that can be followed."
        case .refused(let refusal): "There is no stream: \(refusal.interruption)."
        case .unreachable(let interruption): "There is no stream: \(interruption)."
        case .tooManyRedirects: "The server redirects again and again."
        case .eventTooBig(let bytes): "An event has more than \(bytes) bytes."
        case .invalidHeader:
            "A header, perhaps the last event id, has characters that cannot be sent."
        }
    }
}
