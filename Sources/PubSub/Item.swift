public import XMPP

/// A node of one of our services: what a stream follows and a journal entry belongs to.
public struct NodeAddress: Sendable, Hashable {
    /// The service's domain, for instance `pubsub.example.org`.
    public var service: String
    /// The name of the node.
    public var node: NodeID

    /// Makes the address of a node.
    public init(service: String, node: NodeID) {
        self.service = service
        self.node = node
    }
}

/// What was published to a node (XEP-0060 §7.1).
public struct Item: Sendable, Hashable {
    /// Its name; one that is published again replaces the item that had it.
    public var id: ItemID
    /// Who published it, stamped by the service: never taken from a request (XEP-0060 §7.1.2.3).
    /// `nil` when the service's own operator did.
    public var publisher: JID?
    /// The one payload element, or `nil` for a notification without one.
    public var payload: XMLFragment?

    /// Makes an item.
    public init(id: ItemID, publisher: JID? = nil, payload: XMLFragment? = nil) {
        self.id = id
        self.publisher = publisher
        self.payload = payload
    }
}

/// Where the journal keeps an item: enough to fetch it, without holding its payload in memory.
public struct ItemReference: Sendable, Hashable {
    /// The name of the item.
    public var id: ItemID
    /// The position of the entry that published it.
    public var position: Position
    /// Bare JID of its publisher, as far as it is known.
    public var publisher: JID?
    /// When it was published.
    public var time: Timestamp
    /// The position of the entry that first published an item of this id: its age in XEP-0413.
    public var created: Position

    /// Makes a reference; without `created` the item is new.
    public init(
        id: ItemID, position: Position, publisher: JID? = nil,
        time: Timestamp = Timestamp(milliseconds: 0), created: Position? = nil
    ) {
        self.id = id
        self.position = position
        self.publisher = publisher
        self.time = time
        self.created = created ?? position
    }
}
