/// Why a request is refused. How each is said on the wire is `PubSubError+Stanza.swift`.
public enum PubSubError: Error, Sendable, Hashable {
    /// No such node, or no such item where the request needs it to be there.
    case nodeNotFound(NodeID)
    case itemNotFound(ItemID)
    case nodeExists(NodeID)
    /// The name means something to the service itself.
    case nodeReserved(NodeID)
    /// The requester owns as many nodes as the service allows.
    case tooManyNodes(limit: Int)
    /// Rights are missing (XEP-0060 §4.1).
    case forbidden(Privilege)
    /// The reader is not on the node's whitelist (XEP-0060 §6.1.3.4).
    case closedNode(NodeID)
    /// The reader showed no name, and the node is not open to everybody.
    case notAuthorized(NodeID)
    /// Only approved subscribers read the node (XEP-0060 §6.5.9.3).
    case subscriptionRequired(NodeID)
    /// An owner has not yet approved the subscription that is asked for again (XEP-0060 §6.1.3.7).
    case subscriptionPending(NodeID)
    case tooManySubscriptions(limit: Int)
    case tooManyAffiliations(limit: Int)
    /// An address in the request is no JID (XEP-0060 §6.1.3.1).
    case invalidJID(String)
    /// Subscribing in somebody else's name (XEP-0060 §6.1.3.1).
    case jidMismatch
    /// The request needs the subscriber's JID and has none (XEP-0060 §6.3.4.3).
    case jidRequired
    case notSubscribed(NodeID)
    /// There is no subscription whose options could be asked for or set (XEP-0060 §6.3.4.2).
    case noSubscription(NodeID)
    case invalidOptions(String)
    case nodeRequired
    case itemRequired
    case payloadRequired
    case invalidPayload(String)
    case itemForbidden
    case payloadTooBig(limitInBytes: Int)
    /// More items in one request, to publish or to take back, than the service takes (XEP-0060
    /// §16.3).
    case tooManyItems(limit: Int)
    /// The name of a node or an item is longer than the service takes.
    case nameTooLong(limitInBytes: Int)
    /// The node has all the items that it may have, and rejects more (XEP-0060 §7.1.3.4).
    case nodeFull(limit: Int)
    /// The node does not keep items, so that there are none to fetch, retract or purge.
    case itemsNotPersistent(NodeID)
    case preconditionNotMet(field: String)
    case unsupportedAccessModel(String)
    /// A form's field has a value that is not possible.
    case invalidField(name: String, reason: String)
    /// Some of the subscriptions cannot be as asked; they are still as given here (XEP-0060
    /// §8.8.2.4).
    case subscriptionsRefused(NodeID, [NodeSubscription])
    /// Some of the affiliations cannot be as asked: the last owner stays. They are still as given
    /// here (XEP-0060 §8.9.2.4).
    case affiliationsRefused(NodeID, [NodeAffiliation])
    /// The request does not have the form that its namespace prescribes.
    case malformed(String)
    /// A feature of XEP-0060 that this service does not have.
    case unsupported(feature: String)
    /// An action of an ad-hoc command that nobody knows (XEP-0050 §4.4).
    case malformedAction(String)
    /// An action that the command does not have where it is (XEP-0050 §4.4).
    case badAction(String)
    /// This service does not know the request at all.
    case unknownRequest
    /// The journal takes nothing at present; the request may be repeated.
    case unavailable(String)
}
