public import XMPP

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
