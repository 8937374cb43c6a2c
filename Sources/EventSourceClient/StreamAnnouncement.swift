public import EventStream
import Foundation

/// What a stream of Sluice says of itself: the data of its events that are called `stream`, as
/// docs/streams.md has them.
public struct StreamAnnouncement: Sendable, Hashable, Decodable {
    /// `open`, `resumed`, `gap` or another; a later server may have more of them.
    public var state: String
    /// At `open` and `resumed`: nodes that do not exist yet, and that the stream waits for. The first event of each will
    /// be its `configuration`.
    public var awaits: [String]
    /// At `gap`: why something is missing.
    public var reason: String?
    /// At `revoked`: the node that may not be read, or not any more.
    public var node: String?

    /// - Returns: `nil`: the event is no such announcement.
    public init?(_ event: ServerSentEvent) {
        guard event.event == "stream", let data = event.data,
            let decoded = try? JSONDecoder().decode(Self.self, from: Data(data.utf8))
        else { return nil }
        self = decoded
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        state = try values.decode(String.self, forKey: .state)
        awaits = try values.decodeIfPresent([String].self, forKey: .awaits) ?? []
        reason = try values.decodeIfPresent(String.self, forKey: .reason)
        node = try values.decodeIfPresent(String.self, forKey: .node)
    }

    private enum Name: String, CodingKey {
        case state, awaits, reason, node
    }
}
