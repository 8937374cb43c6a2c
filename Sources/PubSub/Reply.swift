public import XMPP

/// What a request is answered with. Items are named by their place in the journal: the shell fetches
/// them when it writes the answer.
public enum Reply: Sendable, Hashable {
    /// Done, and there is nothing to say.
    case done
    /// The node was made; its name where the service chose it (XEP-0060 §8.1.2).
    case created(NodeID, isInstant: Bool)
    case published(NodeID, [ItemID])
    case items(NodeID, [ItemReference])
    /// The form of a node's configuration, or of the default's where there is no node.
    case configuration(NodeID?, DataForm)
    case subscription(NodeSubscription)
    /// The requester's own (XEP-0060 §5.6), of one node where one was named.
    case ownSubscriptions(NodeID?, [NodeSubscription])
    case ownAffiliations(NodeID?, [NodeAffiliation])
    /// A node's, for its owner (XEP-0060 §8.8.1, §8.9.1).
    case subscriptions(NodeID, [NodeSubscription])
    case affiliations(NodeID, [NodeAffiliation])
    case information(DiscoInformation)
    case listing(node: NodeID?, [DiscoItem])
    case stream(StreamOpening)
}

/// A subscription together with the node that it is to.
public struct NodeSubscription: Sendable, Hashable {
    public var node: NodeID
    public var jid: JID
    /// `nil`: none.
    public var state: Subscription.State?

    public init(node: NodeID, jid: JID, state: Subscription.State?) {
        self.node = node
        self.jid = jid
        self.state = state
    }
}

/// An affiliation together with the node that it is with.
public struct NodeAffiliation: Sendable, Hashable {
    public var node: NodeID
    public var jid: JID
    public var affiliation: Affiliation

    public init(node: NodeID, jid: JID, affiliation: Affiliation) {
        self.node = node
        self.jid = jid
        self.affiliation = affiliation
    }
}

/// What disco#info says of the service or of a node (XEP-0030 §3).
public struct DiscoInformation: Sendable, Hashable {
    public var node: NodeID?
    /// The type of the one identity of category `pubsub`: `service` or `leaf`.
    public var identityType: String
    public var name: String?
    public var features: [String]
    /// The `#meta-data` form of a node (XEP-0060 §5.4).
    public var metadata: DataForm?

    public init(
        node: NodeID?, identityType: String, name: String?, features: [String], metadata: DataForm?
    ) {
        self.node = node
        self.identityType = identityType
        self.name = name
        self.features = features
        self.metadata = metadata
    }
}

/// A line of disco#items: a node of the service, or an item of a node (XEP-0060 §5.2, §5.5).
public struct DiscoItem: Sendable, Hashable {
    public var node: NodeID?
    public var name: String?

    public init(node: NodeID?, name: String?) {
        self.node = node
        self.name = name
    }
}

/// Leave to follow nodes: what a stream is to begin with.
public struct StreamOpening: Sendable, Hashable {
    public var nodes: [NodeID]
    /// The newest item of each node whose `send_last_published_item` asks for it, in order of
    /// publication. Only for a reader that brings no cursor.
    public var lastItems: [ItemReference]

    public init(nodes: [NodeID], lastItems: [ItemReference]) {
        self.nodes = nodes
        self.lastItems = lastItems
    }
}
