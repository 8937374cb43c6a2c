import EventStream
import JSONText
public import PubSub

/// Encodes entries as event-stream bytes: once for all readers of a selection.
///
/// Every frame of an entry carries its cursor as `id`, and with chunked framing is a chunk of its own,
/// so that a frame is whole wherever it is sent.
public struct FrameEncoder: Sendable, Hashable {
    /// The journal's name, which stands in every `id`.
    public let epoch: String
    public let format: ItemFormat
    public let framing: Framing

    public init(epoch: String, format: ItemFormat, framing: Framing) {
        self.epoch = epoch
        self.format = format
        self.framing = framing
    }

    /// The frame of an entry; `nil` where it is nothing that readers see: affiliations,
    /// subscriptions.
    public func frame(_ entry: Entry) -> [UInt8]? {
        guard var event = ServerSentEvent(entry, format: format) else { return nil }
        event.id = Cursor(epoch: epoch, position: entry.position).description
        return frame(event)
    }

    /// The frame by which a stream speaks of itself.
    ///
    /// - Parameter position: Where the reader's cursor is from now on; `nil` leaves it where it is.
    public func stream(_ state: StreamState, at position: Position?) -> [UInt8] {
        frame(
            ServerSentEvent(
                event: "stream", data: state.json(epoch: epoch).text,
                id: position.map { Cursor(epoch: epoch, position: $0).description }))
    }

    /// A comment, which every client skips: a sign of life.
    public func comment(_ text: String) -> [UInt8] {
        frame(ServerSentEvent(comment: text))
    }

    /// What a stream begins with: a comment, and how long the client is to wait before it reconnects.
    public func greeting(_ comment: String, retryMilliseconds: Int) -> [UInt8] {
        frame(ServerSentEvent(retry: retryMilliseconds, comment: comment))
    }

    /// How long the client is to wait before it reconnects, as a block of its own: jquery.eventsource
    /// does not see it elsewhere.
    public func retry(milliseconds: Int) -> [UInt8] {
        frame(ServerSentEvent(retry: milliseconds))
    }

    /// What ends the body of the response; empty where the connection's end does.
    public var end: [UInt8] {
        switch framing {
        case .chunked: Array("0\r\n\r\n".utf8)
        case .none: []
        }
    }

    private func frame(_ event: ServerSentEvent) -> [UInt8] {
        var block: [UInt8] = []
        // One allocation where the data has a single line, as most has.
        block.reserveCapacity((event.data?.utf8.count ?? 0) + 64)
        EventEncoder.append(event, to: &block)
        switch framing {
        case .chunked:
            // RFC 9112 §7.1: size in hexadecimal digits, CRLF, data, CRLF.
            var chunk: [UInt8] = []
            chunk.reserveCapacity(block.count + 16)
            chunk.append(contentsOf: String(block.count, radix: 16).utf8)
            chunk.append(contentsOf: Self.lineEnd)
            chunk.append(contentsOf: block)
            chunk.append(contentsOf: Self.lineEnd)
            return chunk
        case .none:
            return block
        }
    }

    private static let lineEnd = Array("\r\n".utf8)
}
