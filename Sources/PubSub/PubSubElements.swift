import XMPP

/// The elements that answers and notifications are made of.
extension Element {
    /// `<pubsub/>` with what was asked for and, beside it, what belongs to it.
    static func pubsub(_ child: Element, _ companion: Element? = nil) -> Element {
        Element(
            "pubsub", namespace: Namespaces.pubsub,
            children: [.element(child)] + (companion.map { [.element($0)] } ?? []))
    }

    static func pubsubOwner(_ child: Element, _ companion: Element? = nil) -> Element {
        Element(
            "pubsub", namespace: Namespaces.pubsubOwner,
            children: [.element(child)] + (companion.map { [.element($0)] } ?? []))
    }

    static func list(
        _ name: String, of node: NodeID?, in namespace: String, _ lines: [Element]
    ) -> Element {
        Element(
            name, namespace: namespace, attributes: [("node", node?.description)],
            children: lines.map { .element($0) })
    }

    static func item(
        _ id: ItemID, publisher: JID? = nil, payload: XMLFragment? = nil, in namespace: String
    ) -> Element {
        Element(
            "item", namespace: namespace,
            attributes: [("id", id.description), ("publisher", publisher?.description)],
            children: payload.map { [.fragment($0)] } ?? [])
    }

    static func subscriptions(
        of node: NodeID?, _ lines: [NodeSubscription], in namespace: String
    ) -> Element {
        list("subscriptions", of: node, in: namespace, lines.map { $0.element(in: namespace) })
    }

    static func affiliations(
        of node: NodeID?, _ lines: [NodeAffiliation], in namespace: String
    ) -> Element {
        list("affiliations", of: node, in: namespace, lines.map { $0.element(in: namespace) })
    }
}

extension NodeSubscription {
    /// As a subscriber sees it, with its node; as an owner does, without.
    func element(in namespace: String) -> Element {
        Element(
            "subscription", namespace: namespace,
            attributes: [
                ("node", namespace == Namespaces.pubsub ? node.description : nil),
                ("jid", jid.description),
                ("subscription", state?.rawValue ?? "none"),
            ])
    }
}

extension NodeAffiliation {
    /// As the entity itself sees it, with its node; as an owner does, with the JID.
    func element(in namespace: String) -> Element {
        let isOwn = namespace == Namespaces.pubsub
        return Element(
            "affiliation", namespace: namespace,
            attributes: [
                ("node", isOwn ? node.description : nil), ("jid", isOwn ? nil : jid.description),
                ("affiliation", affiliation.rawValue),
            ])
    }
}

extension Entry {
    /// The item that the entry published; `nil` if it is about something else.
    func itemElement(in namespace: String, withPayload: Bool = true) -> Element? {
        guard case .itemPublished(_, let publication) = change else { return nil }
        return .item(
            publication.item.id, publisher: publication.shownPublisher,
            payload: withPayload ? publication.item.payload : nil, in: namespace)
    }
}
