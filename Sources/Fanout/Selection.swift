public import PubSub

/// What a stream follows, and in which dress: readers of equal selections share one ring.
public struct Selection: Sendable, Hashable {
    /// Sorted, each once.
    public let addresses: [NodeAddress]
    public let format: ItemFormat
    public let framing: Framing

    public init(addresses: some Sequence<NodeAddress>, format: ItemFormat, framing: Framing) {
        self.addresses = Set(addresses).sorted { ($0.service, $0.node) < ($1.service, $1.node) }
        self.format = format
        self.framing = framing
    }
}

/// How an item stands in `data:`. The raw values are those of the query parameter `format`.
public enum ItemFormat: String, Sendable, Hashable, CaseIterable {
    /// The serialised `<item/>`, as Prosody's module sends it; of a container of JSON (XEP-0335) or
    /// plain text, the text it holds.
    case item
    /// The payload alone: XML, or what a container holds.
    case payload
    /// A JSON object: node, id, publisher where it is shown, published, payload.
    case json
}

/// How a response says where its body ends.
public enum Framing: Sendable, Hashable, CaseIterable {
    /// HTTP/1.1: each frame is a chunk of its own (RFC 9112 §7.1).
    case chunked
    /// HTTP/1.0: the end of the connection is the end of the body.
    case none
}
