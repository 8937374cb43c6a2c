/// Why a request is refused. How each is said on the wire is `PubSubError+Stanza.swift`.
public enum PubSubError: Error, Sendable, Hashable {
    /// No such node, or no such item where the request needs it to be there.
    case nodeNotFound(NodeID)
    case itemNotFound(ItemID)
    case nodeExists(NodeID)
    /// Rights are missing (XEP-0060 §4.1).
    case forbidden(Privilege)
    /// The reader is not on the node's whitelist (XEP-0060 §6.1.3.4).
    case closedNode(NodeID)
    /// The reader showed no name, and the node is not open to everybody.
    case notAuthorized(NodeID)
    /// Subscribing in somebody else's name (XEP-0060 §6.1.3.1).
    case jidMismatch
    case notSubscribed(NodeID)
    case nodeRequired
    case itemRequired
    case payloadRequired
    case invalidPayload(String)
    case itemForbidden
    case payloadTooBig(limitInBytes: Int)
    /// The node does not keep items, so that there are none to fetch, retract or purge.
    case itemsNotPersistent(NodeID)
    case preconditionNotMet(field: String)
    case unsupportedAccessModel(String)
    /// A form's field has a value that is not possible.
    case invalidField(name: String, reason: String)
    /// The last owner of a node stays (XEP-0060 §8.9.2).
    case lastOwner(NodeID)
    /// The request does not have the form that its namespace prescribes.
    case malformed(String)
    /// A feature of XEP-0060 that this service does not have.
    case unsupported(feature: String)
    /// This service does not know the request at all.
    case unknownRequest
    /// The journal takes nothing at present; the request may be repeated.
    case unavailable(String)
}
