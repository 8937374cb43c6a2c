public import XMPP

/// One fact about a node. What the engine decides, the journal stores and everything else follows
/// from; never edited.
public enum Change: Sendable, Hashable {
    case nodeCreated(NodeID, NodeConfiguration)
    /// The whole configuration as it is now, and the items that a lower `max_items` pushed out.
    case nodeConfigured(NodeID, NodeConfiguration, displaced: [ItemID])
    /// The node, its items, affiliations and subscriptions are gone (XEP-0060 §8.4). `redirect`: what
    /// takes its place.
    case nodeDeleted(NodeID, redirect: Redirect? = nil)
    /// All its items are gone (XEP-0060 §8.5).
    case nodePurged(NodeID)
    case itemPublished(NodeID, Publication)
    /// One item is gone (XEP-0060 §7.2).
    case itemRetracted(NodeID, ItemID, notify: RetractNotify)
    /// The affiliation of a bare JID; `none` takes it away (XEP-0060 §8.9.2).
    case affiliationSet(NodeID, JID, Affiliation)
    /// The subscription of a JID; `nil` takes it away (XEP-0060 §6.2).
    case subscriptionSet(NodeID, JID, Subscription?)

    /// The node that it is about.
    public var node: NodeID {
        switch self {
        case .nodeCreated(let node, _), .nodeConfigured(let node, _, _), .nodeDeleted(let node, _),
            .nodePurged(let node), .itemPublished(let node, _), .itemRetracted(let node, _, _),
            .affiliationSet(let node, _, _), .subscriptionSet(let node, _, _):
            node
        }
    }
}

/// An item as it was published, with what the node's configuration made of it at that moment.
public struct Publication: Sendable, Hashable {
    /// What was published.
    public var item: Item
    /// The node keeps it (`pubsub#persist_items`); otherwise only the journal's replay window does.
    public var isKept: Bool
    /// Readers and subscribers are shown who published it (`pubsub#itemreply`).
    public var showsPublisher: Bool
    /// The items that `pubsub#max_items` pushed out for it, oldest first.
    public var displaced: [ItemID]
    /// The position of the entry that first published an item of this id; `nil` for this one itself
    /// (XEP-0413 §3).
    public var created: Position?

    /// Makes a publication of an item.
    public init(
        item: Item, isKept: Bool = true, showsPublisher: Bool = false, displaced: [ItemID] = [],
        created: Position? = nil
    ) {
        self.created = created
        self.item = item
        self.isKept = isKept
        self.showsPublisher = showsPublisher
        self.displaced = displaced
    }

    /// The publisher that may be shown: `nil` where the node keeps it to itself.
    public var shownPublisher: JID? { showsPublisher ? item.publisher : nil }
}

/// Whether a retraction tells the node's XMPP subscribers (XEP-0060 §7.2.2.1).
public enum RetractNotify: String, Sendable, Hashable {
    /// The publisher asked for it.
    case requested
    /// As `pubsub#notify_retract` says.
    case configured
}
