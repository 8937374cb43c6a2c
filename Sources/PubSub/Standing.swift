public import XMPP

/// How somebody stands to a node: all that the right to read it depends on (XEP-0060 §4.1, §4.5).
///
/// The engine judges every way to an item by it. An open event stream keeps the standing it was
/// opened with and lets the node's entries change it, in order: the entry after which `mayRead` is
/// false is the one that ends the stream.
public struct Standing: Sendable, Hashable {
    /// The node that it is about.
    public let node: NodeID
    /// The bare JID; `nil` for somebody who did not say who they are, and for the operator.
    public let jid: JID?
    /// An admin or the operator: owns every node.
    let ownsAll: Bool
    /// A token grants reading it.
    let isGranted: Bool
    var accessModel: NodeConfiguration.AccessModel
    var affiliation: Affiliation
    /// The addresses of `jid` with an approved subscription.
    var subscribed: Set<JID>
    /// Whether there is such a node: a stream may wait for one.
    public internal(set) var isThere = true

    /// Whether the node's items may be read.
    public var mayRead: Bool { refusal == nil }

    /// Why the items may not be read: `forbidden` for outcasts (XEP-0060 §6.5.9.10) and those who
    /// may only publish, `closedNode` for those who are not on the whitelist (§6.5.9.8),
    /// `subscriptionRequired` where an owner has to approve (§6.5.9.3), `notAuthorized` for readers
    /// without a name.
    public var refusal: PubSubError? {
        guard isThere else { return .nodeNotFound(node) }
        switch affiliation {
        case _ where ownsAll: return nil
        case .outcast: return .forbidden(.retrieve)
        case _ where isGranted: return nil
        case .owner, .publisher, .member: return nil
        case .publishOnly: return .forbidden(.retrieve)
        case .none: break
        }
        switch accessModel {
        case .open: return nil
        case .whitelist: return jid == nil ? .notAuthorized(node) : .closedNode(node)
        case .authorize where !subscribed.isEmpty: return nil
        case .authorize: return jid == nil ? .notAuthorized(node) : .subscriptionRequired(node)
        }
    }

    /// Whether a subscription needs an owner's approval (XEP-0060 §6.1.4).
    var needsApproval: Bool {
        !ownsAll && accessModel == .authorize && affiliation == .none
    }

    /// Whether, of all that gives a right to read, only the access model can.
    var goesByAccessModel: Bool {
        !ownsAll && !isGranted && affiliation == .none
    }

    /// Takes a fact in; one that concerns another node or another's rights changes nothing.
    public mutating func apply(_ change: Change) {
        guard change.node == node else { return }
        switch change {
        case .nodeCreated(_, let configuration):
            isThere = true
            accessModel = configuration.accessModel
        case .nodePurged, .itemPublished, .itemRetracted: break
        case .nodeDeleted: isThere = false
        case .nodeConfigured(_, let configuration, _): accessModel = configuration.accessModel
        case .affiliationSet(_, let jid, let new): if jid.bare == self.jid { affiliation = new }
        case .subscriptionSet(_, let jid, let subscription):
            guard jid.bare == self.jid else { return }
            if subscription?.state == .subscribed {
                subscribed.insert(jid)
            } else {
                subscribed.remove(jid)
            }
        }
    }
}
