public import XMPP

/// Reading a request from a stanza.
extension Request {
    /// - Parameters:
    ///   - iq: of type `get` or `set`, with both addresses.
    ///   - service: the domain that it came to.
    /// - Throws: how it is to be answered where it is no request that we know.
    public init(_ iq: Stanza, to service: String) throws(PubSubError) {
        guard let sender = iq.from, let payload = iq.payload, iq.children.count == 1,
            let type = iq.type
        else {
            throw .malformed("an iq has a sender, a type and one child element")
        }
        self.init(
            service: service, requester: .entity(sender),
            verb: try Verb(payload, isSet: type == "set"))
    }
}

extension Verb {
    init(_ payload: Element, isSet: Bool) throws(PubSubError) {
        switch (payload.name, payload.namespace, isSet) {
        case ("pubsub", Namespaces.pubsub, _): self = try .use(in: payload, isSet: isSet)
        case ("pubsub", Namespaces.pubsubOwner, _): self = try .ownerUse(in: payload, isSet: isSet)
        case ("query", Namespaces.discoInfo, false):
            switch payload.optionalNode {
            case let node? where Engine.commands.contains(where: { $0.key == node.description }):
                self = .commandInformation(node.description)
            case let node?: self = .nodeInformation(node)
            case nil: self = .serviceInformation
            }
        case ("query", Namespaces.discoItems, false):
            switch payload.optionalNode {
            case NodeID(Namespaces.commands)?: self = .commands
            case let node?: self = .nodeItems(node, try PageRequest(besideIn: payload))
            case nil: self = .nodes(try PageRequest(besideIn: payload))
            }
        case ("command", Namespaces.commands, true): self = try .command(payload)
        default: throw .unknownRequest
        }
    }

    /// The one child that says what is wanted, where only these may stand beside it.
    static func theUse(
        in pubsub: Element, beside companion: (String) -> String? = { _ in nil }
    ) throws(PubSubError) -> Element {
        let own = pubsub.elements.filter { $0.namespace == pubsub.namespace }
        guard let use = own.first else {
            throw .malformed("<pubsub/> has no child element that says what is wanted")
        }
        guard let other = own.dropFirst().first else { return use }
        guard own.count == 2, other.name == companion(use.name) else {
            throw .malformed("<\(other.name)/> has no place after <\(use.name)/>")
        }
        return use
    }

    /// `http://jabber.org/protocol/pubsub`: of everybody (XEP-0060 §5 to §8.1).
    private static func use(in pubsub: Element, isSet: Bool) throws(PubSubError) -> Verb {
        let use = try theUse(in: pubsub, beside: companion(of:))
        switch (use.name, isSet) {
        case ("items", false):
            return .items(try use.requiredNode, try ItemSelection(use, beside: pubsub))
        case ("subscriptions", false):
            return .ownSubscriptions(use.optionalNode, try PageRequest(besideIn: pubsub))
        case ("affiliations", false):
            return .ownAffiliations(use.optionalNode, try PageRequest(besideIn: pubsub))
        case ("options", false): return .options(try use.requiredNode, try use.requiredJID)
        case ("default", false): return .defaultOptions(use.optionalNode)
        case ("create", true):
            return .create(use.optionalNode, configuration: try pubsub.companionForm("configure"))
        case ("subscribe", true):
            return .subscribe(
                try use.requiredNode, try use.requiredJID,
                options: try pubsub.companionForm("options"))
        case ("unsubscribe", true): return .unsubscribe(try use.requiredNode, try use.requiredJID)
        case ("options", true):
            return .setOptions(
                try use.requiredNode, try use.requiredJID, try use.requiredDataForm)
        case ("publish", true):
            return .publish(
                try use.requiredNode,
                try use.all("item", namespace: Namespaces.pubsub)
                    .map { item throws(PubSubError) in try ItemDraft(item) },
                options: try pubsub.companionForm("publish-options"))
        case ("retract", true): return try retract(use)
        default: throw .unknownUse(use, isSet: isSet)
        }
    }

    /// What may stand beside a use.
    private static func companion(of use: String) -> String? {
        switch use {
        case "create": "configure"
        case "subscribe": "options"
        case "publish": "publish-options"
        default: nil
        }
    }

    private static func retract(_ use: Element) throws(PubSubError) -> Verb {
        let node = try use.requiredNode
        let items = use.all("item", namespace: Namespaces.pubsub)
        let ids = items.compactMap { $0[attribute: "id"] }.filter { !$0.isEmpty }.map { ItemID($0) }
        guard !ids.isEmpty, ids.count == items.count else { throw .itemRequired }
        let notify = ["1", "true"].contains(use[attribute: "notify"])
        return .retract(node, ids, notify: notify ? .requested : .configured)
    }
}

extension PubSubError {
    /// The refusal of a child of `<pubsub/>` that means nothing in an iq of this type.
    static func unknownUse(_ use: Element, isSet: Bool) -> PubSubError {
        .malformed("<\(use.name)/> means nothing in an iq of type \(isSet ? "set" : "get")")
    }
}

extension Element {
    /// The form of what stands beside the use, which says itself neither node nor JID (XEP-0060
    /// §6.3.7, §8.1.3).
    fileprivate func companionForm(_ name: String) throws(PubSubError) -> DataForm? {
        guard let companion = first(name, namespace: namespace) else { return nil }
        guard companion[attribute: "node"] == nil, companion[attribute: "jid"] == nil else {
            throw .malformed("<\(name)/> names a node or a JID, which stand before it")
        }
        return try companion.dataForm
    }
}
