/// What a person is told, over XMPP and over HTTP alike.
extension PubSubError {
    /// One sentence or two, in English: what is wrong and, where it is not plain, what to do.
    public var explanation: String {
        switch self {
        case .nodeNotFound(let node):
            "There is no node '\(node)'."
        case .itemNotFound(let item):
            "The node has no item '\(item)'."
        case .nodeExists(let node):
            "The node '\(node)' is there already."
        case .nodeReserved(let node):
            "The name '\(node)' is the service's own: give the node another one."
        case .tooManyNodes(let limit):
            "You may own \(limit) nodes, and do."
        case .forbidden(let privilege):
            privilege.refusal
        case .closedNode(let node):
            "The node '\(node)' is open only to its members: an owner can make you one."
        case .notAuthorized(let node):
            "The node '\(node)' is not open to everybody."
        case .subscriptionRequired(let node):
            "Only those whose subscription an owner has approved read the node '\(node)'."
        case .subscriptionPending(let node):
            "An owner of the node '\(node)' has not yet answered your request."
        case .tooManySubscriptions(let limit):
            "There may be \(limit) subscriptions, and are."
        case .tooManyAffiliations(let limit):
            "The node would have more than \(limit) affiliations."
        case .jidRequired:
            "The request does not say which address it is about."
        case .invalidJID(let reason):
            "The request names an address that is none: \(reason)."
        case .jidMismatch:
            "You can subscribe only your own address: the bare JID is not that of the sender."
        case .notSubscribed(let node):
            "This address is not subscribed to the node '\(node)'."
        case .noSubscription(let node):
            "This address has no subscription to the node '\(node)' that could be configured."
        case .invalidOptions(let reason):
            "The subscription cannot have these options: \(reason)."
        case .nodeRequired:
            "The request names no node."
        case .itemRequired:
            "The request has no item, and needs one."
        case .payloadRequired:
            "The node delivers payloads: the item needs one."
        case .invalidPayload(let reason):
            "The payload is not acceptable: \(reason)."
        case .itemForbidden:
            "The node takes notifications without items only: it neither keeps nor delivers them."
        case .payloadTooBig(let limit):
            "The payload is over the limit of \(limit) bytes."
        case .tooManyItems(let limit):
            "One request may name \(limit) items: ask for the rest with another one."
        case .nameTooLong(let limit):
            "The name of a node or an item may have \(limit) bytes."
        case .nodeFull(let limit):
            "The node keeps \(limit) items, and rejects what would push one out."
        case .itemsNotPersistent(let node):
            "The node '\(node)' keeps no items (pubsub#persist_items is off)."
        case .preconditionNotMet(let field):
            "The publish option '\(field)' asks for what the node's configuration does not have."
        case .unsupportedAccessModel(let model):
            "The access model '\(model)' is not available here: take open, authorize or whitelist."
        case .invalidField(let name, let reason):
            "The field '\(name)' cannot have this value: \(reason)."
        case .subscriptionsRefused(let node, _):
            "Nothing was changed: these subscriptions to the node '\(node)' cannot be as asked."
        case .affiliationsRefused(let node, _):
            "Nothing was changed: the node '\(node)' would be left without an owner."
        case .malformed(let reason):
            "The request cannot be understood: \(reason)."
        case .unsupported(let feature):
            "This service does not have the feature '\(feature)'."
        case .malformedAction(let action):
            "'\(action)' is no action of ad-hoc commands (XEP-0050)."
        case .badAction(let action):
            "The command cannot do '\(action)' here."
        case .unknownRequest:
            "This service does not know this request."
        case .unavailable(let reason):
            reason
        }
    }
}

extension Privilege {
    fileprivate var refusal: String {
        switch self {
        case .create: "You may not create nodes here: the service's setting 'create' decides."
        case .subscribe, .retrieve:
            "You may not read this node: an owner has shut you out, or lets you only publish."
        case .publish: "You may not publish to this node: an owner can make you a publisher."
        case .retract: "You may take back only items that you published."
        case .purge, .configure, .delete, .manageAffiliations:
            "Only an owner of the node may do this."
        case .manageSubscriptions:
            "Only an owner of the node may do this; of the own subscription, its address may."
        }
    }
}
