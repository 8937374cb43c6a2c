/// One block of an event stream (HTML §9.2.5): what stands between two empty lines.
///
/// Without `data` it reaches no listener, but a comment keeps a connection alive, and an `id` alone
/// moves the cursor of a native client.
public struct ServerSentEvent: Sendable, Hashable {
    /// A line that every client skips. Line breaks in it begin further comment lines.
    public var comment: String?
    /// How long the client waits before it reconnects, in milliseconds.
    public var retry: Int?
    /// The cursor that the client sends back as `Last-Event-ID`. It can hold neither NUL nor a line
    /// break.
    public var id: String?
    /// The name that listeners register for; `nil` means `message`. It can hold no line break.
    public var event: String?
    /// The text. CR, LF and CRLF all arrive as LF, for that is all that the format can say.
    public var data: String?

    public init(
        event: String? = nil, data: String? = nil, id: String? = nil, retry: Int? = nil,
        comment: String? = nil
    ) {
        self.comment = comment
        self.retry = retry
        self.id = id
        self.event = event
        self.data = data
    }
}
