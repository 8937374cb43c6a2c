public import XMPP

/// A subscription together with the node that it is to.
public struct NodeSubscription: Sendable, Hashable {
    /// The name of the node.
    public var node: NodeID
    /// Who subscribed, bare or full.
    public var jid: JID
    /// `nil`: none.
    public var state: Subscription.State?

    /// Makes a line of a list.
    public init(node: NodeID, jid: JID, state: Subscription.State?) {
        self.node = node
        self.jid = jid
        self.state = state
    }
}

/// An affiliation together with the node that it is with.
public struct NodeAffiliation: Sendable, Hashable {
    /// The name of the node.
    public var node: NodeID
    /// The bare JID.
    public var jid: JID
    /// How it relates to the node.
    public var affiliation: Affiliation

    /// Makes a line of a list.
    public init(node: NodeID, jid: JID, affiliation: Affiliation) {
        self.node = node
        self.jid = jid
        self.affiliation = affiliation
    }
}
