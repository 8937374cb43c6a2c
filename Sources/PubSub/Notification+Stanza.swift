public import XMPP

/// Writing a notification as `message` stanzas (XEP-0060 §7.1.2.1, §12.7).
extension Notification {
    /// One message a recipient; none where the last item is no longer there.
    ///
    /// - Parameters:
    ///   - sender: the service's JID.
    ///   - publications: the entry of a last item.
    public func messages(from sender: JID, publications: [Position: Entry] = [:]) -> [Stanza] {
        guard let children = content(publications) else { return [] }
        return recipients.map {
            Stanza(
                .message, type: messageType.rawValue, from: sender, to: $0, children: children)
        }
    }

    /// The event and, for an item from the past, when it was published (XEP-0203).
    private func content(_ publications: [Position: Entry]) -> [Element]? {
        switch event {
        case .item(let id, let publisher, let payload):
            [.items(node, .item(id, publisher: publisher, payload: payload, in: Namespaces.pubsubEvent))]
        case .itemless:
            [.items(node, nil)]
        case .lastItem(let reference):
            publications[reference.position].flatMap { entry in
                entry.itemElement(in: Namespaces.pubsubEvent).map {
                    [.items(node, $0), .delay(entry.time, by: service)]
                }
            }
        case .retract(let id):
            [.items(node, .event("retract", [("id", id)]))]
        case .purge:
            [.wrapped(.event("purge", [("node", node)]))]
        case .delete:
            [.wrapped(.event("delete", [("node", node)]))]
        case .configuration(let form):
            [
                .wrapped(
                    .event("configuration", [("node", node)], form.map { [.element($0.element)] } ?? []))
            ]
        }
    }
}

extension Element {
    fileprivate static func event(
        _ name: String, _ attributes: [(String, String?)], _ children: [Node] = []
    ) -> Element {
        Element(
            name, namespace: Namespaces.pubsubEvent, attributes: attributes, children: children)
    }

    fileprivate static func items(_ node: NodeID, _ child: Element?) -> Element {
        .wrapped(.event("items", [("node", node)], child.map { [.element($0)] } ?? []))
    }

    fileprivate static func wrapped(_ child: Element) -> Element {
        .event("event", [], [.element(child)])
    }

    fileprivate static func delay(_ time: Timestamp, by service: String) -> Element {
        Element(
            "delay", namespace: Namespaces.delay,
            attributes: [("from", service), ("stamp", time.description)])
    }
}
