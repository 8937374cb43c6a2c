public import XMPP

/// Writing a notification as `message` stanzas (XEP-0060 §7.1.2.1, §8.6, §13.4).
extension Notification {
    /// One message a recipient, and a second one where items went because of it; none where the last
    /// item is no longer there.
    ///
    /// - Parameters:
    ///   - sender: the service's JID.
    ///   - publications: the entry of a last item.
    public func messages(from sender: JID, publications: [Position: Entry] = [:]) -> [Stanza] {
        guard let content = content(publications) else { return [] }
        var messages = self.messages(content, part: 0, from: sender)
        if !retracted.isEmpty {
            messages += self.messages([.retract(retracted, from: node)], part: 1, from: sender)
        }
        return messages
    }

    private func messages(_ children: [Element], part: Int, from sender: JID) -> [Stanza] {
        let id = NotificationID.text(id, part: part, node: node)
        return recipients.map {
            Stanza(
                .message, type: messageType.rawValue, id: id, from: sender, to: $0,
                children: children)
        }
    }

    /// The event and, for an item from the past, when it was published (XEP-0203).
    private func content(_ publications: [Position: Entry]) -> [Element]? {
        switch event {
        case .item(let id, let publisher, let payload):
            [
                .items(
                    node,
                    [.item(id, publisher: publisher, payload: payload, in: Namespaces.pubsubEvent)])
            ]
        case .itemless:
            [.items(node, [])]
        case .lastItem(let reference, let withPayload):
            publications[reference.position].flatMap { entry in
                entry.itemElement(in: Namespaces.pubsubEvent, withPayload: withPayload).map {
                    [.items(node, [$0]), .delay(entry.time, by: service)]
                }
            }
        case .retract(let ids):
            [.retract(ids, from: node)]
        case .purge:
            [.wrapped(.event("purge", [("node", node)]))]
        case .delete:
            [.wrapped(.event("delete", [("node", node)]))]
        case .configuration(let form):
            [
                .wrapped(
                    .event(
                        "configuration", [("node", node)],
                        form.map { [.element($0.element)] } ?? []))
            ]
        case .subscription(let jid, let state):
            [
                .wrapped(
                    .event(
                        "subscription",
                        [
                            ("node", node), ("jid", jid.description),
                            ("subscription", state?.rawValue ?? "none"),
                        ]))
            ]
        case .authorizationRequest(let jid):
            [DataForm.authorization(of: jid, for: node).element]
        }
    }
}

extension DataForm {
    /// The question to an owner (XEP-0060 §8.6).
    fileprivate static func authorization(of jid: JID, for node: NodeID) -> DataForm {
        DataForm(
            .form, formType: Namespaces.subscribeAuthorization, title: "A subscription to approve",
            instructions: "Say whether this address may subscribe to the node and read it.",
            fields: [
                Field("pubsub#node", type: "text-single", label: "The node", values: [node]),
                Field(
                    "pubsub#subscriber_jid", type: "jid-single", label: "Who wants to subscribe",
                    values: [jid.description]),
                Field("pubsub#allow", type: "boolean", label: "Allow it", values: ["0"]),
            ])
    }
}

extension Element {
    fileprivate static func event(
        _ name: String, _ attributes: [(String, String?)], _ children: [Node] = []
    ) -> Element {
        Element(
            name, namespace: Namespaces.pubsubEvent, attributes: attributes, children: children)
    }

    fileprivate static func items(_ node: NodeID, _ children: [Element]) -> Element {
        .wrapped(.event("items", [("node", node)], children.map { .element($0) }))
    }

    fileprivate static func retract(_ ids: [ItemID], from node: NodeID) -> Element {
        .items(node, ids.map { .event("retract", [("id", $0)]) })
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
