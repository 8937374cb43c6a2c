public import XMPP

/// Reading a request from an `iq` stanza.
extension Request {
    /// - Parameters:
    ///   - iq: of type `get` or `set`, with both addresses.
    ///   - service: the domain that it came to.
    /// - Throws: how it is to be answered where it is no request that we know.
    public init(_ iq: Stanza, to service: String) throws(PubSubError) {
        guard let sender = iq.from, let payload = iq.payload, let type = iq.type else {
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
        case ("pubsub", Namespaces.pubsub, false): self = try .retrieving(payload)
        case ("pubsub", Namespaces.pubsub, true): self = try .changing(payload)
        case ("pubsub", Namespaces.pubsubOwner, false): self = try .ownerRetrieving(payload)
        case ("pubsub", Namespaces.pubsubOwner, true): self = try .ownerChanging(payload)
        case ("query", Namespaces.discoInfo, false):
            let node = payload[attribute: "node"]
            self = node.map { .nodeInformation($0) } ?? .serviceInformation
        case ("query", Namespaces.discoItems, false):
            self = payload[attribute: "node"].map { .nodeItems($0) } ?? .nodes
        default: throw .unknownRequest
        }
    }

    /// The one child that says what is wanted; `configure` and the options forms stand beside it.
    static func use(
        _ pubsub: Element, beside companions: Set<String> = []
    ) throws(PubSubError) -> Element {
        let uses = pubsub.elements.filter {
            $0.namespace == pubsub.namespace && !companions.contains($0.name)
        }
        guard let use = uses.first, uses.count == 1 else {
            throw .malformed("<pubsub/> has one child element that says what is wanted")
        }
        return use
    }

    /// A `get` of `http://jabber.org/protocol/pubsub`.
    private static func retrieving(_ pubsub: Element) throws(PubSubError) -> Verb {
        let use = try use(pubsub)
        switch use.name {
        case "items": return .items(try use.requiredNode, try ItemSelection(use))
        case "subscriptions": return .ownSubscriptions(use.optionalNode)
        case "affiliations": return .ownAffiliations(use.optionalNode)
        case "options": throw .unsupported(feature: "subscription-options")
        case "default": throw .unsupported(feature: "retrieve-default-sub")
        default: throw .unknownRequest
        }
    }

    /// A `set` of `http://jabber.org/protocol/pubsub`.
    private static func changing(_ pubsub: Element) throws(PubSubError) -> Verb {
        let use = try use(pubsub, beside: ["configure", "publish-options", "options"])
        switch use.name {
        case "create":
            let form = pubsub.first("configure", namespace: Namespaces.pubsub)
            return .create(use.optionalNode, configuration: try form?.dataForm)
        case "subscribe":
            return .subscribe(try use.requiredNode, try use.requiredJID)
        case "unsubscribe":
            return .unsubscribe(try use.requiredNode, try use.requiredJID)
        case "publish":
            let options = pubsub.first("publish-options", namespace: Namespaces.pubsub)
            let drafts = use.all("item", namespace: Namespaces.pubsub).map(ItemDraft.init)
            return .publish(try use.requiredNode, drafts, options: try options?.dataForm)
        case "retract":
            let ids = use.all("item", namespace: Namespaces.pubsub)
                .map { $0[attribute: "id"] ?? "" }
            guard !ids.contains("") else { throw .itemRequired }
            let notify = ["1", "true"].contains(use[attribute: "notify"])
            return .retract(
                try use.requiredNode, ids, notify: notify ? .requested : .configured)
        default: throw .unknownRequest
        }
    }

    /// A `get` of `http://jabber.org/protocol/pubsub#owner`.
    private static func ownerRetrieving(_ pubsub: Element) throws(PubSubError) -> Verb {
        let use = try use(pubsub)
        switch use.name {
        case "configure": return .configuration(try use.requiredNode)
        case "default": return .defaultConfiguration
        case "subscriptions": return .subscriptions(try use.requiredNode)
        case "affiliations": return .affiliations(try use.requiredNode)
        default: throw .unknownRequest
        }
    }

    /// A `set` of `http://jabber.org/protocol/pubsub#owner`.
    private static func ownerChanging(_ pubsub: Element) throws(PubSubError) -> Verb {
        let use = try use(pubsub)
        switch use.name {
        case "configure":
            guard let form = try use.dataForm else { throw .malformed("<configure/> has no form") }
            return .configure(try use.requiredNode, form)
        case "delete": return .delete(try use.requiredNode)
        case "purge": return .purge(try use.requiredNode)
        case "subscriptions":
            return .setSubscriptions(
                try use.requiredNode, try use.lines("subscription", SubscriptionChange.init))
        case "affiliations":
            return .setAffiliations(
                try use.requiredNode, try use.lines("affiliation", AffiliationChange.init))
        default: throw .unknownRequest
        }
    }
}
