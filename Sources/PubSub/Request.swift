public import XMPP

/// Who asks.
public enum Requester: Sendable, Hashable {
    /// An XMPP entity; its rights are those of its bare JID.
    case entity(JID)
    /// The operator, by the service's own publish token: an owner of every node.
    case `operator`
    /// A reader on the web who showed nothing: has the rights of somebody without affiliation.
    case anonymous
    /// Somebody whose token grants more than the affiliations of its JID give, or who has none.
    case granted(Grants, to: JID?)
}

/// What a client asks, decoded from a stanza or an HTTP body. It holds no socket.
public struct Request: Sendable, Hashable {
    /// The domain of the service that it is for.
    public var service: String
    /// Who asks.
    public var requester: Requester
    /// What is asked.
    public var verb: Verb

    /// Makes a request.
    public init(service: String, requester: Requester, verb: Verb) {
        self.service = service
        self.requester = requester
        self.verb = verb
    }
}

/// The use cases of XEP-0060, one case each, in the specification's order.
public enum Verb: Sendable, Hashable {
    // §5: discovery
    case serviceInformation
    case nodes(PageRequest?)
    case nodeInformation(NodeID)
    case nodeItems(NodeID, PageRequest?)
    case ownSubscriptions(NodeID?, PageRequest?)
    case ownAffiliations(NodeID?, PageRequest?)
    // §6: the subscriber
    case subscribe(NodeID, JID, options: DataForm?)
    case unsubscribe(NodeID, JID)
    case options(NodeID, JID)
    case setOptions(NodeID, JID, DataForm)
    case defaultOptions(NodeID?)
    case items(NodeID, ItemSelection)
    // §7: the publisher
    case publish(NodeID, [ItemDraft], options: DataForm?)
    case retract(NodeID, [ItemID], notify: RetractNotify)
    // §8: the owner
    case create(NodeID?, configuration: DataForm?)
    case configuration(NodeID)
    case configure(NodeID, DataForm)
    case defaultConfiguration
    case delete(NodeID, redirect: Redirect? = nil)
    case purge(NodeID)
    /// An owner's answer to a request for approval; `nil` leaves it pending (§8.6).
    case authorize(NodeID, JID, isAllowed: Bool?)
    case commands
    case commandInformation(String)
    /// The ad-hoc command `get-pending` (§8.7).
    case pending(PendingStep, session: String?)
    /// The ad-hoc command for a token, with which the web knows the requester.
    case token(TokenStep, session: String?)
    case subscriptions(NodeID, PageRequest?)
    case setSubscriptions(NodeID, [SubscriptionChange])
    case affiliations(NodeID, PageRequest?)
    case setAffiliations(NodeID, [AffiliationChange])
    /// A notification of the node came back for good (§13.4).
    case bounced(NodeID)
    /// Items whose time is over are to go: asked by the operator's clock.
    case expire
    /// After a start: the settings may name other admins than before, whose rights were theirs
    /// alone.
    case reviewRights
    // The web's reader: not in XEP-0060, but decided by the same rights as `items`.
    /// `newest`: so many items, of all the nodes together, are to begin with; `nil` leaves that to the
    /// nodes. `through`: of those that were published up to there; `nil` for all.
    case openStream(
        [NodeID], missing: MissingNodes = .asConfigured, newest: Int? = nil,
        through: Position? = nil)
}

/// What becomes of a stream that names a node which does not exist.
public enum MissingNodes: Sendable, Hashable {
    /// It is opened if the service's settings say so.
    case asConfigured
    /// It is opened, and waits for the node.
    case awaited
}

/// Where in the command `get-pending` its user is (XEP-0060 §8.7, XEP-0050 §3.4).
public enum PendingStep: Sendable, Hashable {
    case chooseNode
    case request(NodeID)
    case cancel
}

/// Where in the command for a token its user is (XEP-0050 §3.4): it has one stage.
public enum TokenStep: Sendable, Hashable {
    case request
    case cancel
}

/// Which items of a node are wanted (XEP-0060 §6.5). Without an order they come in that of
/// publication.
public enum ItemSelection: Sendable, Hashable {
    case all
    /// The newest so many (XEP-0060 §6.5.7).
    case newest(Int)
    /// Those with these ids, as far as they are there (XEP-0060 §6.5.8).
    case identified([ItemID])
    /// A page (XEP-0060 §6.5.4), or the whole, of the newest so many or of all, in an order
    /// (XEP-0413).
    case page(PageRequest, newest: Int?, ItemOrder)
}

/// An item as a publisher sends it: without what the service adds.
public struct ItemDraft: Sendable, Hashable {
    /// `nil` or empty: the service makes one (XEP-0060 §7.1.2).
    public var id: ItemID?
    /// As it came; exactly one makes a payload (XEP-0060 §7.1.3.6).
    public var payloads: [XMLFragment]

    /// Makes a draft.
    public init(id: ItemID?, payloads: [XMLFragment]) {
        self.id = id
        self.payloads = payloads
    }
}

/// A line of an owner's request to change affiliations (XEP-0060 §8.9.2).
public struct AffiliationChange: Sendable, Hashable {
    /// Whose it is; its bare JID counts.
    public var jid: JID
    /// What it is to be.
    public var affiliation: Affiliation

    /// Makes a line.
    public init(jid: JID, affiliation: Affiliation) {
        self.jid = jid
        self.affiliation = affiliation
    }
}

/// A line of an owner's request to change subscriptions (XEP-0060 §8.8.2); `nil` ends one.
public struct SubscriptionChange: Sendable, Hashable {
    /// The address that is or is to be subscribed.
    public var jid: JID
    /// What it is to be; `nil` for none.
    public var state: Subscription.State?

    /// Makes a line.
    public init(jid: JID, state: Subscription.State?) {
        self.jid = jid
        self.state = state
    }
}
