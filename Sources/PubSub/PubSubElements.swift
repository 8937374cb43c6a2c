import XMPP

/// The elements that answers and notifications are made of.
extension Element {
    static func pubsub(_ child: Element) -> Element {
        Element("pubsub", namespace: Namespaces.pubsub, children: [.element(child)])
    }

    static func pubsubOwner(_ child: Element) -> Element {
        Element("pubsub", namespace: Namespaces.pubsubOwner, children: [.element(child)])
    }

    static func list(
        _ name: String, of node: NodeID?, in namespace: String, _ lines: [Element]
    ) -> Element {
        Element(
            name, namespace: namespace, attributes: [("node", node)],
            children: lines.map { .element($0) })
    }

    static func item(
        _ id: ItemID, publisher: JID? = nil, payload: XMLFragment? = nil, in namespace: String
    ) -> Element {
        Element(
            "item", namespace: namespace,
            attributes: [("id", id), ("publisher", publisher?.description)],
            children: payload.map { [.fragment($0)] } ?? [])
    }
}

extension Entry {
    /// The item that the entry published; `nil` if it is about something else.
    func itemElement(in namespace: String) -> Element? {
        guard case .itemPublished(_, let publication) = change else { return nil }
        return .item(
            publication.item.id, publisher: publication.shownPublisher,
            payload: publication.item.payload, in: namespace)
    }
}
